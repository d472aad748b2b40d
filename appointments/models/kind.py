"""What a visit is for: how long it takes, who comes, where, with whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from appointments.choices import Comes, RoomKind
from appointments.models.booking import LENGTHS
from foundation.records.models import CatalogueEntry


class VisitKind(CatalogueEntry):
    """One kind of visit; its name is for staff and never leaves the house."""

    name = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField()
    comes = models.CharField("who must come", max_length=5, choices=Comes)
    needs_clinician = models.BooleanField()
    room_kinds = ArrayField(models.CharField(max_length=12, choices=RoomKind))
    position = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "code", "edition", "valid_from", "valid_to", "source", "tag",
            "confirmed_by", "confirmed_at", "name", "minutes", "comes", "needs_clinician",
            "room_kinds", "position",
        }  # fmt: skip

    class Meta(CatalogueEntry.Meta):
        ordering = ["position", "name", "pk"]
        constraints = [
            *CatalogueEntry.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_lasts_whole_quarters",
                condition=Q(minutes__in=LENGTHS),
                violation_error_message=(
                    "A visit lasts whole quarters of an hour, twelve hours at most."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, comes: str) -> bool:
        """Tell whether everybody who must come would come; more may."""
        return comes in (self.comes, Comes.BOTH)
