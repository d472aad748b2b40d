"""Django's migrate, which draws the tables only as often as it must.

Django draws every related model anew after each table, field, constraint or trigger.
Clinical tables have many, and every table leads to every other: the first start spent
most of its time on it. Neighbouring operations are one step here, drawn once, and not
at all after triggers. What reaches the database is the same. It runs as the owner of
the tables, and afterwards the programs get their rights on them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from django.core.management.commands import migrate
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from clinic.grants import give_rights
from clinic.owner import as_owner

# What may share a step; pgtrigger reads triggers from the database, not from the drawing.
TABLES = (CreateModel,)
ADDITIONS = (AddConstraint, AddField, AddIndex, AddTrigger)
TRIGGERS = (AddTrigger, RemoveTrigger)
KINDS = (TABLES, ADDITIONS, TRIGGERS)


class InOneStep(Operation):
    """Neighbouring operations, after which the tables are drawn at most once."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        drawn = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if drawn is None:
            return
        if all(type(each) in TRIGGERS for each in self.operations):
            state.apps = drawn
        else:
            state.apps  # noqa: B018 - draws them

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)


class Executor(MigrationExecutor):
    """Applies migrations with the neighbours in them taken together."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper | None,
        progress_callback: Callable[..., None] | None = None,
    ) -> None:
        super().__init__(connection, progress_callback)
        for migration in self.loader.disk_migrations.values():
            migration.operations[:] = in_steps(migration.operations)  # type: ignore[index]


def in_steps(operations: Sequence[Operation]) -> Iterator[Operation]:
    """The same operations in the same order, neighbours of a kind taken together."""
    rest = list(operations)
    while rest:
        run = max(
            (_beginning(rest, kinds) for kinds in (TABLES, ADDITIONS, TRIGGERS)), key=len
        )
        yield InOneStep(run) if run else rest[0]
        del rest[: len(run) or 1]


def _beginning(operations: Sequence[Operation], kinds: tuple[type, ...]) -> list[Operation]:
    return list(takewhile(lambda each: type(each) in kinds, operations))


class Command(migrate.Command):
    def handle(self, *args: object, **options: object) -> None:
        migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]
        with as_owner():
            super().handle(*args, **options)
            if not options["plan"]:
                give_rights()
