"""What the safety gates answered, and who went past which of them, and why."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from foundation.records.models.act import PermanentQuerySet, written_once
from therapy.choices import About, Outcome, OverrideReason, Signatures, Stage
from therapy.models.infusion import Infusion
from therapy.models.session import Session
from therapy.rules.gates import HISTORY_GATES, INFECTION_GATES

models.CharField.register_lookup(Length)
TEXT_LEAST = 10


def gates_hidden_from(user) -> frozenset[str]:
    """The gates of which this reader hears only whether they let pass."""
    infections = () if user.may(Permission.INFECTION_VIEW) else INFECTION_GATES
    history = () if user.may(Permission.HISTORY_VIEW) else HISTORY_GATES
    return frozenset({*infections, *history})


class GateCheckQuerySet(PermanentQuerySet):
    def visible_to(self, user) -> Self:
        """Answers of gates are for those who see therapies; of some of them, fewer."""
        return self.exclude(gate__in=gates_hidden_from(user)).filter(
            Q(session__in=Session.objects.visible_to(user))
            | Q(infusion__in=Infusion.objects.visible_to(user))
        )


class GateCheck(models.Model):
    """One answer of one gate, with what it saw. Written once, never changed."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    infusion = models.ForeignKey(
        Infusion, on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    run = models.UUIDField(db_index=True)
    stage = models.CharField(max_length=10, choices=Stage)
    gate = models.CharField(max_length=60)
    about = models.CharField(max_length=5, choices=About)
    outcome = models.CharField(max_length=4, choices=Outcome)
    reason = models.CharField(max_length=60)
    message = models.CharField(max_length=500)
    override = models.CharField(max_length=4, choices=Signatures)
    tag = models.CharField(max_length=4)
    source = models.CharField(max_length=500)
    seen = models.JSONField(default=dict)
    seen_hash = models.CharField(max_length=64)
    limits_version = models.PositiveIntegerField()
    rules_version = models.PositiveIntegerField()
    judged_on = models.DateField()
    evaluated_at = models.DateTimeField(auto_now_add=True)
    evaluated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged = models.BooleanField(default=False)

    objects = GateCheckQuerySet.as_manager()

    whose = Whose(couple="treatment.couple_id", person="treatment.woman_id")

    class Privacy:
        identifying: set[str] = set()
        clinical = {"outcome", "reason", "message", "seen"}
        open = {
            "id", "session", "infusion", "run", "stage", "gate", "about", "override",
            "tag", "source", "seen_hash", "limits_version", "rules_version", "judged_on",
            "evaluated_at", "evaluated_by", "acknowledged",
        }  # fmt: skip

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_of_one_treatment",
                condition=Q(session__isnull=False, infusion__isnull=True)
                | Q(session__isnull=True, infusion__isnull=False),
                violation_error_message="An answer belongs to one session or infusion.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_only_notes_are_acknowledged",
                condition=Q(acknowledged=False) | Q(outcome=Outcome.NOTE),
                violation_error_message="Only a note is acknowledged.",
            ),
        ]
        triggers = written_once()

    def __str__(self) -> str:
        return f"{self.gate} {self.outcome} {self.reason}"

    @property
    def treatment(self) -> Session | Infusion:
        """What the answer is about."""
        return self.session or self.infusion  # type: ignore[return-value] # one is set


class GateOverrideQuerySet(RecordQuerySet):
    def of(self, *, session: Session | None, infusion: Infusion | None) -> Self:
        """The standing overrides of one treatment, with what they went past."""
        return (
            self.standing()
            .filter(check_row__session=session, check_row__infusion=infusion)
            .select_related("check_row", "written_by", "second")
        )


@tracked
class GateOverride(AuthoredRecord):
    """A clinician went past one answer, for this one treatment, with a reason."""

    check_row = models.OneToOneField(
        GateCheck, on_delete=models.PROTECT, related_name="gone_past"
    )
    reason_code = models.CharField("reason", max_length=20, choices=OverrideReason)
    text = models.CharField("in words", max_length=500)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = GateOverrideQuerySet.as_manager()

    whose = Whose(
        couple="check_row.treatment.couple_id", person="check_row.treatment.woman_id"
    )

    class Privacy:
        identifying: set[str] = set()
        clinical = {"reason_code", "text", "void_reason"}
        open = {
            "id", "check_row", "second", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_why",
                condition=Q(text__length__gte=TEXT_LEAST),
                violation_error_code="text",
                violation_error_message=f"Write at least {TEXT_LEAST} characters.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_second_is_another_person",
                condition=Q(second__isnull=True) | ~Q(second=F("written_by")),
                violation_error_message="The second clinician is another person.",
            ),
        ]
        triggers = [
            *AuthoredRecord.Meta.triggers,
            pgtrigger.Protect(
                name="written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["voided_at", "void_reason", "version"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_row} ({self.get_reason_code_display()})"

    def clean(self) -> None:
        check = self.check_row
        if check.outcome != Outcome.DECIDE:
            raise ValidationError("Nobody can go past this in the application.")
        if check.override == Signatures.TWO and self.second_id is None:
            raise ValidationError("A second clinician must sign with an own login.")
