from importlib import import_module

from django.db import migrations, models

FIRST = import_module("patients.migrations.0020_words_of_a_search_meet_in_one_pass")
ALONE = FIRST.WITH_EACH_WORD.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
# Where a word is common, the names of records merged into one of the two count as well.
TOGETHER = ALONE.replace(
    """            SELECT ' ' || replace(woman.search_name || ' ' || man.search_name, E'\\n', ' ')
                || ' ' AS names
            FROM patients_couple couple
                JOIN patients_person woman ON woman.id = couple.woman_id
                JOIN patients_person man ON man.id = couple.man_id
            WHERE couple.id = begun.couple_id) their
""",
    """            SELECT ' ' || replace(string_agg(named.search_name, ' '), E'\\n', ' ')
                || ' ' AS names
            FROM patients_couple couple, LATERAL (
                SELECT search_name FROM patients_person person
                WHERE person.id IN (couple.woman_id, couple.man_id)
                UNION ALL
                SELECT search_name FROM patients_person merged
                WHERE merged.merged_into_id IN (couple.woman_id, couple.man_id)) named
            WHERE couple.id = begun.couple_id) their
""",
)
assert TOGETHER != ALONE


class Migration(migrations.Migration):

    dependencies = [
        ("patients", "0027_a_photo_shows_one_of_the_two"),
    ]

    operations = [
        migrations.RunSQL(TOGETHER, ALONE),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "photo"), ("voided_at__isnull", True)),
                fields=("couple", "person"),
                name="patients_attachment_one_photo_stands",
                violation_error_message="A photo of this person is on file already.",
            ),
        ),
    ]
