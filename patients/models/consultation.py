"""What was said and found when a couple, or one of them, was seen by the clinic."""

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.models.couple import Couple
from patients.models.merging import Moves, only_a_merge_moves
from patients.models.person import Person

NOT_THEIRS = "This person is not one of the couple."
FUTURE = "This day lies in the future."
# Whatever a signed version says; that it is struck out may still be added.
_KEPT = (
    *("held_on", "reason", "examination", "assessment", "plan"),
    *("replaces_id", "amended_because", "signed_at", "signed_by_id"),
    *("written_at", "written_by_id"),
)
_SIGNED_AND_CHANGED = "OLD.signed_at IS NOT NULL AND (" + (
    " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _KEPT) + ")"
)


class ConsultationQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Consultations belong to the history: for those who care for the couple."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        return self.filter(couple__in=Couple.objects.visible_to(user))

    def signed(self):
        """Those somebody has put his name to."""
        return self.filter(signed_at__isnull=False)


@tracked
class Consultation(AuthoredRecord):
    """One version of a consultation: a draft until it is signed, and never changed then.

    What is wrong in a signed one is amended: another version `replaces` it, with its
    reason, and both stay readable. `person` is None where both were seen together.
    """

    couple = models.ForeignKey(
        Couple, on_delete=models.PROTECT, related_name="consultations"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
    )
    held_on = models.DateField("day")
    reason = models.TextField("reason")
    examination = models.TextField(blank=True)
    assessment = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
    )
    amended_because = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = ConsultationQuerySet.as_manager()

    whose = Whose(couple="couple_id", person="person_id")
    when_merged = {
        "couple": Moves("consultations"),
        "person": Moves("consultations", beside="couple"),
    }
    unsaid = frozenset({"couple", "replaces"})

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "held_on", "reason", "examination", "assessment", "plan", "amended_because",
            "void_reason",
        }  # fmt: skip
        open = {
            "id", "couple", "person", "replaces", "signed_at", "signed_by", "version",
            "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["-held_on", "-pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_signed_by_somebody",
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                violation_error_message="A signature carries a name and a time.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_amended_with_a_reason",
                violation_error_code="amended_because",
                condition=Q(replaces__isnull=True, amended_because="")
                | (Q(replaces__isnull=False) & ~Q(amended_because="")),
                violation_error_message="An amendment needs a reason.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_why_they_came",
                violation_error_code="reason",
                condition=~Q(reason=""),
                violation_error_message="Write why they came.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_amended_once_at_a_time",
                fields=["replaces"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="An amendment of this has been begun already.",
            ),
        ]
        triggers = [
            *AuthoredRecord.Meta.triggers,
            pgtrigger.Protect(
                name="signed_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_SIGNED_AND_CHANGED),
            ),
            only_a_merge_moves(
                "couple", "person", name="signed_stays", when="OLD.signed_at IS NOT NULL"
            ),
        ]

    def __str__(self) -> str:
        return f"Consultation of {self.held_on:%-d %b %Y}"

    def clean(self) -> None:
        if self.person_id and self.person_id not in (
            self.couple.woman_id,
            self.couple.man_id,
        ):
            raise ValidationError({"person": NOT_THEIRS})
        if self.held_on and self.held_on > timezone.localdate():
            raise ValidationError({"held_on": FUTURE})

    @property
    def is_signed(self) -> bool:
        """Tell whether somebody has put his name to it."""
        return self.signed_at is not None
