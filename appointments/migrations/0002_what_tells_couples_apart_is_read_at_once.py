"""The lines of a search are read in one question, whose plan the database keeps."""

from django.db import migrations

# What tells these couples from each other, in their order, those on file alone: both people,
# the first telephone of each, and the first visit that is still to come. `is_restricted` says
# that a restriction is in force for one of the two; whom it keeps out is not asked here.
COUPLES_LISTED = """
CREATE FUNCTION appointments_couples_listed(pks bigint[], since timestamptz)
RETURNS TABLE (
    pk bigint, number varchar,
    ended_on date, ended_precision varchar, ended_about boolean,
    her_name varchar, her_native_name varchar, her_language varchar, her_born_on date,
    his_name varchar, his_native_name varchar, his_language varchar, his_born_on date,
    her_digits text, his_digits text, next_visit timestamptz, is_restricted boolean
) LANGUAGE plpgsql STABLE ROWS 40 AS $$
BEGIN
    RETURN QUERY
    SELECT couple.id, couple.number,
        couple.ended_on, couple.ended_precision, couple.ended_about,
        woman.name, woman.native_name, woman.language, woman.born_on,
        man.name, man.native_name, man.language, man.born_on,
        (SELECT digits FROM patients_phonenumber phone
        WHERE phone.person_id = woman.id AND phone.voided_at IS NULL
        ORDER BY phone.id LIMIT 1),
        (SELECT digits FROM patients_phonenumber phone
        WHERE phone.person_id = man.id AND phone.voided_at IS NULL
        ORDER BY phone.id LIMIT 1),
        (SELECT min(visit.starts_at) FROM appointments_appointment visit
        WHERE visit.couple_id = couple.id AND visit.starts_at >= since
            AND visit.voided_at IS NULL
            AND visit.status IN ('booked', 'arrived', 'in_room')),
        EXISTS (
            SELECT FROM patients_couple other
            JOIN patients_restriction restriction ON restriction.couple_id = other.id
            WHERE (other.woman_id = woman.id OR other.man_id = man.id)
                AND restriction.voided_at IS NULL AND restriction.lifted_at IS NULL)
    FROM unnest(pks) WITH ORDINALITY AS asked (pk, nth)
        JOIN patients_couple couple ON couple.id = asked.pk
        JOIN patients_person woman ON woman.id = couple.woman_id
        JOIN patients_person man ON man.id = couple.man_id
    WHERE couple.voided_at IS NULL AND couple.merged_into_id IS NULL
    ORDER BY asked.nth;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("appointments", "0001_rooms_visits_bookings_and_reminders"),
        ("patients", "0021_figures_of_a_search_are_looked_up_in_one_place"),
    ]

    operations = [
        migrations.RunSQL(COUPLES_LISTED, "DROP FUNCTION appointments_couples_listed"),
    ]
