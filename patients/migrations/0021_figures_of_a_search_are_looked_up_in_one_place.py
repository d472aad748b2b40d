"""A search for figures is one function of the database, as one for names is."""

from django.db import migrations

# Couples on file to whom all of it belongs: the words, each with its place, as beginnings of
# their names; one of them born then; and one with such a telephone or born together so, or
# the couple itself with that number. A day of birth counts where it is known so exactly.
# What is asked alone is not read to its end: of four figures there are thousands.
COUPLES_WITH = r"""
CREATE FUNCTION patients_couples_with(
    places int[], words text[], figures text[], at_home text, couple_number text,
    together daterange, together_as text[], born daterange, born_as text[], most int
) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    beyond CONSTANT text := U&'\+10FFFF';
    is_figured CONSTANT boolean := cardinality(figures) > 0 OR couple_number <> '';
    enough CONSTANT int := CASE
        WHEN cardinality(words) = 0 AND NOT (is_figured AND born IS NOT NULL)
        THEN 4 * most END;
    theirs bigint[];
    births bigint[];
BEGIN
    IF is_figured THEN
        theirs := ARRAY(
            SELECT called.person_id FROM unnest(figures) AS asked (figure), LATERAL (
                (SELECT person_id FROM patients_phonenumber
                WHERE reverse(digits) >= reverse(figure)
                    AND reverse(digits) < reverse(figure) || beyond
                    AND voided_at IS NULL LIMIT enough)
                UNION ALL
                (SELECT person_id FROM patients_phonenumber
                WHERE digits >= figure AND digits < figure || beyond
                    AND voided_at IS NULL LIMIT enough)
                UNION ALL
                (SELECT person_id FROM patients_phonenumber
                WHERE digits >= at_home || figure AND digits < at_home || figure || beyond
                    AND voided_at IS NULL LIMIT enough)) called
            UNION ALL
            (SELECT id FROM patients_person
            WHERE born_on >= lower(together) AND born_on < upper(together)
                AND born_precision = ANY (together_as) LIMIT enough));
        theirs := ARRAY(
            SELECT coalesce(merged_into_id, id) FROM patients_couple
            WHERE number = couple_number
            UNION ALL SELECT id FROM patients_couple WHERE woman_id = ANY (theirs)
            UNION ALL SELECT id FROM patients_couple WHERE man_id = ANY (theirs));
    END IF;
    IF born IS NOT NULL THEN
        births := ARRAY(
            SELECT id FROM patients_person
            WHERE born_on >= lower(born) AND born_on < upper(born)
                AND born_precision = ANY (born_as) LIMIT enough);
        births := ARRAY(
            SELECT id FROM patients_couple WHERE woman_id = ANY (births)
            UNION ALL SELECT id FROM patients_couple WHERE man_id = ANY (births));
        theirs := CASE WHEN is_figured
            THEN ARRAY(SELECT unnest(theirs) INTERSECT SELECT unnest(births))
            ELSE births END;
    END IF;
    RETURN ARRAY(
        SELECT couple.id FROM patients_couple couple
        WHERE couple.id = ANY (theirs) AND couple.voided_at IS NULL
            AND couple.merged_into_id IS NULL AND NOT EXISTS (
                SELECT FROM unnest(places) AS asked (place) WHERE NOT EXISTS (
                    SELECT FROM unnest(places, words) AS also (place, word),
                        patients_namekey named
                    WHERE also.place = asked.place AND named.couple_id = couple.id
                        AND named.key >= also.word AND named.key < also.word || beyond))
        ORDER BY couple.id LIMIT most);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("patients", "0020_words_of_a_search_meet_in_one_pass"),
    ]

    operations = [
        migrations.RunSQL(COUPLES_WITH, "DROP FUNCTION patients_couples_with"),
    ]
