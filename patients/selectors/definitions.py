"""Which definition of recurrent loss the clinic works under, and which others there are."""

from datetime import date

from django.db.models import QuerySet

from patients.models import DefinitionChoice, LossDefinition


def definition_choices() -> QuerySet[DefinitionChoice]:
    """Every choice the clinic has made, the newest first, with who made it."""
    return DefinitionChoice.objects.standing().select_related("definition", "written_by")


def definition_in_force() -> LossDefinition | None:
    """Give the definition of the newest choice; None while nobody has chosen.

    There is no default: without a choice nothing is classified.
    """
    choice = definition_choices().first()
    return choice.definition if choice else None


def definitions_on_file(*, on: date) -> QuerySet[LossDefinition]:
    """Every published definition that is valid on that day."""
    return LossDefinition.objects.in_force(on)
