"""An issued document: the facts as they stood, and the bytes drawn from them."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Self

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose
from immunology.choices import PanelCode
from patients.models import Couple
from patients.models.merging import Moves, only_a_merge_moves
from patients.models.restriction import closed_couple
from reports.choices import Kind, Layout, State
from reports.rules.seals import check_code

ATTEMPTS_AT_MOST = 3
FROZEN = ("number", "kind", "layout", "facts", "note", "replaces")
SEALED = ("state", "pdf", "sha256", "drawn_at")
LONG = ["facts", "pdf"]
# What the facts of a document hold where it tells results of infection tests.
TELLS_INFECTIONS = {"results": [{"panel": PanelCode.INFECTION.value}]}


class DocumentQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """The documents this member of staff may read; none without permission."""
        if not user.may(Permission.REPORT_VIEW):
            return self.none()
        return self.exclude(closed_couple(user, "couple__"))

    def open_to(self, user) -> Self:
        """Those whose paper this member of staff may read, not only know of."""
        documents = self.visible_to(user)
        if not user.may(Permission.INFECTION_VIEW):
            documents = documents.filter(tells_infections=False)
        return documents

    def without_contents(self) -> Self:
        """For lists: neither the facts nor the bytes are fetched."""
        return self.defer(*LONG)

    def to_be_drawn(self, *, at: datetime) -> Self:
        """Documents nobody is drawing: waiting, or left by a worker that fell."""
        abandoned = Q(state=State.DRAWING, leased_until__lt=at)
        return self.filter(
            Q(state=State.WAITING) | abandoned, attempts__lt=ATTEMPTS_AT_MOST
        )

    def given_up(self, *, at: datetime) -> Self:
        """Documents that took every worker down that tried to draw them."""
        return self.filter(
            state=State.DRAWING, leased_until__lt=at, attempts__gte=ATTEMPTS_AT_MOST
        )


def _sum_of_the_bytes() -> Func:
    digest = Func(F("pdf"), function="sha256", output_field=models.BinaryField())
    return Func(digest, Value("hex"), function="encode", output_field=models.CharField())


def _any_change(*fields: str) -> pgtrigger.Q:
    changes = (pgtrigger.Q(**{f"old__{f}__df": pgtrigger.F(f"new__{f}")}) for f in fields)
    return reduce(or_, changes)


# The drawn bytes are left out of the history of rows: they are sealed where they lie.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=[*LONG, "tells_infections"],
    append_only=True,
)
class Document(AuthoredRecord):
    """An issued report. What it says never changes; a correction is a new document.

    waiting --claimed--> drawing --stored--> ready (sealed for good)
       ^                    |  \\--fault---> failed, with the reason
       |                    |                  |
       +---- asked again ---|------------------+
                            +-- lease over: claimed by the next worker
    """

    number = models.CharField(max_length=20, unique=True)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.COUPLE_REPORT)
    layout = models.CharField(max_length=30, choices=Layout, default=Layout.COUPLE_REPORT_1)
    facts = models.JSONField(editable=False)
    tells_infections = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(facts__contains=TELLS_INFECTIONS), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    note = models.CharField(max_length=300, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.TextField("why it was not drawn", blank=True, editable=False)
    pdf = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    drawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    whose = Whose(couple="couple_id")
    # Its number, facts and bytes stay as they were issued.
    when_merged = {"couple": Moves("documents")}

    class Privacy:
        identifying = {"facts", "pdf"}
        clinical = {"note", "void_reason"}
        open = {
            "id", "number", "couple", "kind", "layout", "replaces", "state", "asked_at",
            "attempts", "leased_until", "reason", "sha256", "drawn_at", "version",
            "written_at", "written_by", "voided_at", "tells_infections",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["state"],
                condition=Q(state__in=[State.WAITING, State.DRAWING]),
                name="reports_document_to_be_drawn",
            ),
        ]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_sealed_when_ready",
                condition=Q(
                    state=State.READY,
                    pdf__isnull=False,
                    drawn_at__isnull=False,
                    sha256=_sum_of_the_bytes(),
                )
                | (
                    ~Q(state=State.READY)
                    & Q(pdf__isnull=True, drawn_at__isnull=True, sha256="")
                ),
                violation_error_message=(
                    "A document is ready when its bytes and their sum are stored."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_drawn_for_a_reason",
                condition=(Q(state=State.FAILED) & ~Q(reason=""))
                | (~Q(state=State.FAILED) & Q(reason="")),
                violation_error_message="A document that was not drawn says why.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_drawn_under_a_lease",
                condition=Q(state=State.DRAWING, leased_until__isnull=False)
                | (~Q(state=State.DRAWING) & Q(leased_until__isnull=True)),
                violation_error_message="Only a document being drawn is on lease.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_replaced_once",
                fields=["replaces"],
                violation_error_message="That document has already been replaced.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_replaces_an_earlier_one",
                condition=Q(replaces__isnull=True) | Q(replaces__lt=F("id")),
                violation_error_message="A document replaces an earlier one.",
            ),
        ]
        triggers = [
            *AuthoredRecord.Meta.triggers,
            pgtrigger.Protect(
                name="facts_never_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*FROZEN),
            ),
            only_a_merge_moves("couple", name="whose_it_is_never_changes"),
            pgtrigger.Protect(
                name="sealed_once_ready",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=State.READY) & _any_change(*SEALED),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        if self.replaces and self.replaces.couple_id != self.couple_id:
            raise ValidationError({"replaces": "That document belongs to another couple."})

    def get_absolute_url(self) -> str:
        return reverse("reports:document_detail", args=[self.number])

    def is_open_to(self, user) -> bool:
        """Tell whether somebody who may know of it may also read its paper."""
        return not self.tells_infections or user.may(Permission.INFECTION_VIEW)

    @property
    def is_settled(self) -> bool:
        """Nothing will happen to it by itself any more."""
        return self.state in {State.READY, State.FAILED}

    @property
    def check_code(self) -> str:
        """The short code printed on every page: paper and record must agree."""
        return check_code(self.facts)
