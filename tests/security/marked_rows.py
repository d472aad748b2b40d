"""Everything on one couple's file, marked so that a single word of it is recognised."""

import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection, models

from tests.house.test_laws import our_models
from tests.house.test_scopes import PATIENTS
from tests.security.hostile_clinic import name_of, text_fields

# Numbers that nothing else has: a whole one, those with decimals, a day of birth.
WHOLE, BORN = 7193, "1961-08-07"
NUMBERS = ("7193", "71.3", "71.37", "71.3719", "7.371", "7 Aug 1961")
# Numbers that count editions and places, or are keys: they say nothing of anybody.
COUNTS = re.compile("version|edition|attempts|seq|pages|size|resource|place")


def patient_models() -> list[type[models.Model]]:
    """Every table that leads to a person or a couple."""
    return [model for model in our_models() if model.__name__ in PATIENTS]


def keys_now() -> dict[type[models.Model], set]:
    return {m: set(m._base_manager.values_list("pk", flat=True)) for m in patient_models()}


def set_apart() -> None:
    """Let what is written from now on have keys that nothing else has."""
    with connection.cursor() as cursor:
        for place, model in enumerate(patient_models(), start=1):
            named = [f'"{model._meta.db_table}"', model._meta.pk.column]
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", named)
            sequence, first = cursor.fetchone()[0], 70_000_000 + place * 10_000
            if sequence is not None:
                cursor.execute("SELECT setval(%s, %s)", [sequence, first])


@dataclass
class Marked:
    """The rows of one couple: their keys, and the words that give them away."""

    keys: dict[type[models.Model], list[str]]
    words: dict[str, str] = field(default_factory=dict)

    def mark(self) -> None:
        """Write a word of its own into every text of these rows, and rare numbers."""
        for model, keys in self.keys.items():
            table, key = model._meta.db_table, model._meta.pk.column
            with laws_lifted(table) as cursor:
                for column, written, value in self._marks_of(model):
                    cursor.execute(
                        f'UPDATE "{table}" SET "{column}" = {written}'  # noqa: S608
                        f' WHERE "{key}"::text = ANY(%s)',
                        [value, keys],
                    )

    def _marks_of(self, model: type[models.Model]) -> Iterator[tuple[str, str, object]]:
        texts = {each.column for each in text_fields() if each.model is model}
        for each in model._meta.concrete_fields:
            column = each.column
            if column in texts or isinstance(each, models.JSONField):
                word = self.words[name_of(each)] = f"Zq{len(self.words):02d}x"
                inside = f"\"{column}\" || jsonb_build_object('note', %s::text)"
                is_object = f"jsonb_typeof(\"{column}\") = 'object'"
                yield (
                    column,
                    "%s" if column in texts else
                    f'CASE WHEN {is_object} THEN {inside} ELSE "{column}" END',
                    word,
                )  # fmt: skip
            elif (number := number_for(each)) is not None:
                yield column, "%s", number

    @cached_property
    def ids(self) -> list[str]:
        """A key of each table, and the numbers that people write."""
        return self.ids_of(self.keys)

    def ids_of(self, tables: Container[type[models.Model]]) -> list[str]:
        """A key of each of these tables, and the numbers that people write."""
        found = [keys[-1] for model, keys in self.keys.items() if keys and model in tables]
        return [*found, *self.written]

    @cached_property
    def written(self) -> list[str]:
        """Numbers of files, people, papers and telephones, as they are shown."""
        found = []
        for model, keys in self.keys.items():
            for row in model._base_manager.filter(pk__in=keys):
                number = getattr(row, "number", None)
                found.append(str(getattr(number, "as_international", number or "")))
        return sorted(set(filter(None, found)) - set(self.words.values()))

    def told_in(self, text: str, *, asked: str = "") -> list[str]:
        """What of these rows a text gives away, but for what was asked for itself."""
        return [
            word
            for word in (*self.words.values(), *self.written, *NUMBERS)
            if word in text
            and word not in asked
            and re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", text)
        ]

    def sums(self) -> str:
        """The sum of these rows, and of whatever else points to one of them."""
        with connection.cursor() as cursor:
            cursor.execute(*self._asked)
            return str(cursor.fetchall())

    @cached_property
    def _asked(self) -> tuple[str, list]:
        parts = [self._sum_of(model) for model in self.keys]
        sql = " UNION ALL ".join(part for part, _ in parts)
        return sql, [value for _, values in parts for value in values]

    def _sum_of(self, model: type[models.Model]) -> tuple[str, list]:
        table, own = model._meta.db_table, model._meta.pk.column
        columns = {own: self.keys[model]} | {
            each.column: self.keys[each.related_model]
            for each in model._meta.fields
            if isinstance(each, models.ForeignKey) and each.related_model in self.keys
        }
        whose = " OR ".join(f'"{column}"::text = ANY(%s)' for column in columns)
        rows = f'SELECT t::text AS said FROM "{table}" t WHERE {whose}'  # noqa: S608
        summed = "count(*), md5(string_agg(said, '' ORDER BY said))"
        return f"SELECT '{table}', {summed} FROM ({rows}) rows", [*columns.values()]  # noqa: S608


def number_for(each: models.Field) -> object:
    """The rare number this column is given; none for a key, a count or a choice."""
    if each.primary_key or each.is_relation or each.choices or COUNTS.search(each.name):
        return None
    if isinstance(each, models.DecimalField):
        wide = min(2, each.max_digits - each.decimal_places)
        return f"{'71'[:wide]}.{'3719'[: each.decimal_places]}"
    if isinstance(each, models.IntegerField):
        return WHOLE
    return BORN if each.name == "born_on" else None


@contextmanager
def laws_lifted(table: str) -> Iterator:
    """Let rows of a table say anything for a moment; afterwards its laws hold again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'c'",
            [f'"{table}"'],
        )
        checks = cursor.fetchall()
        for name, _ in checks:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        yield cursor
        for name, law in checks:
            law = f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {law} NOT VALID'
            cursor.execute(law)
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
