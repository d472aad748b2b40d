"""A seal says what lay in the logs at a moment, and which seal came before."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.records.models.act import PermanentQuerySet, written_once


class Seal(models.Model):
    """One link of the chain: whoever changes anything sealed breaks it from there on."""

    number = models.PositiveBigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    objects = PermanentQuerySet.as_manager()

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {"number", "previous", "sealed_at", "digest"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_counts_from_one",
                condition=Q(number=1, previous="") | (Q(number__gt=1) & ~Q(previous="")),
                violation_error_message="Every seal but the first names the one before.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_follows_one_only",
                fields=["previous"],
                violation_error_message="Another seal already follows that one.",
            ),
        ]
        triggers = written_once()

    def __str__(self) -> str:
        return f"Seal {self.number} {self.digest}"


class SealPart(models.Model):
    """What one seal covers of one table.

    `runs` are the row numbers, first and last of each run; `waiting` are numbers in
    between that somebody had drawn and not yet committed; `upto` is the highest number
    ever sealed; `columns` are those the digest is over.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="parts")
    table = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))
    runs = models.JSONField()
    waiting = models.JSONField()
    upto = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    objects = PermanentQuerySet.as_manager()

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "seal", "table", "columns", "runs", "waiting", "upto", "rows", "digest",
        }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["table", "-seal"], name="records_sealpart_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_each_table_once",
                fields=["seal", "table"],
                violation_error_message="A seal covers each table once.",
            ),
        ]
        triggers = written_once()

    def __str__(self) -> str:
        return f"{self.table} up to {self.upto}"
