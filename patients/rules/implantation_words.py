"""Implantation failure in words a clinician would write into a letter."""

from collections.abc import Mapping
from typing import Final

from patients.rules.implantation import FailureDefinition, ImplantationFailure, Reason

_MISSING: Final[Mapping[Reason, str]] = {
    Reason.RESULT_MISSING: "what came of a transfer is not recorded",
    Reason.NUMBER_MISSING: "the number of embryos of a transfer is not recorded",
    Reason.QUALITY_MISSING: "the quality of the embryos is not recorded",
    Reason.STAGE_MISSING: "the stage of the embryos is not recorded",
    Reason.NEEDS_EUPLOIDY_TABLE: (
        "the embryos were not tested, and the clinic has no table of euploidy by age"
    ),
    Reason.EGG_AGE_MISSING: "the clinic’s table does not tell for the age of the egg",
    Reason.CHANCE_MISSING: "the chance of a transfer was not predicted",
    Reason.AGE_MISSING: "her age is not known",
}


def failure_sentence(answer: ImplantationFailure, definition: FailureDefinition) -> str:
    """Say the answer with its numbers, the definition and, where undecided, what lacks."""
    found = _found(answer)
    if answer.rif:
        return f"Recurrent implantation failure by {definition.label}: {found}."
    if answer.rif is None:
        return f"Cannot be decided by {definition.label}: {_MISSING[answer.reason]}."
    if answer.reason is Reason.NO_FAILED_TRANSFER:
        return "No failed transfer since the last success."
    asked = _not_by(definition)
    if answer.reason is Reason.AGE_OVER_LIMIT:
        limit = definition.criteria.age_below_years
        return f"{asked}: it asks for an age below {limit} years; {found}."
    return f"{asked}: {found}."


def _not_by(definition: FailureDefinition) -> str:
    return f"Not recurrent implantation failure by {definition.label}"


def _found(answer: ImplantationFailure) -> str:
    """Say what was counted, as far as it surely counts."""
    if answer.chance is not None:
        chance = (answer.chance * 100).normalize()
        transfers = _number(answer.transfers, "failed transfer")
        return f"{transfers}, expected chance together {chance:f} %"
    counting = f"{_number(answer.transfers, 'failed transfer')} counting"
    return f"{counting}, with {_number(answer.embryos, 'embryo')}"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
