"""What became of each item of a couple's work-up."""

from typing import Final

from django.db import models
from django.db.models import Q

from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.choices import WorkupStepKind
from patients.models.couple import Couple
from patients.models.merging import Moves

# What an infection test said is read by whoever needs it.
GUARDED_ITEMS: Final = frozenset({"infection_screen"})


class WorkupStepQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """A work-up belongs to the history: for those who care for the couple."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        theirs = self.filter(couple__in=Couple.objects.visible_to(user))
        if user.may(Permission.INFECTION_VIEW):
            return theirs
        return theirs.exclude(item__in=GUARDED_ITEMS)


@tracked
class WorkupStep(AuthoredRecord):
    """One item was ordered, came back, or will not be done. Steps follow one another."""

    couple = models.ForeignKey(
        Couple, on_delete=models.PROTECT, related_name="workup_steps"
    )
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=WorkupStepKind)
    happened_on = models.DateField("day")
    finding = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = WorkupStepQuerySet.as_manager()

    whose = Whose(couple="couple_id")
    when_merged = {"couple": Moves("steps of the work-up")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {"item", "kind", "happened_on", "finding", "reason", "void_reason"}
        open = {"id", "couple", "version", "written_at", "written_by", "voided_at"}

    class Meta(AuthoredRecord.Meta):
        ordering = ["happened_on", "pk"]
        indexes = [
            models.Index(fields=["couple", "item"], name="patients_workup_of_couple"),
        ]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_done_says_why",
                violation_error_code="reason",
                condition=~Q(kind=WorkupStepKind.NOT_DONE) | ~Q(reason=""),
                violation_error_message="Say why it will not be done.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_kind_display()}"
