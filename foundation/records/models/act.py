from collections.abc import Collection
from functools import cache
from operator import attrgetter
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Q
from django.utils import timezone


class IsPermanent(TypeError):
    """A line of the log is written once; it is never changed or deleted."""


def written_once() -> list[pgtrigger.Trigger]:
    """Let the database itself refuse to change or delete a line."""
    refused = pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Protect(name="written_once", operation=refused)]


class PermanentQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise IsPermanent

    def delete(self):
        raise IsPermanent


class LineQuerySet(PermanentQuerySet):
    def about(self, *, couple_id: int, people: Collection[int] = ()) -> Self:
        """Lines of one couple's file; its people's lines count where they name no couple.

        Somebody may have been part of two couples: what was done in the other one is
        not told here.
        """
        return self.filter(self._is_about(couple_id, people))

    def _is_about(self, couple_id: int, people: Collection[int]) -> Q:
        alone = Q(couple_id__isnull=True, person_id__in=list(people))
        return Q(couple_id=couple_id) | alone


class LookQuerySet(LineQuerySet):
    def _is_about(self, couple_id: int, people: Collection[int]) -> Q:
        """Searches and lists that showed the couple are looks at it too."""
        return super()._is_about(couple_id, people) | Q(shown__contains=[couple_id])


class LogLine(models.Model):
    """One line of a log: who, what, about which row, whose file, when.

    `request` is the number of the request, task or command it was part of; every row
    changed there is kept with the same number.

    Couple and person are numbers without a foreign key: this floor lies below theirs.
    """

    happened_at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)
    couple_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    request = models.UUIDField(null=True)
    details = models.JSONField(default=dict, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

    def save(self, *args, **kwargs):
        """Add the line, in words that are put together once: every page adds one."""
        if not self._state.adding:
            raise IsPermanent
        if self.pk is not None:
            super().save(*args, **kwargs)
            return
        self.happened_at = timezone.now()
        line, (words, values_of) = connections[DEFAULT_DB_ALIAS], _added(type(self))
        *told, details = values_of(self)
        with line.cursor() as cursor:
            cursor.execute(words, [*told, line.ops.adapt_json_value(details, None)])
            (self.id,) = cursor.fetchone()
        self._state.adding, self._state.db = False, DEFAULT_DB_ALIAS

    def delete(self, *args, **kwargs):
        raise IsPermanent

    @property
    def words(self) -> str:
        """What was done, as one says it: "panel.signed" is a panel signed."""
        return self.action.replace(".", " ").replace("_", " ").capitalize()


@cache
def _added(lines: type[LogLine]) -> tuple[str, attrgetter]:
    """The words that add one line to this log, and what of it is told: its details last."""
    fields = [field for field in lines._meta.concrete_fields if not field.primary_key]
    fields.sort(key=lambda field: field.name == "details")
    columns = ", ".join(field.column for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # Made of our own models alone.
    words = f"INSERT INTO {lines._meta.db_table} ({columns}) VALUES ({places}) RETURNING id"  # noqa: S608
    return words, attrgetter(*(field.attname for field in fields))


ABOUT = {
    "id", "happened_at", "actor", "action", "subject_type", "subject_id", "couple_id",
    "person_id", "request",
}  # fmt: skip


def by_file(name: str) -> list[models.Index]:
    """The lines of one file, without reading those of the others."""
    return [
        models.Index(fields=["couple_id", "-id"], name=f"records_{name}_of_couple"),
        models.Index(
            fields=["person_id", "-id"],
            name=f"records_{name}_of_person",
            condition=Q(couple_id__isnull=True),
        ),
    ]


class Act(LogLine):
    """Something the clinic did: a record written, signed or voided."""

    class Privacy:
        identifying: set[str] = set()
        clinical = {"details"}
        open = ABOUT

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            *by_file("act"),
        ]
        triggers = written_once()


class Look(LogLine):
    """Somebody looked: a chart opened, a search, a print, a download.

    `shown` names the couples on a page that shows several.
    """

    shown = ArrayField(models.BigIntegerField(), null=True)

    objects = LookQuerySet.as_manager()

    class Privacy:
        identifying = {"details"}
        clinical: set[str] = set()
        open = {*ABOUT, "shown"}

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            *by_file("look"),
            GinIndex(
                fields=["shown"],
                name="records_look_shown",
                condition=Q(shown__isnull=False),
            ),
        ]
        triggers = written_once()
