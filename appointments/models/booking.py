"""One row for each room, clinician and partner a visit takes up."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from appointments.rules.resources import Resource, Taken
from foundation.records.models import Whose
from patients.models.merging import Clash, Moves

LONGEST: Final = timedelta(hours=12)
LENGTHS: Final = tuple(range(15, LONGEST // timedelta(minutes=1) + 1, 15))


def key_of_person(number: int) -> int:
    """How a booking names a person."""
    return Resource(Taken.PERSON, number).key


class BookingQuerySet(models.QuerySet):
    def taking(
        self, resources: Collection[Resource], start: datetime, end: datetime
    ) -> Self:
        """Bookings that stand and take any of the resources at any time in between.

        No visit is longer than LONGEST, so that the index on the beginning suffices.
        """
        return self.filter(
            active=True,
            resource__in=[resource.key for resource in resources],
            during__overlap=(start, end),
            during__startswith__gte=start - LONGEST,
            during__startswith__lt=end,
        )


class Booking(models.Model):
    """Who or what a visit takes up, and when. The database refuses the second."""

    appointment = models.ForeignKey(
        "appointments.Appointment", on_delete=models.PROTECT, related_name="bookings"
    )
    resource = models.BigIntegerField(help_text="key of a Resource")
    during = DateTimeRangeField()
    active = models.BooleanField(default=True)

    objects = BookingQuerySet.as_manager()

    whose = Whose(couple="appointment.couple_id")
    # Two visits at one time cannot both take her up: the second keeps the old number.
    when_merged = {
        "resource": Moves(
            "times taken by visits",
            of="patients.Person",
            key=key_of_person,
            on_clash=Clash.STAYS,
            beside="appointment__couple",
        )
    }

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {"id", "appointment", "resource", "during", "active"}

    class Meta:
        indexes = [
            models.Index(
                F("resource"),
                Func(F("during"), function="lower"),
                name="appointments_booking_by_begin",
                condition=Q(active=True),
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="%(app_label)s_%(class)s_one_visit_at_a_time",
                index_type="GIST",
                # As ranges of one number each: needs no extension of the database.
                expressions=[
                    (
                        Func(
                            F("resource"),
                            F("resource"),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.EQUAL,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(active=True),
                violation_error_message="Somebody has just taken this time.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_takes_a_time",
                condition=Q(during__isempty=False),
                violation_error_message="A booking takes some time.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.taken.kind.name.lower()} {self.taken.id}"

    @property
    def taken(self) -> Resource:
        return Resource.from_key(self.resource)
