"""Which definition of recurrent loss the clinic works under, and which others there are."""

from datetime import date
from functools import cache

from django.db.models import QuerySet

from foundation.records.compiled import Question
from patients.models import DefinitionChoice, LossDefinition


def definition_choices() -> QuerySet[DefinitionChoice]:
    """Every choice the clinic has made, the newest first, with who made it."""
    return DefinitionChoice.objects.standing().select_related("definition", "written_by")


def definition_in_force() -> LossDefinition | None:
    """Give the definition of the newest choice; None while nobody has chosen.

    There is no default: without a choice nothing is classified.
    """
    choice = _newest_choice().first()
    return choice.definition if choice else None


@cache
def _newest_choice() -> Question[DefinitionChoice]:
    return Question(definition_choices()[:1])


def definitions_on_file(*, on: date) -> QuerySet[LossDefinition]:
    """Every published definition that is valid on that day."""
    return LossDefinition.objects.in_force(on)
