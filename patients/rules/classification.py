"""Recurrent pregnancy loss: does this history meet a definition, and in what pattern?

Whatever is not known is counted twice, once against and once for the diagnosis. When
both counts agree the answer is yes or no; when they do not, it is "not decidable", with
the name of what is missing. Nothing missing is ever guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from foundation.medicine.fingerprints import fingerprint_of, written
from patients.rules.counting import (
    FOR_THE_DIAGNOSIS,
    NOTHING,
    counted_towards,
    longest_run,
    what_would_decide,
)
from patients.rules.definitions import Definition
from patients.rules.letters import Letter, Missing, Read, read_history
from patients.rules.patterns import Kind, Status, kind_of, status_of
from patients.rules.pregnancies import PastPregnancy, in_order

RULE: Final = "patients.classify"
RULE_VERSION: Final = 1


class Workup(StrEnum):
    """What the definition says about investigating."""

    OFFER = "offer"
    CONSIDER = "consider"
    REVIEW = "review"
    NONE = "none"


class Reason(StrEnum):
    """Why the answer is what it is."""

    MEETS_TOTAL = "meets_total"
    MEETS_CONSECUTIVE = "meets_consecutive"
    BELOW_THRESHOLD = "below_threshold"
    NO_COUNTABLE_LOSSES = "no_countable_losses"
    NO_PREGNANCY = "no_pregnancy"
    SECOND_TRIMESTER_WORKUP = "second_trimester_workup"
    TWO_FIRST_TRIMESTER_CONSIDER = "two_first_trimester_consider"
    INDETERMINATE_GESTATION = "indeterminate_gestation"
    INDETERMINATE_VISUALISATION = "indeterminate_visualisation"
    INDETERMINATE_OUTCOME = "indeterminate_outcome"


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted in one history: hers, or the part she shares with her partner.

    `rpl` is None when it cannot be decided from what is known.
    """

    rpl: bool | None
    kind: Kind | None
    total: int
    consecutive: int
    first_trimester: int
    second_trimester: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """A pregnancy that may or may not count, and the fact that would decide it."""

    seq: int
    missing: Missing


@dataclass(frozen=True, slots=True)
class Classification:
    """The answer for one history under one definition, fit to be stored as it is.

    `letters` pairs each pregnancy's number with its letter, in the order they came.
    `couple` is None when no current partner was named.
    """

    definition_code: str
    definition_version: int
    rpl: bool | None
    kind: Kind | None
    status: Status | None
    total: int
    consecutive: int
    first_trimester: int
    second_trimester: int
    workup: Workup
    reason: Reason
    couple: Counted | None
    undecided: tuple[Undecided, ...]
    letters: tuple[tuple[int, Letter], ...]
    inputs_hash: str
    rule: str = RULE
    rule_version: int = RULE_VERSION


def classify(
    pregnancies: Iterable[PastPregnancy],
    definition: Definition,
    *,
    current_partner: str | None = None,
) -> Classification:
    """Classify a woman's history of loss under one definition.

    The order in which pregnancies are given does not matter. With `current_partner` the
    pregnancies he fathered are counted once more on their own: she can be secondary while
    the couple is primary, and a new couple has no history at all.

    Source: the definition carries it.
    """
    [answer] = classify_each(pregnancies, [definition], current_partner=current_partner)
    return answer


def classify_each(
    pregnancies: Iterable[PastPregnancy],
    definitions: Iterable[Definition],
    *,
    current_partner: str | None = None,
) -> list[Classification]:
    """Classify one history under several definitions, side by side, in their order."""
    told = _told(pregnancies, partner=current_partner)
    return [_classified(told, definition) for definition in definitions]


@dataclass(frozen=True, slots=True)
class _Told:
    """Her history in order, where in it the pregnancies of the couple stand, all written.

    `shared` are places in `hers`, in the order they have on their own; None when no
    partner was named.
    """

    hers: list[PastPregnancy]
    shared: list[int] | None
    partner: str | None
    written: str

    def name_under(self, definition: Definition) -> str:
        """Name exactly these inputs, whatever order they were given in."""
        rule = [written(RULE), written(RULE_VERSION)]
        under = [_written_definition(definition), written(self.partner)]
        return fingerprint_of([*rule, self.written, *under])


# A clinic works under a handful of definitions, and asks about every history.
_written_definition = lru_cache(maxsize=64)(written)


def _told(pregnancies: Iterable[PastPregnancy], *, partner: str | None) -> _Told:
    """Read a history once, however many definitions are asked about it."""
    hers = in_order(pregnancies)
    lines = sorted((pregnancy.seq, written(pregnancy)) for pregnancy in hers)
    return _Told(
        hers=hers,
        shared=None if partner is None else _shared(hers, partner),
        partner=partner,
        written=f"[{','.join(text for _, text in lines)}]",
    )


def _shared(hers: list[PastPregnancy], partner: str) -> list[int]:
    his = in_order(pregnancy for pregnancy in hers if pregnancy.father == partner)
    return [hers.index(pregnancy) for pregnancy in his]


def _classified(told: _Told, definition: Definition) -> Classification:
    reads = read_history(told.hers, definition)
    counted = _count(reads, definition)
    workup, reason = _conclusion(reads, definition, counted=counted)
    return Classification(
        definition_code=definition.code,
        definition_version=definition.version,
        rpl=counted.rpl,
        kind=counted.kind if counted.rpl else None,
        status=status_of(reads, definition) if counted.rpl else None,
        total=counted.total,
        consecutive=counted.consecutive,
        first_trimester=counted.first_trimester,
        second_trimester=counted.second_trimester,
        workup=workup,
        reason=reason,
        couple=_couple(reads, told.shared, definition=definition),
        undecided=tuple(_undecided(reads, definition)),
        letters=tuple((read.pregnancy.seq, read.letter) for read in reads),
        inputs_hash=told.name_under(definition),
    )


def _count(reads: list[Read], definition: Definition) -> Counted:
    rpl = _is_recurrent(reads, definition)
    losses = [read for read in reads if read.counts]
    return Counted(
        rpl=rpl,
        kind=kind_of(reads, definition, recurrent=rpl is True),
        total=len(losses),
        consecutive=longest_run(reads),
        first_trimester=sum(read.trimester == 1 for read in losses),
        second_trimester=sum(read.trimester == 2 for read in losses),
    )


def _is_recurrent(reads: list[Read], definition: Definition) -> bool | None:
    if counted_towards(reads, definition, resolved=NOTHING) >= definition.min:
        return True
    if counted_towards(reads, definition, resolved=FOR_THE_DIAGNOSIS) < definition.min:
        return False
    return None


def _conclusion(
    reads: list[Read], definition: Definition, *, counted: Counted
) -> tuple[Workup, Reason]:
    if not reads:
        return Workup.NONE, Reason.NO_PREGNANCY
    if counted.rpl is None:
        missing = what_would_decide(reads, definition)
        return Workup.REVIEW, Reason(f"indeterminate_{missing.value}")
    if counted.rpl:
        in_a_row = definition.consecutive
        reason = Reason.MEETS_CONSECUTIVE if in_a_row else Reason.MEETS_TOTAL
        return Workup.OFFER, reason
    return _without_the_diagnosis(counted, definition)


def _without_the_diagnosis(
    counted: Counted, definition: Definition
) -> tuple[Workup, Reason]:
    if _reaches(counted.second_trimester, definition.offer_second_trimester):
        return Workup.OFFER, Reason.SECOND_TRIMESTER_WORKUP
    if _reaches(counted.first_trimester, definition.consider_first_trimester):
        return Workup.CONSIDER, Reason.TWO_FIRST_TRIMESTER_CONSIDER
    if counted.total == 0:
        return Workup.NONE, Reason.NO_COUNTABLE_LOSSES
    return Workup.NONE, Reason.BELOW_THRESHOLD


def _reaches(number: int, threshold: int | None) -> bool:
    return threshold is not None and number >= threshold


def _couple(
    reads: list[Read], shared: list[int] | None, *, definition: Definition
) -> Counted | None:
    """Count the pregnancies of the current partner alone; kind from the first loss on."""
    if shared is None:
        return None
    return _count([reads[place] for place in shared], definition)


def _undecided(reads: list[Read], definition: Definition) -> Iterable[Undecided]:
    for read in reads:
        if read.missing is not None:
            yield Undecided(read.pregnancy.seq, read.missing)
        elif read.counts and definition.counts_first_trimester_only and not read.trimester:
            yield Undecided(read.pregnancy.seq, Missing.GESTATION)
