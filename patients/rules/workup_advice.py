"""Which items of the work-up the guidelines advise in her situation, and which they do not.

Whether a work-up is due at all is another question: the classification answers it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from patients.rules.classification import Classification
from patients.rules.workup_items import GuidelineAdvice, Stance, When, WorkupItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the advice depends on; None is not known.

    `undated_losses` are losses of which nobody knows the trimester. `tissue_tested` tells
    whether tissue of any loss could be tested, `tissue_unbalanced` whether one of those
    tests showed an unbalanced structural change.
    """

    losses: int
    second_trimester_losses: int
    undated_losses: int = 0
    pregnant: bool = False
    tissue_tested: bool | None = None
    tissue_unbalanced: bool | None = None
    symptoms: bool | None = None
    metabolic_risk: bool | None = None


@dataclass(frozen=True, slots=True)
class Advised:
    """One guideline's advice on one item in this situation.

    `applies` is None where a missing fact decides.
    """

    item: WorkupItem
    advice: GuidelineAdvice
    applies: bool | None


@dataclass(frozen=True, slots=True)
class AdviceLimits:
    """From which loss on tissue is tested whatever the trimester."""

    tissue_from_loss: int


def situation_of(
    classification: Classification,
    *,
    pregnant: bool = False,
    tissue_tested: bool | None = None,
    tissue_unbalanced: bool | None = None,
) -> Situation:
    """Take the losses as the classification counted them."""
    total = classification.total
    early, late = classification.first_trimester, classification.second_trimester
    return Situation(
        losses=total,
        second_trimester_losses=late,
        undated_losses=total - early - late,
        pregnant=pregnant,
        tissue_tested=tissue_tested,
        tissue_unbalanced=tissue_unbalanced,
    )


def workup_advice(
    items: Iterable[WorkupItem], situation: Situation, *, limits: AdviceLimits
) -> list[Advised]:
    """List what each guideline says of each item in this situation.

    Nothing is left out: what a guideline does not advise, and what depends on a fact that
    is missing, stands in the list and says so.

    Source: each advice carries it.
    """
    return [
        Advised(item, advice, _HOLDS[advice.when](situation, limits))
        for item in items
        for advice in item.advice
    ]


def advice_words(advised: Advised) -> str:
    """Say one advice as the checklist shows it: Offer (C): if no tissue was tested."""
    advice = advised.advice
    grade = f" ({advice.grade})" if advice.grade else ""
    when = _WHEN.get(advice.when, "")
    said = f"{_STANCES[advice.stance]}{grade}{f', {when}' if when else ''}"
    if advised.applies is None:
        return f"{said}: cannot be told, a fact is missing."
    return f"{said}." if advised.applies else f"{said}: not in this situation."


_STANCES: Final[Mapping[Stance, str]] = {
    Stance.OFFER: "Offer",
    Stance.EXPLAIN: "May be done for explanation",
    Stance.SUGGEST: "Suggested",
    Stance.ADVISE: "For advice only",
    Stance.RESEARCH: "Ideally within research",
    Stance.NOT_ROUTINELY: "Not routinely outside research",
}
_WHEN: Final[Mapping[When, str]] = {
    When.BEFORE_PREGNANCY: "before pregnancy",
    When.SECOND_TRIMESTER_LOSS: "after a second-trimester loss only",
    When.THIRD_LOSS_OR_SECOND_TRIMESTER: (
        "of the third and any later loss, and of any second-trimester loss"
    ),
    When.UNBALANCED_TISSUE: "after an unbalanced structural result of tissue",
    When.NO_TISSUE_TESTED: "when no tissue could be tested",
    When.SYMPTOMS: "with symptoms",
    When.METABOLIC_RISK: "with a metabolic risk",
}

_Holds = Callable[[Situation, AdviceLimits], bool | None]


def _second_trimester(situation: Situation, limits: AdviceLimits) -> bool | None:
    if situation.second_trimester_losses:
        return True
    return None if situation.undated_losses else False


def _third_or_second_trimester(situation: Situation, limits: AdviceLimits) -> bool | None:
    if situation.losses >= limits.tissue_from_loss:
        return True
    return _second_trimester(situation, limits)


def _no_tissue(situation: Situation, limits: AdviceLimits) -> bool | None:
    if situation.losses == 0:
        return False
    return None if situation.tissue_tested is None else not situation.tissue_tested


def _unbalanced(situation: Situation, limits: AdviceLimits) -> bool | None:
    if situation.losses == 0 or situation.tissue_tested is False:
        return False
    return situation.tissue_unbalanced


_HOLDS: Final[Mapping[When, _Holds]] = {
    When.ALWAYS: lambda situation, limits: True,
    When.BEFORE_PREGNANCY: lambda situation, limits: not situation.pregnant,
    When.SECOND_TRIMESTER_LOSS: _second_trimester,
    When.THIRD_LOSS_OR_SECOND_TRIMESTER: _third_or_second_trimester,
    When.UNBALANCED_TISSUE: _unbalanced,
    When.NO_TISSUE_TESTED: _no_tissue,
    When.SYMPTOMS: lambda situation, limits: situation.symptoms,
    When.METABOLIC_RISK: lambda situation, limits: situation.metabolic_risk,
}
