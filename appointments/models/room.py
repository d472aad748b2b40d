"""Where visits take place: rooms, and chairs for infusions."""

from django.db import models
from django.db.models import Q

from appointments.choices import RoomKind
from foundation.records.models import NOBODYS, AuthoredRecord, tracked


@tracked
class Room(AuthoredRecord):
    """A room or chair that one visit takes at a time."""

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=RoomKind)
    position = models.PositiveSmallIntegerField("order in the calendar", default=0)

    whose = NOBODYS

    class Privacy:
        identifying: set[str] = set()
        clinical = {"void_reason"}
        open = {
            "id", "name", "kind", "position", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["position", "name", "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_of_each_name",
                fields=["name"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="There is already a room of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
