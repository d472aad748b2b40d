"""Recurrent implantation failure: have enough good transfers failed, by a definition?

    -  -  +  -  -  -        only the failures after the last success are a series
             |------|

As with losses, whatever is not known is read once against the diagnosis and once for it.
When both readings agree the answer is yes or no; when they do not it is "not decidable",
with the name of what is missing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Final

from foundation.medicine.fingerprints import fingerprint
from foundation.medicine.sources import Source, sources_from
from patients.rules.transfer_series import (
    EVERYTHING,
    NOTHING,
    Criteria,
    EndedBy,
    Euploidy,
    Missing,
    Reading,
    Series,
    series_of,
)
from patients.rules.transfers import EmbryoTransfer, transfers_in_order

RULE: Final = "patients.implantation_failure"
RULE_VERSION: Final = 3
# A chance is shown with four decimals; it is compared unrounded.
_SHOWN: Final = Decimal("0.0001")


class Reason(StrEnum):
    """Why the answer is what it is."""

    MEETS = "meets_definition"
    NO_FAILED_TRANSFER = "no_failed_transfer"
    BELOW_THRESHOLD = "below_threshold"
    AGE_OVER_LIMIT = "age_over_limit"
    RESULT_MISSING = "result_missing"
    NUMBER_MISSING = "number_missing"
    QUALITY_MISSING = "quality_missing"
    STAGE_MISSING = "stage_missing"
    NEEDS_EUPLOIDY_TABLE = "needs_age_adjusted_euploidy_table"
    EGG_AGE_MISSING = "egg_age_missing"
    CHANCE_MISSING = "predicted_chance_missing"
    AGE_MISSING = "age_missing"


_UNDECIDED: Final[Mapping[Missing, Reason]] = {
    Missing.RESULT: Reason.RESULT_MISSING,
    Missing.NUMBER: Reason.NUMBER_MISSING,
    Missing.QUALITY: Reason.QUALITY_MISSING,
    Missing.STAGE: Reason.STAGE_MISSING,
    Missing.EUPLOIDY: Reason.NEEDS_EUPLOIDY_TABLE,
    Missing.EGG_AGE: Reason.EGG_AGE_MISSING,
    Missing.CHANCE: Reason.CHANCE_MISSING,
    Missing.AGE: Reason.AGE_MISSING,
}


@dataclass(frozen=True, slots=True)
class FailureDefinition:
    """When repeated failure is called recurrent, by one school of thought."""

    code: str
    version: int
    label: str
    criteria: Criteria
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class ImplantationFailure:
    """The answer under one definition, fit to be stored as it is.

    `rif` is None when it cannot be decided. `transfers` and `embryos` are those that
    surely count towards the definition since the last success. `chance` is the chance
    that one of those transfers should have succeeded, as far as chances were predicted;
    None where the definition does not ask for it.
    """

    definition_code: str
    definition_version: int
    rif: bool | None
    reason: Reason
    transfers: int
    embryos: int
    chance: Decimal | None
    inputs_hash: str
    rule: str = RULE
    rule_version: int = RULE_VERSION


def implantation_failure(
    transfers: Iterable[EmbryoTransfer],
    definition: FailureDefinition,
    *,
    age_years: int | None,
    euploidy: Euploidy | None = None,
) -> ImplantationFailure:
    """Tell whether her transfers are recurrent implantation failure by one definition.

    A transfer whose result is pending does not count yet. `age_years` is her own age;
    `euploidy` is the clinic's table, which weighs untested embryos by the age of the egg.

    Source: the definition carries it.
    """
    told = transfers_in_order(transfers)

    def under(resolved: frozenset[Missing]) -> Series:
        reading = Reading(resolved, age_years, euploidy)
        return series_of(told, definition.criteria, reading=reading)

    surely = under(NOTHING)
    rif = True if surely.meets else None if under(EVERYTHING).meets else False
    asks_chance = definition.criteria.chance_above is not None
    return ImplantationFailure(
        definition_code=definition.code,
        definition_version=definition.version,
        rif=rif,
        reason=_reason(rif, under, definition=definition, age_years=age_years),
        transfers=surely.transfers,
        embryos=surely.embryos,
        chance=surely.chance.quantize(_SHOWN, ROUND_HALF_UP) if asks_chance else None,
        inputs_hash=fingerprint(RULE, RULE_VERSION, told, definition, age_years, euploidy),
    )


def failure_definition_from_entry(entry: Mapping[str, Any]) -> FailureDefinition:
    """Build a definition from one entry of the catalogue implantation_failure.yaml."""
    values = dict(entry["values"])
    values["ended_by"] = EndedBy(values["ended_by"])
    if values["chance_above"] is not None:
        values["chance_above"] = Decimal(values["chance_above"])
    return FailureDefinition(
        code=entry["code"],
        version=entry["version"],
        label=entry["label"],
        criteria=Criteria(**values),
        sources=sources_from(entry["sources"]),
    )


_Under = Callable[[frozenset[Missing]], Series]


def _reason(
    rif: bool | None,
    under: _Under,
    *,
    definition: FailureDefinition,
    age_years: int | None,
) -> Reason:
    if rif:
        return Reason.MEETS
    if rif is None:
        return _UNDECIDED[_what_would_decide(under)]
    limit = definition.criteria.age_below_years
    if limit is not None and age_years is not None and age_years >= limit:
        return Reason.AGE_OVER_LIMIT
    failed = under(EVERYTHING).failed
    return Reason.BELOW_THRESHOLD if failed else Reason.NO_FAILED_TRANSFER


def _what_would_decide(under: _Under) -> Missing:
    """Name the missing fact that keeps a series undecided.

    The first one that could tip it on its own; where only several together could, the one
    that completes the shortest list of them.
    """
    in_turn = list(Missing)
    alone = next((m for m in in_turn if under(frozenset({m})).meets), None)
    if alone is not None:
        return alone
    lists = (in_turn[: length + 1] for length in range(len(in_turn)))
    return next(some[-1] for some in lists if under(frozenset(some)).meets)
