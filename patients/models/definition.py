"""What recurrent loss means here: published definitions, and the one in force."""

from django.db import models
from django.db.models import Q

from foundation.records.models import NOBODYS, AuthoredRecord, CatalogueEntry, tracked
from patients.rules.definitions import Definition, definition_from_entry


@tracked
class LossDefinition(CatalogueEntry):
    """One school's definition of recurrent loss, as published."""

    label = models.CharField(max_length=200)
    values = models.JSONField()
    value_tags = models.JSONField(
        default=dict, help_text="values that rest on something else than the definition"
    )
    verified = models.CharField(max_length=300, blank=True)

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "code", "edition", "valid_from", "valid_to", "source", "tag",
            "confirmed_by", "confirmed_at", "label", "values", "value_tags", "verified",
        }  # fmt: skip

    class Meta(CatalogueEntry.Meta):
        ordering = ["code", "edition"]

    def __str__(self) -> str:
        return self.label

    @property
    def rule(self) -> Definition:
        """The definition as the rules read it."""
        return definition_from_entry(
            {
                "code": self.code,
                "version": self.edition,
                "label": self.label,
                "values": self.values,
                "sources": self.source,
                "valid_from": self.valid_from,
                "valid_to": self.valid_to,
                "verified": self.verified,
            }
        )


@tracked
class DefinitionChoice(AuthoredRecord):
    """The definition the clinic works under from that moment; the newest one counts."""

    definition = models.ForeignKey(LossDefinition, on_delete=models.PROTECT)
    reason = models.CharField(max_length=300)

    whose = NOBODYS

    class Privacy:
        identifying: set[str] = set()
        clinical = {"reason", "void_reason"}
        open = {"id", "definition", "version", "written_at", "written_by", "voided_at"}

    class Meta(AuthoredRecord.Meta):
        ordering = ["-pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_why",
                condition=~Q(reason=""),
                violation_error_message="A choice of definition needs a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition}"
