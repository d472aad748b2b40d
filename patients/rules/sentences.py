"""The classification in words a clinician would write into a letter."""

from collections.abc import Callable, Mapping
from typing import Final

from foundation.medicine.gestation import gestation_text
from patients.rules.classification import Classification, Counted, Reason
from patients.rules.definitions import Definition, KindBasis
from patients.rules.letters import Missing
from patients.rules.patterns import Kind, Status

_MISSING: Final[Mapping[Missing, str]] = {
    Missing.GESTATION: "The gestation of pregnancy {seq} is not known.",
    Missing.VISUALISATION: "It is not recorded by what pregnancy {seq} was seen.",
    Missing.OUTCOME: "The outcome of pregnancy {seq} is not known.",
}
_KINDS: Final[Mapping[Kind, str]] = {
    Kind.PRIMARY: "Primary: no {success} before these losses.",
    Kind.SECONDARY: "Secondary: {success} before these losses.",
    Kind.TERTIARY: "Tertiary: {success} between these losses.",
}


def reason_sentence(classification: Classification, definition: Definition) -> str:
    """Say why the answer is what it is, with the numbers and the name of the definition."""
    return _SENTENCES[classification.reason](classification, definition)


def pattern_sentence(classification: Classification, definition: Definition) -> str:
    """Say the kind and status in words; empty when the definition is not met."""
    if classification.kind is None:
        return ""
    success = (
        "live birth"
        if definition.kind_basis is KindBasis.LIVE_BIRTH
        else f"pregnancy beyond {gestation_text(definition.limit_days)}"
    )
    kind = _KINDS[classification.kind].format(success=success)
    ended = classification.status is Status.HISTORICAL
    return f"{kind} A later pregnancy ended the run." if ended else kind


def undecided_sentences(classification: Classification) -> list[str]:
    """Say for each undecided pregnancy which fact would decide it."""
    return [_MISSING[one.missing].format(seq=one.seq) for one in classification.undecided]


def couple_sentence(couple: Counted) -> str:
    """Say what this couple shares; it can differ from her own history."""
    if couple.total == 0:
        return "With this partner: no loss that counts."
    kind = f", {couple.kind.value}" if couple.kind else ""
    return f"With this partner: {_losses(couple.total)}{kind}."


def _losses(number: int, *, sort: str = "") -> str:
    noun = "loss" if number == 1 else "losses"
    return " ".join(part for part in (str(number), sort, noun) if part)


def _asked(definition: Definition) -> str:
    first = "first-trimester" if definition.counts_first_trimester_only else ""
    in_a_row = " in a row" if definition.consecutive else ""
    return f"{definition.label} asks for {_losses(definition.min, sort=first)}{in_a_row}"


def _found(classification: Classification, definition: Definition) -> str:
    if definition.consecutive:
        return f"{_losses(classification.consecutive)} in a row"
    if definition.counts_first_trimester_only:
        return _losses(classification.first_trimester, sort="first-trimester")
    return _losses(classification.total)


def _meets(classification: Classification, definition: Definition) -> str:
    found = _found(classification, definition)
    return f"Recurrent pregnancy loss: {found}. {_asked(definition)}."


def _below(classification: Classification, definition: Definition) -> str:
    found = _found(classification, definition)
    return f"Not recurrent pregnancy loss: {found}. {_asked(definition)}."


def _no_losses(classification: Classification, definition: Definition) -> str:
    return f"No loss that {definition.label} counts."


def _no_pregnancy(classification: Classification, definition: Definition) -> str:
    return "No pregnancy is recorded."


def _second_trimester(classification: Classification, definition: Definition) -> str:
    found = _losses(classification.second_trimester, sort="second-trimester")
    return f"{_below(classification, definition)} A work-up is offered after {found}."


def _two_first(classification: Classification, definition: Definition) -> str:
    found = _losses(classification.first_trimester, sort="first-trimester")
    below = _below(classification, definition)
    return f"{below} A work-up can be considered after {found}."


def _indeterminate(classification: Classification, definition: Definition) -> str:
    found = _found(classification, definition)
    missing = " ".join(undecided_sentences(classification))
    return f"Cannot be decided: {found} for certain. {missing} {_asked(definition)}."


_SENTENCES: Final[Mapping[Reason, Callable[[Classification, Definition], str]]] = {
    Reason.MEETS_TOTAL: _meets,
    Reason.MEETS_CONSECUTIVE: _meets,
    Reason.BELOW_THRESHOLD: _below,
    Reason.NO_COUNTABLE_LOSSES: _no_losses,
    Reason.NO_PREGNANCY: _no_pregnancy,
    Reason.SECOND_TRIMESTER_WORKUP: _second_trimester,
    Reason.TWO_FIRST_TRIMESTER_CONSIDER: _two_first,
    Reason.INDETERMINATE_GESTATION: _indeterminate,
    Reason.INDETERMINATE_VISUALISATION: _indeterminate,
    Reason.INDETERMINATE_OUTCOME: _indeterminate,
}
