"""The names already on file get their sounds and their keys.

Nobody changed a person by that: no version of the row is kept.
"""

from django.db import migrations
from pgtrigger import ignore

from patients.models.searching import search_key

AT_ONCE = 2_000
WRITE = """
    UPDATE patients_person SET search_name = new.search_name
    FROM unnest(%s, %s) AS new (id, search_name) WHERE patients_person.id = new.id
"""
KEY = """
    SELECT patients_key_names(id, woman_id), patients_key_names(id, man_id)
    FROM patients_couple ORDER BY id
"""


def key_names(apps, schema_editor) -> None:
    people = apps.get_model("patients", "Person").objects.order_by("pk")
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while rows := list(
            people.filter(pk__gt=last).values_list("pk", "name", "native_name")[:AT_ONCE]
        ):
            keys = [search_key(name, native) for _, name, native in rows]
            with ignore("patients.Person:update_update", "patients.Person:is_found_by_name"):
                cursor.execute(WRITE, [[pk for pk, _, _ in rows], keys])
            last = rows[-1][0]
        cursor.execute(KEY)


class Migration(migrations.Migration):

    dependencies = [
        ("patients", "0005_couples_are_found_by_every_word_of_a_name"),
    ]

    operations = [migrations.RunPython(key_names, migrations.RunPython.noop)]
