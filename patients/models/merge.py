"""Two records of one person, or of one couple, that became one; and every cell moved."""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from foundation.records.models.act import PermanentQuerySet, written_once
from patients.models.couple import Couple
from patients.models.merging import Stays
from patients.models.person import Person
from patients.models.restriction import closed_couple, closed_person

# A record that took another in is not taken in itself, and the other way round: whichever
# of two merges comes second waits for the first and then sees it.
IN_ONE_STEP = pgtrigger.Trigger(
    name="in_one_step",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        PERFORM 1 FROM patients_person
        WHERE id IN (NEW.kept_person_id, NEW.merged_person_id) ORDER BY id FOR UPDATE;
        PERFORM 1 FROM patients_couple
        WHERE id IN (NEW.kept_couple_id, NEW.merged_couple_id) ORDER BY id FOR UPDATE;
        IF EXISTS (
            SELECT 1 FROM patients_merge WHERE undone_at IS NULL AND (
                merged_person_id = NEW.kept_person_id
                OR kept_person_id = NEW.merged_person_id
                OR merged_couple_id = NEW.kept_couple_id
                OR kept_couple_id = NEW.merged_couple_id)
        ) THEN
            RAISE EXCEPTION 'a merged record is not merged any further';
        END IF;
        RETURN NEW;
    """,
)


class MergeQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """Merges are for those who judge them and may open every file they touch."""
        if not user.may(Permission.RECORD_MERGE):
            return self.none()
        for whom in ("kept", "merged"):
            self = self.exclude(closed_person(user, f"{whom}_person"))
            self = self.exclude(closed_couple(user, f"{whom}_couple__"))
        return self

    def in_force(self) -> Self:
        """Merges that were not taken back."""
        return self.standing().filter(undone_at__isnull=True)

    def of_file(self, couple: Couple) -> Self:
        """Merges into this couple's record, or into that of one of the two."""
        people = (couple.woman_id, couple.man_id)
        return self.filter(Q(kept_couple=couple) | Q(kept_person__in=people))

    def in_full(self) -> Self:
        """With the records and the staff in the same query."""
        return self.select_related(
            "kept_person", "merged_person", "kept_couple", "merged_couple", "written_by",
            "undone_by",
        )  # fmt: skip


def _one_of(model: type[models.Model], name: str) -> Any:
    return models.ForeignKey(
        model, on_delete=models.PROTECT, null=True, blank=True, related_name=name
    )


@tracked
class Merge(AuthoredRecord):
    """The merged record stays and points to the kept one; a merge can be taken back.

    Where two people become one and so do their couples, the merge of the couples is
    `part_of` that of the people.
    """

    kept_person = _one_of(Person, "took_in")
    merged_person = _one_of(Person, "was_merged")
    kept_couple = _one_of(Couple, "took_in")
    merged_couple = _one_of(Couple, "was_merged")
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    reason = models.CharField(max_length=300)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    undo_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = MergeQuerySet.as_manager()

    whose = Whose(couple="kept_couple_id", person="kept_person_id")
    when_merged = dict.fromkeys(
        ("kept_person", "merged_person", "kept_couple", "merged_couple"),
        Stays("it says which records became one"),
    )

    class Privacy:
        identifying: set[str] = set()
        clinical = {"reason", "undo_reason", "void_reason"}
        open = {
            "id", "kept_person", "merged_person", "kept_couple", "merged_couple",
            "part_of", "undone_at", "undone_by", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["-pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_of_two_people_or_of_two_couples",
                condition=Q(
                    kept_person__isnull=False,
                    merged_person__isnull=False,
                    kept_couple__isnull=True,
                    merged_couple__isnull=True,
                )
                | Q(
                    kept_person__isnull=True,
                    merged_person__isnull=True,
                    kept_couple__isnull=False,
                    merged_couple__isnull=False,
                ),
                violation_error_message="Two people become one, or two couples.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_of_two_records",
                condition=(Q(kept_person__isnull=True) | ~Q(kept_person=F("merged_person")))
                & (Q(kept_couple__isnull=True) | ~Q(kept_couple=F("merged_couple"))),
                violation_error_message="This is one and the same record.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_a_person_once",
                fields=["merged_person"],
                condition=Q(undone_at__isnull=True, voided_at__isnull=True),
                violation_error_message="This person is merged into another record.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_a_couple_once",
                fields=["merged_couple"],
                condition=Q(undone_at__isnull=True, voided_at__isnull=True),
                violation_error_message="This couple is merged into another record.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_why",
                condition=~Q(reason=""),
                violation_error_message="A merge needs a reason.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_taken_back_as_a_whole",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")
                | (
                    Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")
                ),
                violation_error_message="To take a merge back, give the reason.",
            ),
        ]
        triggers = [
            *AuthoredRecord.Meta.triggers,
            IN_ONE_STEP,
            pgtrigger.Protect(
                name="what_was_merged_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "kept_person", "merged_person", "kept_couple", "merged_couple",
                    "part_of", "reason",
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.merged.number} into {self.kept.number}"

    @property
    def kept(self) -> Person | Couple:
        """The record that goes on."""
        return self.kept_person or self.kept_couple

    @property
    def merged(self) -> Person | Couple:
        """The record that points to it."""
        return self.merged_person or self.merged_couple

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def day(self) -> str:
        """The day of the merge, on the clinic's clock."""
        return f"{timezone.localtime(self.written_at):%-d %b %Y}"


class MovedCell(models.Model):
    """One cell of one row that a merge changed, or changed back: what it was and is.

    `row` is its number in the table, `column` the name of the column there.
    """

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="cells")
    is_return = models.BooleanField(default=False)
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=64)
    column = models.CharField(max_length=63)
    was = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    now = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    moved_at = models.DateTimeField(db_default=TransactionNow())

    objects = PermanentQuerySet.as_manager()

    whose = Whose(couple="merge.kept_couple_id", person="merge.kept_person_id")

    class Privacy:
        identifying = {"was", "now"}
        clinical: set[str] = set()
        open = {"id", "merge", "is_return", "table", "row", "column", "moved_at"}

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["table", "row"], name="patients_movedcell_of_row")]
        triggers = written_once()

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.column}"
