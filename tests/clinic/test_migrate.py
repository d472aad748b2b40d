"""Applying migrations in fewer steps changes nothing that reaches the database."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from pgtrigger import compiler
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from clinic.management.commands.migrate import Executor, InOneStep, in_steps

TABLE = migrations.CreateModel("Visit", [("id", models.BigAutoField(primary_key=True))])
COLUMN = migrations.AddField("Visit", "number", models.IntegerField(null=True))
ROOM = migrations.CreateModel("Room", [("id", models.BigAutoField(primary_key=True))])
GUARD = AddTrigger(
    "visit",
    compiler.Trigger(
        name="guard",
        sql=compiler.UpsertTriggerSql(
            func="RETURN NULL;",
            hash="1",
            operation="DELETE",
            pgid="pgtrigger_guard_1",
            table="patients_visit",
            when="BEFORE",
        ),
    ),
)
NO_GUARD = RemoveTrigger("visit", "guard")
WORDS = migrations.AlterModelOptions("Visit", {"verbose_name": "visit"})
INDEX = migrations.AddIndex("Visit", models.Index(fields=["number"], name="visit_number"))
LAW = migrations.AddConstraint(
    "Visit",
    models.CheckConstraint(condition=models.Q(number__gt=0), name="visit_number_counts"),
)


def state_after(operations, *, drawn):
    state = ProjectState()
    if drawn:
        assert state.apps
    for operation in operations:
        operation.state_forwards("patients", state)
    return state


def columns():
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(
            cursor, "patients_visit"
        )
    return [column.name for column in description]


def constraints():
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "patients_visit"))


def test_only_neighbours_of_a_kind_are_taken_together():
    operations = [TABLE, ROOM, COLUMN, INDEX, GUARD, WORDS, NO_GUARD, GUARD]
    *steps, words, last = in_steps(operations)
    assert words == WORDS
    assert all(isinstance(step, InOneStep) for step in [*steps, last])
    assert [step.operations for step in steps] == [[TABLE, ROOM], [COLUMN, INDEX, GUARD]]
    assert last.operations == [NO_GUARD, GUARD]


def test_after_triggers_nothing_is_drawn_and_the_next_drawing_has_them():
    state = state_after([TABLE], drawn=True)
    drawn = state.apps
    InOneStep([GUARD]).state_forwards("patients", state)
    assert state.apps is drawn
    state.reload_model("patients", "visit")
    assert state.apps.get_model("patients", "Visit")._meta.triggers


@pytest.mark.parametrize("drawn", [True, False])
def test_the_tables_are_pictured_as_they_would_be_one_by_one(drawn):
    one_by_one = state_after([TABLE, COLUMN, INDEX, LAW], drawn=drawn)
    in_one = state_after([TABLE, InOneStep([COLUMN, INDEX, LAW])], drawn=drawn)
    assert in_one == one_by_one
    meta = in_one.apps.get_model("patients", "Visit")._meta
    assert [each.name for each in [*meta.indexes, *meta.constraints]] == [
        "visit_number",
        "visit_number_counts",
    ]


@pytest.mark.django_db
def test_additions_reach_the_database_and_leave_it_again():
    step, bare = InOneStep([COLUMN, INDEX, LAW]), state_after([TABLE], drawn=True)
    full = state_after([TABLE, step], drawn=True)
    with connection.schema_editor() as editor:
        TABLE.database_forwards("patients", editor, ProjectState(), bare)
        step.database_forwards("patients", editor, bare, full)
    assert {"visit_number", "visit_number_counts"} <= constraints()
    assert columns() == ["id", "number"]
    with connection.schema_editor() as editor:
        step.database_backwards("patients", editor, full, bare)
    assert {"visit_number", "visit_number_counts"}.isdisjoint(constraints())
    assert columns() == ["id"]


@pytest.mark.django_db
def test_every_migration_of_the_house_keeps_all_its_operations():
    def flat(operations):
        for operation in operations:
            yield from getattr(operation, "operations", [operation])

    executor = Executor(connection)
    for key, migration in executor.loader.disk_migrations.items():
        assert list(flat(migration.operations)) == list(type(migration).operations), key
