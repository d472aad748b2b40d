"""What happens to each reference to a person or couple when two records become one.

Every model says it of its own columns, beside `whose`:

    when_merged = {"couple": Moves("results"), "person": Moves("results", beside="couple")}

A column nobody decided on stops the merge, and a test before that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

import pgtrigger
from django.apps import apps
from django.db import models


class Clash(Enum):
    """What becomes of a row the kept record has no room for."""

    REFUSES = auto()
    STAYS = auto()


def _itself(number: int) -> int:
    return number


@dataclass(frozen=True, slots=True)
class Moves:
    """The row goes to the record that is kept, and back when the merge is taken back.

    `called` is the kind of row in the plural. `counted` names the column that numbers the
    rows of one person; a row that moves is numbered after those on file. `beside` leads to
    the couple in whose file the row lies: written after the merge, it goes back with that
    couple. `of` and `key` are for a column without a foreign key: whom its number means,
    and how it is made.
    """

    called: str
    on_clash: Clash = Clash.REFUSES
    counted: str = ""
    beside: str = ""
    of: str = ""
    key: Callable[[int], int] = _itself


@dataclass(frozen=True, slots=True)
class Stays:
    """The row stays where it is, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a person or a couple, and what a merge does with it."""

    model: type[models.Model]
    name: str
    fate: Moves | Stays | None

    @property
    def column(self) -> str:
        """The attribute that holds the number."""
        return next(f.attname for f in self.model._meta.fields if f.name == self.name)

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.name}"


# Below people, where nothing knows of them: numbers of couples and people in the logs.
BELOW: Final = {
    "records.Act": Stays("a line of the log says what was, and is never changed"),
    "records.Look": Stays("a line of the log says what was, and is never changed"),
    "records.Draft": Stays("what somebody types goes when it is saved or dropped"),
}


class Undeclared(TypeError):
    """A column names a person or a couple, and nobody said what a merge does with it."""


def references(to: type[models.Model]) -> Iterator[Reference]:
    """Every column of every installed model that names a row of this one.

    The kept versions of rows are left out: they say what was.
    """
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model"):
            continue
        fates = getattr(model, "when_merged", {})
        for field in model._meta.fields:
            if isinstance(field, models.ForeignKey) and field.related_model is to:
                yield Reference(model, field.name, fates.get(field.name))
        for name, fate in fates.items():
            if getattr(fate, "of", "") == to._meta.label:
                yield Reference(model, name, fate)


def moving(to: type[models.Model]) -> list[tuple[Reference, Moves]]:
    """The columns whose rows move.

    Raises: Undeclared where one says neither that it moves nor that it stays.
    """
    found = list(references(to))
    if silent := [each.label for each in found if each.fate is None]:
        raise Undeclared(f"What does a merge do with {', '.join(silent)}?")
    return [(each, each.fate) for each in found if isinstance(each.fate, Moves)]


MOVED_WITHOUT_WORDS: Final = """
    (OLD.{column} IS DISTINCT FROM NEW.{column} AND NOT EXISTS (
        SELECT 1 FROM patients_movedcell c
        WHERE c.table = TG_TABLE_NAME AND c.row = OLD.id::text AND c.column = '{column}'
        AND c.was = to_jsonb(OLD.{column}) AND c.now = to_jsonb(NEW.{column})))
"""


def only_a_merge_moves(
    *columns: str, name: str, when: str = "TRUE", never: tuple[str, ...] = ()
) -> pgtrigger.Trigger:
    """Let the database change whose a row is only as a merge wrote it down before.

    `when` is SQL about OLD, where the law begins later; `never` columns do not even then.
    """
    moved = " OR ".join(MOVED_WITHOUT_WORDS.format(column=f"{c}_id") for c in columns)
    changed = [f"OLD.{column}_id IS DISTINCT FROM NEW.{column}_id" for column in never]
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(*columns, *never),
        func=f"""
            IF ({when}) AND ({" OR ".join([moved, *changed])}) THEN
                RAISE EXCEPTION 'whose a row of % is changes only by a merge',
                    TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,
    )


def model_of(table: str) -> type[models.Model]:
    """The model whose rows lie in this table."""
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def as_kept(model: type[models.Model], column: str, kept: Any) -> Any:
    """A value as it lies in a moved cell, given back as the column holds it."""
    return None if kept is None else column_of(model, column).to_python(kept)


def as_it_lies(model: type[models.Model], column: str, value: Any) -> Any:
    """A value as the table holds it: a telephone is text there."""
    return column_of(model, column).get_prep_value(value)


def column_of(model: type[models.Model], column: str) -> Any:
    """The field behind the name of a column, `couple_id` or `number`."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    field = fields[column]
    return field.target_field if isinstance(field, models.ForeignKey) else field
