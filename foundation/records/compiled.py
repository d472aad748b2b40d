"""A question to the database that is written once and asked with other values each time.

Django writes the SQL of a query anew for every request; of a question that is part of
nearly every page that is most of its cost. Nothing that was answered is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Expression, F, Q


class Blank(Expression):
    """Stands in a question where a value comes later, by its name."""

    def __init__(self, name: str, output_field: models.Field) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The SQL of a question, with its blanks among the parameters."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, question: models.QuerySet) -> "Compiled | None":
        """Write a question down; None where it can never find anything."""
        try:
            return cls(*question.query.sql_with_params())
        except EmptyResultSet:
            return None

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        """Give the parameters with these values in the blanks.

        Raises: KeyError where a blank stays empty.
        """
        return [
            values[each.name] if isinstance(each, Blank) else each for each in self.params
        ]


class Among(Expression):
    """Whether what a column says is among what a compiled question finds.

    A column that says nothing is not among anything.
    """

    conditional = True

    def __init__(self, column: Any, found: Compiled, values: Mapping[str, Any]) -> None:
        super().__init__(models.BooleanField())
        self.column, self.found, self.values = column, found, values

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Iterable[Any]) -> None:
        (self.column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.column)
        sql = f"({column} IN ({self.found.sql}) AND {column} IS NOT NULL)"
        return sql, [*params, *self.found.filled(self.values), *params]


def among(column: str, found: Compiled | None, values: Mapping[str, Any]) -> Q:
    """Give the condition that a column is among what was compiled; None finds nothing."""
    return Q(pk__in=[]) if found is None else Q(Among(F(column), found, values))
