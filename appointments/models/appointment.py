"""A visit: who comes, what for, with whom, where and when."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone

from appointments.choices import Comes, Status
from appointments.models.booking import LONGEST
from appointments.models.kind import VisitKind
from appointments.models.room import Room
from appointments.rules.resources import Resource, Taken
from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.models import Couple, Person
from patients.models.merging import Moves
from patients.models.restriction import closed_couple

QUARTERS = (0, 15, 30, 45)
OVER = (Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW)


class AppointmentQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """The appointment book is open to those who work with it."""
        if not user.may(Permission.APPOINTMENT_VIEW):
            return self.none()
        return self.exclude(closed_couple(user, "couple__"))

    def in_open_file(self, user) -> Self:
        """Visits of a couple whose file was let through to this reader already."""
        return self if user.may(Permission.APPOINTMENT_VIEW) else self.none()

    def on_board_of(self, user) -> Self:
        """Every visit of the book, marked `is_closed` where the file is not this reader's.

        A room that is taken must be seen to be taken; who takes it need not be.
        """
        if not user.may(Permission.APPOINTMENT_VIEW):
            return self.none()
        return self.marked_for(user)

    def marked_for(self, user) -> Self:
        """Every visit, marked `is_closed` where the file is closed to this reader."""
        closed = When(closed_couple(user, "couple__"), then=True)
        return self.annotate(is_closed=Case(closed, default=False))

    def between(self, start: datetime, end: datetime) -> Self:
        """Visits that begin in this time, in its order."""
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by(
            "starts_at", "pk"
        )

    def kept(self) -> Self:
        """Visits that were not cancelled."""
        return self.exclude(status=Status.CANCELLED)

    def in_full(self) -> Self:
        """With both partners, kind, room and clinician in the same query."""
        return self.select_related(
            "couple__woman", "couple__man", "kind", "room", "clinician"
        )


@tracked
class Appointment(AuthoredRecord):
    """One visit of a couple or of one partner."""

    couple = models.ForeignKey(
        Couple, on_delete=models.PROTECT, related_name="appointments"
    )
    kind = models.ForeignKey(VisitKind, on_delete=models.PROTECT, related_name="+")
    comes = models.CharField("who comes", max_length=5, choices=Comes)
    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
    )
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    arrived_at = models.DateTimeField(null=True, blank=True)
    in_room_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = AppointmentQuerySet.as_manager()

    whose = Whose(couple="couple_id")
    when_merged = {"couple": Moves("visits")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {"kind", "cancel_reason", "note", "void_reason"}
        open = {
            "id", "couple", "comes", "clinician", "room", "starts_at", "ends_at",
            "status", "arrived_at", "in_room_at", "ended_at", "version", "written_at",
            "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        indexes = [
            models.Index(fields=["starts_at"], name="appointments_by_begin"),
            models.Index(fields=["couple", "starts_at"], name="appointments_of_couple"),
        ]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_began",
                condition=Q(ends_at__gt=F("starts_at"))
                & Q(ends_at__lte=F("starts_at") + LONGEST),
                violation_error_message=(
                    "A visit ends after it began, and within twelve hours."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_keeps_to_the_quarters",
                condition=Q(
                    starts_at__minute__in=QUARTERS,
                    starts_at__second=0,
                    ends_at__minute__in=QUARTERS,
                    ends_at__second=0,
                ),
                violation_error_message=("Visits begin and end on the quarter of an hour."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_status_has_its_times",
                condition=Q(
                    status=Status.BOOKED,
                    arrived_at__isnull=True,
                    in_room_at__isnull=True,
                    ended_at__isnull=True,
                )
                | Q(
                    status=Status.ARRIVED,
                    arrived_at__isnull=False,
                    in_room_at__isnull=True,
                    ended_at__isnull=True,
                )
                | Q(
                    status=Status.IN_ROOM,
                    arrived_at__isnull=False,
                    in_room_at__isnull=False,
                    ended_at__isnull=True,
                )
                | Q(status__in=OVER, ended_at__isnull=False),
                violation_error_message="Each step of a visit has its time.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_cancelled_with_a_reason",
                condition=(Q(status=Status.CANCELLED) & ~Q(cancel_reason=""))
                | (~Q(status=Status.CANCELLED) & Q(cancel_reason="")),
                violation_error_message="Please give the reason for cancelling.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("appointments:appointment_detail", args=[self.pk])

    @property
    def people(self) -> tuple[Person, ...]:
        """Who comes."""
        if self.comes == Comes.BOTH:
            return self.couple.people
        return (self.couple.woman if self.comes == Comes.WOMAN else self.couple.man,)

    @property
    def resources(self) -> list[Resource]:
        """Everything this visit takes up while it lasts."""
        taken = [Resource(Taken.PERSON, person.pk) for person in self.people]
        taken.append(Resource(Taken.ROOM, self.room_id))
        if self.clinician_id is not None:
            taken.append(Resource(Taken.CLINICIAN, self.clinician_id))
        return sorted(taken)
