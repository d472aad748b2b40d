from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from foundation.records.models.whose import NOBODYS


class CatalogueQuerySet(models.QuerySet):
    def in_force(self, on) -> Self:
        """Entries valid on that day, whether a clinician has confirmed them or not."""
        return self.filter(
            Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        )

    def confirmed(self) -> Self:
        """Entries a named clinician of this clinic has signed."""
        return self.filter(confirmed_at__isnull=False)


class CatalogueEntry(models.Model):
    """A published number, wording or definition, with where it comes from.

    An entry is never edited: a changed number is a new version. It counts as
    proposed until a clinician of the clinic confirms it by name.
    """

    code = models.CharField(max_length=60)
    edition = models.PositiveIntegerField(default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.JSONField(help_text="citation and locator of each source")
    tag = models.CharField(max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    whose = NOBODYS

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_row_per_edition",
                fields=["code", "edition"],
                violation_error_message="This edition of the entry is already loaded.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_confirmed_by_somebody",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                violation_error_message="A confirmation carries a name and a time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.edition})"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
