"""What the clinic decided where no guideline settles a question."""

from django.db import models
from django.db.models import Q

from foundation.records.models import NOBODYS, AuthoredRecord, tracked


@tracked
class PolicyAnswer(AuthoredRecord):
    """One answer to one question, from a day on. It is never changed, but followed."""

    question = models.CharField(max_length=40)
    question_edition = models.PositiveIntegerField()
    value = models.JSONField()
    valid_from = models.DateField()
    reason = models.CharField(max_length=300)

    whose = NOBODYS

    class Privacy:
        identifying: set[str] = set()
        clinical = {"reason", "void_reason"}
        open = {
            "id", "question", "question_edition", "value", "valid_from", "version",
            "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["-pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_why",
                condition=~Q(reason=""),
                violation_error_message="A decision of the clinic needs a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"
