"""An entered profile: one sample, one laboratory, one report."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.roles import Permission
from foundation.records.models import (
    AuthoredRecord,
    Changed,
    Meanwhile,
    RecordQuerySet,
    Whose,
    tracked,
)
from foundation.records.models.meanwhile import NOTHING, as_kept
from immunology.choices import PanelCode, Phase, State, Subject
from immunology.models.laboratory import Laboratory
from patients.models import Couple, Person
from patients.models.merging import Moves, only_a_merge_moves
from patients.models.restriction import closed_couple


def signed_is_frozen(*besides: str) -> pgtrigger.Trigger:
    """Let the database refuse every change of a signed row but its voiding.

    `besides` are columns with a law of their own.
    """
    return pgtrigger.Trigger(
        name="signed_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(
            exclude=["voided_at", "void_reason", "version", *besides]
        ),
        func="""
            IF OLD.signed_at IS NOT NULL THEN
                RAISE EXCEPTION 'what was signed in % is not changed', TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,
    )


def kinds_hidden_from(user) -> list[PanelCode]:
    """The kinds of panel whose values this member of staff does not read."""
    return [] if user.may(Permission.INFECTION_VIEW) else [PanelCode.INFECTION]


class PanelQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """Results are for those whose role sees results; infection tests for fewer."""
        return self._on_file_for(user).exclude(code__in=kinds_hidden_from(user))

    def hidden_from(self, user) -> Self:
        """Panels this reader may know of, by day and laboratory: not what they say."""
        return self._on_file_for(user).filter(code__in=kinds_hidden_from(user))

    def _on_file_for(self, user) -> Self:
        """Nobody whose role sees no results knows of a panel."""
        if not user.may(Permission.RESULT_VIEW):
            return self.none()
        return self.exclude(closed_couple(user, "couple__"))

    def signed(self) -> Self:
        """Panels a clinician has put a name to."""
        return self.filter(signed_at__isnull=False)

    def unsigned(self) -> Self:
        """Panels that still wait for a clinician's name."""
        return self.filter(signed_at__isnull=True)

    def newest_first(self) -> Self:
        """By the day of the sample, not of the report."""
        return self.order_by("-sampled_on", "-pk")


@tracked
class Panel(AuthoredRecord):
    """The results of one kind from one sample. A draft until a clinician signs it."""

    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="panels")
    subject = models.CharField(max_length=6, choices=Subject)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="panels"
    )
    code = models.CharField("panel", max_length=20, choices=PanelCode)
    laboratory = models.ForeignKey(
        Laboratory, on_delete=models.PROTECT, related_name="panels"
    )
    method = models.CharField(max_length=120, blank=True)
    specimen = models.CharField(max_length=120, blank=True)
    sampled_on = models.DateField("sample taken on")
    collected_at = models.DateTimeField("collected at", null=True, blank=True)
    received_at = models.DateTimeField("received at", null=True, blank=True)
    reported_on = models.DateField("report dated")
    state = models.CharField(
        "pregnant at the time", max_length=12, choices=State, blank=True
    )
    phase = models.CharField("time of the cycle", max_length=16, choices=Phase, blank=True)
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PanelQuerySet.as_manager()

    whose = Whose(couple="couple_id", person="person_id")
    when_merged = {
        "couple": Moves("samples with results"),
        "person": Moves("samples with results", beside="couple"),
    }

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "code", "laboratory", "method", "specimen", "sampled_on", "collected_at",
            "received_at", "reported_on", "state", "phase", "note", "void_reason",
        }  # fmt: skip
        open = {
            "id", "couple", "subject", "person", "signed_at", "signed_by", "version",
            "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        triggers = [
            *AuthoredRecord.Meta.triggers,
            signed_is_frozen("couple", "person"),
            only_a_merge_moves(
                "couple", "person", name="signed_stays", when="OLD.signed_at IS NOT NULL"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "code", "-sampled_on"], name="immunology_panel_of_person"
            ),
            models.Index(
                fields=["couple", "-sampled_on"], name="immunology_panel_of_couple"
            ),
            models.Index(
                fields=["sampled_on"],
                name="immunology_panel_unsigned",
                condition=Q(signed_at__isnull=True, voided_at__isnull=True),
            ),
        ]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_reported_after_the_sample",
                condition=Q(reported_on__gte=F("sampled_on")),
                violation_error_message="The report is dated before the sample was taken.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_received_after_collection",
                condition=Q(received_at__isnull=True)
                | Q(collected_at__isnull=True)
                | Q(received_at__gte=F("collected_at")),
                violation_error_message="It was received before it was collected.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_person_unless_of_the_couple",
                condition=Q(subject=Subject.COUPLE, person__isnull=True)
                | (~Q(subject=Subject.COUPLE) & Q(person__isnull=False)),
                violation_error_message=(
                    "A test of the couple names no person; every other test names one."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_no_pregnancy_state_of_the_man",
                condition=~Q(subject=Subject.MAN) | Q(state="", phase=""),
                violation_error_message="Pregnancy and cycle are recorded of her only.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_signed_by_somebody",
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                violation_error_message="A signature carries a name and a time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}, {self.get_subject_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("immunology:panel_detail", args=[self.pk])

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_draft(self) -> bool:
        return self.signed_at is None and self.voided_at is None

    def saved_since(self, version: int | None) -> Meanwhile:
        """Tell what became of the panel since, result by result."""
        since = super().saved_since(version)
        read = self.events.filter(version=version).order_by("pgh_id").last()
        if read is None:
            return since
        results = self._results_changed(read.pgh_created_at)
        return replace(since, changed=(*since.changed, *results))

    def _results_changed(self, moment: datetime) -> Iterator[Changed]:
        """Give each result that says something else than it did at that moment."""
        then: dict[str, str] = {}
        now: dict[str, str] = {}
        names: dict[str, str] = {}
        for result in self.results.select_related("analyte").order_by("analyte__position"):
            names[result.code] = result.analyte.display
            kept = result.events.filter(pgh_created_at__lte=moment).order_by("pgh_id")
            if (former := kept.last()) and former.voided_at is None:
                then[result.code] = as_kept(result, former).shown_with_unit
            if result.voided_at is None:
                now[result.code] = result.shown_with_unit
        for code, name in names.items():
            before, after = then.get(code, NOTHING), now.get(code, NOTHING)
            if before != after:
                yield Changed(code, name, before, after)
