"""A laboratory that reports to the clinic."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.records.models import NOBODYS, AuthoredRecord, tracked


@tracked
class Laboratory(AuthoredRecord):
    """Who measured, and whose published intervals it reports with.

    `interval_sets` names laboratories of the catalogue ("ARUP", "CDLI 2004") whose
    intervals the clinic accepts for results of this one. Nothing is assumed.
    """

    code = models.CharField("short name", max_length=20)
    name = models.CharField(max_length=120)
    interval_sets = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name="reports with the intervals of",
    )

    whose = NOBODYS

    class Privacy:
        identifying: set[str] = set()
        clinical = {"void_reason"}
        open = {
            "id", "code", "name", "interval_sets", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["name", "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_per_short_name",
                fields=["code"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="Another laboratory already has this short name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
