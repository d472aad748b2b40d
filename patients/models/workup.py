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
    """One item was ordered, came back, or will not be done. Steps follow one another.

    `answers` holds what a report said, by the questions of its kind of finding in that
    edition of the catalogue (docs/adr/0010). Results of the laboratory are read there.
    """

    couple = models.ForeignKey(
        Couple, on_delete=models.PROTECT, related_name="workup_steps"
    )
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=WorkupStepKind)
    happened_on = models.DateField("day")
    finding = models.CharField(max_length=300, blank=True)
    finding_kind = models.CharField("kind of finding", max_length=40, blank=True)
    finding_edition = models.PositiveSmallIntegerField(
        "edition of its questions", null=True, blank=True
    )
    answers = models.JSONField("what was written down of it", default=dict, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = WorkupStepQuerySet.as_manager()

    whose = Whose(couple="couple_id")
    when_merged = {"couple": Moves("steps of the work-up")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "item", "kind", "happened_on", "finding", "finding_kind", "answers", "reason",
            "void_reason",
        }  # fmt: skip
        open = {
            "id", "couple", "finding_edition", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

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
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_answers_know_their_questions",
                condition=Q(finding_kind="", finding_edition__isnull=True, answers={})
                | (~Q(finding_kind="") & Q(finding_edition__isnull=False)),
                violation_error_message="What was found belongs to a kind of finding.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_found_once_it_came_back",
                violation_error_code="kind",
                condition=Q(answers={})
                | ~Q(kind__in=[WorkupStepKind.ORDERED, WorkupStepKind.NOT_DONE]),
                violation_error_message=(
                    "Something was found, so it came back: say what the result is."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_kind_display()}"
