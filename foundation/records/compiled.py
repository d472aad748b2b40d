"""A question to the database that is written once and asked with other values each time.

Django writes the SQL of a query anew for every request; of a question that is part of
nearly every page that is most of its cost. Nothing that was answered is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import Expression, F, Q

Row = TypeVar("Row", bound=models.Model)


class Blank(Expression):
    """Stands in a question where a value comes later, by its name."""

    def __init__(self, name: str, output_field: models.Field | None = None) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
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
            sql, params = question.query.sql_with_params()
        except EmptyResultSet:
            return None
        return cls(sql, tuple(params))

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

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.column)
        sql = f"({column} IN ({self.found.sql}) AND {column} IS NOT NULL)"
        return sql, [*params, *self.found.filled(self.values), *params]


def among(column: str, found: Compiled | None, values: Mapping[str, Any]) -> Q:
    """Give the condition that a column is among what was compiled; None finds nothing."""
    return Q(pk__in=[]) if found is None else Q(Among(F(column), found, values))


class Question(Generic[Row]):
    """Rows of a model by a question that is compiled once; the answer is never kept.

    Where the question can never find anything the database is not asked.
    """

    def __init__(self, rows: models.QuerySet[Row, Any]) -> None:
        self._rows = rows
        self._compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = self._compiler.as_sql()
        except EmptyResultSet:
            self._written = None
            return
        self._written = Compiled(sql, tuple(params))
        fields = [column[0] for column in self._compiler.select]
        self._converters = self._compiler.get_converters(fields)

    def all(self, **values: Any) -> list[Row]:
        """Ask with these values in the blanks.

        Raises: KeyError where a blank stays empty.
        """
        if self._written is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self._written.sql, self._written.filled(values))
            found = cursor.fetchall()
        if not found:
            return []
        if self._converters:
            found = list(self._compiler.apply_converters(found, self._converters))
        answered: Any = _Answered(self._rows, self._compiler, found)
        made: Any = self._rows._iterable_class(answered)
        return list(made)

    def first(self, **values: Any) -> Row | None:
        """Ask for one row; None where there is none."""
        return next(iter(self.all(**values)), None)


class _Answered:
    """A question with its answer, as whatever builds the rows wants to see it."""

    _known_related_objects: ClassVar[dict[Any, Any]] = {}
    db = DEFAULT_DB_ALIAS

    def __init__(self, rows: models.QuerySet, compiler: Any, found: list[Any]) -> None:
        self.model, self.query, self.found = rows.model, self, found
        self.selected = rows.query.selected
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> "_Answered":
        return self

    def execute_sql(self, **_kwargs: Any) -> list[Any]:
        return self.found

    def results_iter(self, *_args: Any, **_kwargs: Any) -> list[Any]:
        return self.found
