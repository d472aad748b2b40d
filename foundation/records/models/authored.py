from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from foundation.records.models import meanwhile
from foundation.records.models.whose import Whose

# What every row has, and nobody is told of when colleagues changed it.
KEPT_FOR_ORDER = frozenset({"id", "version", "written_at", "written_by"})


class RecordQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Records that have not been voided."""
        return self.filter(voided_at__isnull=True)


class AuthoredRecord(models.Model):
    """A row somebody wrote: it may be voided with a reason but never deleted.

    ``version`` counts the edits; ``write`` refuses an edit made on an older one.
    ``whose`` says in whose file the log finds it again, ``unsaid`` what `in_words`
    leaves out.
    """

    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    void_reason = models.TextField(blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    # Every kept version of the row; `tracked` brings them.
    events: Any

    # Set by the form that carried its version: somebody read it before changing it.
    was_read = False

    whose: ClassVar[Whose]
    unsaid: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_voided_with_a_reason",
                condition=Q(voided_at__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                violation_error_message="A voided record needs a reason.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def in_words(self) -> dict[str, meanwhile.Said]:
        """What the row says, column by column, in words."""
        return meanwhile.in_words(self, besides=KEPT_FOR_ORDER | self.unsaid)

    def saved_since(self, version: int | None) -> meanwhile.Meanwhile:
        """Tell who saved it since this version was read, and what that changed."""
        return meanwhile.saved_since(self, version)
