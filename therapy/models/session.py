"""A session of lymphocyte immunisation, from the plan to the way home."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from appointments.models import Appointment
from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.models import Couple, Donor, Person
from patients.models.merging import Moves, only_a_merge_moves
from patients.models.restriction import closed_couple
from therapy.choices import AntiDDecision, BodySite, RouteWords, SessionState
from therapy.models.catalogue import Protocol

MILLION = Decimal(1_000_000)
TENTH = Decimal("0.1")
REASONED = (SessionState.STOPPED, SessionState.CANCELLED)
WHOSE = ("couple", "woman", "donor")
MAY_FOLLOW = (
    *WHOSE,  # by their own law
    "discharged_at", "discharged_by", "instructions_given", "version", "voided_at",
    "void_reason",
)  # fmt: skip


class SessionQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """Sessions are for those who see therapies."""
        if not user.may(Permission.THERAPY_VIEW):
            return self.none()
        return self.exclude(closed_couple(user, "couple__"))

    def given(self) -> Self:
        """Sessions in which she received cells."""
        return self.standing().filter(given_at__isnull=False)

    def with_people(self) -> Self:
        """The couple, the donor, the protocol and the staff in the same query."""
        codes = Donor.objects.codes_of(OuterRef("donor"))
        told = self.annotate(donor_code=Subquery(codes[:1]))
        return told.select_related(
            "couple__woman", "couple__man", "woman", "donor", "protocol", "prepared_by",
            "released_by", "given_by", "started_by", "written_by",
        )  # fmt: skip


def staff_key() -> models.ForeignKey:
    """Make a reference to a member of staff who need not have acted yet."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


@tracked
class Session(AuthoredRecord):
    """One session; who and by which protocol never changes, what was given is frozen."""

    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="sessions")
    woman = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sessions")
    donor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="donated_sessions"
    )
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        Appointment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
    )
    planned_for = models.DateField("planned for")
    route = models.CharField(max_length=20, choices=RouteWords)
    cells_planned = models.BigIntegerField("cells planned")
    anti_d_decision = models.CharField(
        "decision on anti-D", max_length=10, choices=AntiDDecision, blank=True
    )
    state = models.CharField(
        max_length=10, choices=SessionState, default=SessionState.PLANNED
    )
    checked_in_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = staff_key()
    drawn_at = models.DateTimeField("drawn at", null=True, blank=True)
    draw_ml = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    cells_counted = models.BigIntegerField(null=True, blank=True)
    viability_pct = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True
    )
    prepared_by = staff_key()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = staff_key()
    given_at = models.DateTimeField("given at", null=True, blank=True)
    given_by = staff_key()
    cells_given = models.BigIntegerField(null=True, blank=True)
    volume_ml = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    sites = ArrayField(
        models.CharField(max_length=4, choices=BodySite), default=list, blank=True
    )
    discharged_at = models.DateTimeField(null=True, blank=True)
    discharged_by = staff_key()
    instructions_given = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = SessionQuerySet.as_manager()

    whose = Whose(couple="couple_id", person="woman_id")
    when_merged = {
        "couple": Moves("sessions"),
        "woman": Moves("sessions", beside="couple"),
        "donor": Moves("sessions with cells of this person", beside="couple"),
    }
    unsaid = frozenset({"couple", "woman", "donor"})

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "protocol", "route", "cells_planned", "anti_d_decision", "draw_ml",
            "cells_counted", "viability_pct", "cells_given", "volume_ml", "sites",
            "instructions_given", "reason", "note", "void_reason",
        }  # fmt: skip
        open = {
            "id", "couple", "woman", "donor", "appointment", "planned_for", "state",
            "checked_in_at", "started_at", "started_by", "drawn_at", "prepared_by",
            "released_at", "released_by", "given_at", "given_by", "discharged_at",
            "discharged_by", "version", "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        indexes = [
            models.Index(fields=["couple", "planned_for"], name="therapy_session_couple"),
            models.Index(fields=["woman", "given_at"], name="therapy_session_of_woman"),
            models.Index(fields=["planned_for"], name="therapy_session_by_day"),
        ]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_donor_is_another_person",
                condition=~Q(woman=F("donor")),
                violation_error_message="The donor is another person than the woman.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_cells_are_positive",
                condition=Q(cells_planned__gt=0)
                & (Q(cells_counted__isnull=True) | Q(cells_counted__gt=0))
                & (Q(cells_given__isnull=True) | Q(cells_given__gt=0)),
                violation_error_message="A number of cells is above 0.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_viability_is_a_percentage",
                condition=Q(viability_pct__isnull=True)
                | Q(viability_pct__gte=0, viability_pct__lte=100),
                violation_error_message="Viability lies between 0 and 100 per cent.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_volumes_can_be_true",
                condition=(Q(draw_ml__isnull=True) | Q(draw_ml__gt=0, draw_ml__lte=500))
                & (Q(volume_ml__isnull=True) | Q(volume_ml__gt=0, volume_ml__lte=20)),
                violation_error_message="One of these volumes cannot be right.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_state_has_its_times",
                condition=Q(
                    state__in=[SessionState.PLANNED, SessionState.CANCELLED],
                    started_at__isnull=True,
                    given_at__isnull=True,
                )
                | Q(
                    state=SessionState.STARTED,
                    started_at__isnull=False,
                    given_at__isnull=True,
                )
                | Q(
                    state=SessionState.GIVEN,
                    started_at__isnull=False,
                    given_at__isnull=False,
                )
                | Q(state=SessionState.STOPPED, started_at__isnull=False),
                violation_error_message="Each step of a session has its time.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_started_by_somebody",
                condition=Q(started_at__isnull=True, started_by__isnull=True)
                | Q(started_at__isnull=False, started_by__isnull=False),
                violation_error_message="A start carries a name and a time.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_cells_recorded_whole",
                condition=Q(
                    drawn_at__isnull=True,
                    draw_ml__isnull=True,
                    cells_counted__isnull=True,
                    viability_pct__isnull=True,
                    prepared_by__isnull=True,
                )
                | Q(
                    started_at__isnull=False,
                    drawn_at__isnull=False,
                    draw_ml__isnull=False,
                    cells_counted__isnull=False,
                    viability_pct__isnull=False,
                    prepared_by__isnull=False,
                ),
                violation_error_message=(
                    "Draw, count and viability belong together, after the start."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_released_after_the_count",
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(
                    released_at__isnull=False,
                    released_by__isnull=False,
                    cells_counted__isnull=False,
                ),
                violation_error_message="Cells are released after they were counted.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_released_by_another_person",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
                violation_error_message=(
                    "The second checker must be another person than the one who counted."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_given_with_its_counts",
                condition=Q(
                    given_at__isnull=True,
                    given_by__isnull=True,
                    cells_given__isnull=True,
                    volume_ml__isnull=True,
                    sites=[],
                )
                | Q(
                    given_at__isnull=False,
                    given_by__isnull=False,
                    cells_given__isnull=False,
                    volume_ml__isnull=False,
                    viability_pct__isnull=False,
                    released_by__isnull=False,
                    sites__len__gt=0,
                ),
                violation_error_message=(
                    "Cells are given only counted, released, with volume, sites and time."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_given_not_more_than_counted",
                condition=Q(cells_given__isnull=True)
                | Q(cells_given__lte=F("cells_counted")),
                violation_error_message="More cells cannot be given than were counted.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_given_after_the_draw",
                condition=Q(given_at__isnull=True) | Q(given_at__gte=F("drawn_at")),
                violation_error_message="Cells cannot be given before they were drawn.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_goes_home_after_the_cells",
                condition=Q(discharged_at__isnull=True, discharged_by__isnull=True)
                | Q(
                    discharged_by__isnull=False,
                    discharged_at__gte=F("given_at"),
                    instructions_given=True,
                ),
                violation_error_message="She goes home after the cells, with instructions.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_stopped_or_cancelled_with_a_reason",
                condition=(Q(state__in=REASONED) & ~Q(reason=""))
                | (~Q(state__in=REASONED) & Q(reason="")),
                violation_error_message="Please give the reason.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_planned_a_day",
                fields=["woman", "planned_for"],
                condition=Q(state=SessionState.PLANNED, voided_at__isnull=True),
                violation_error_message="A session is already planned for her on this day.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_under_way_per_woman",
                fields=["woman"],
                condition=Q(state=SessionState.STARTED, voided_at__isnull=True),
                violation_error_message="Another session of hers is under way.",
            ),
        ]
        triggers = [
            *AuthoredRecord.Meta.triggers,
            only_a_merge_moves(
                *WHOSE, name="who_and_how_never_change", never=("protocol",)
            ),
            pgtrigger.Trigger(
                name="given_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=list(MAY_FOLLOW)),
                func="""
                    IF OLD.given_at IS NOT NULL OR OLD.state IN ('stopped', 'cancelled')
                    THEN
                        RAISE EXCEPTION 'what was given in a session is not changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"LIT {self.planned_for}"

    def clean(self) -> None:
        if self.woman_id != self.couple.woman_id:
            raise ValidationError("The session is for the woman of this couple.")

    @property
    def giver(self) -> str:
        """What stands on the tube: the partner's number, or the code of the donor."""
        if self.donor_is_partner:
            return self.donor.number
        return Donor.objects.codes_of(self.donor).first() or ""

    def get_absolute_url(self) -> str:
        return reverse("therapy:session_detail", args=[self.pk])

    @property
    def donor_is_partner(self) -> bool:
        return self.donor_id == self.couple.man_id

    @property
    def is_planned(self) -> bool:
        return self.state == SessionState.PLANNED

    @property
    def is_under_way(self) -> bool:
        return self.state == SessionState.STARTED

    @property
    def millions_planned(self) -> Decimal | None:
        """The planned number, in millions."""
        return in_millions(self.cells_planned)

    @property
    def millions_counted(self) -> Decimal | None:
        return in_millions(self.cells_counted)

    @property
    def millions_given(self) -> Decimal | None:
        return in_millions(self.cells_given)

    def hours_from_draw(self, *, at: datetime) -> Decimal | None:
        """How old the cells are then, in hours; None before the draw is recorded."""
        if self.drawn_at is None:
            return None
        hours = Decimal(int((at - self.drawn_at) / timedelta(seconds=1))) / 3600
        return hours.quantize(TENTH)

    @property
    def hours_when_given(self) -> Decimal | None:
        return self.hours_from_draw(at=self.given_at) if self.given_at else None

    @property
    def site_words(self) -> str:
        """Name the places, arm by arm."""
        arms: dict[str, list[str]] = {"Left": [], "Right": []}
        for code in sorted(self.sites, key=lambda code: int(code[1:])):
            arms["Left" if code.startswith("L") else "Right"].append(code[1:])
        named = [f"{arm} forearm {', '.join(n)}" for arm, n in arms.items() if n]
        return "; ".join(named)


def in_millions(cells: int | None) -> Decimal | None:
    """Give a number of cells in millions, without idle noughts; None stays None."""
    if cells is None:
        return None
    return Decimal(f"{(cells / MILLION).quantize(TENTH).normalize():f}")
