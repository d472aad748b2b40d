"""What cannot be, or is very unlikely, within one pregnancy as it was told.

Beside the checks of a whole history (`history_checks`): here counts, labels and dates of
one pregnancy are set against each other. An unknown fact contradicts nothing, and an
approximate one only what no reading of it allows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from foundation.medicine.dates import ApproximateDate, Precision
from foundation.medicine.findings import Finding, Severity
from foundation.medicine.gestation import gestation_text
from foundation.medicine.sources import Source
from patients.rules.pregnancies import GestationBasis, Outcome, PastPregnancy


@dataclass(frozen=True, slots=True)
class ContradictionLimits:
    """What one pregnancy must keep to.

    A stillbirth before `earliest_stillbirth_days` and a miscarriage from
    `latest_miscarriage_days` on are called so in no country. Dates and gestation may
    differ by `agreement_days`.

    Units: days; of gestation where they name one.
    """

    earliest_stillbirth_days: int
    latest_miscarriage_days: int
    longest_days: int
    agreement_days: int
    conception_days: int
    source: Source


def contradictions(
    pregnancy: PastPregnancy, limits: ContradictionLimits, *, on: date
) -> list[Finding]:
    """List what contradicts itself in one pregnancy as it stands on that day.

    What cannot be is a STOP; what is only unlikely asks.

    Source: the limits carry it.
    """
    about = f"pregnancy {pregnancy.seq}"
    cannot = [question(pregnancy) for question in _CANNOT_BE]
    unlikely = [
        _early_stillbirth(pregnancy, limits),
        _late_miscarriage(pregnancy, limits),
        _dates_against_gestation(pregnancy, limits),
        _test_before_conception(pregnancy),
        _ongoing_too_long(pregnancy, limits, on=on),
    ]
    return [
        *_findings(cannot, Severity.STOP, source=limits.source, about=about),
        *_findings(unlikely, Severity.CAUTION, source=limits.source, about=about),
    ]


_Found = tuple[str, str] | None


def _findings(
    found: Iterable[_Found], severity: Severity, *, source: Source, about: str
) -> list[Finding]:
    return [
        Finding(code, severity, sentence, source, about)
        for code, sentence in filter(None, found)
    ]


def _more_liveborn_than_carried(pregnancy: PastPregnancy) -> _Found:
    born, carried = pregnancy.liveborn, pregnancy.fetuses
    if born is None or carried is None or born <= carried:
        return None
    return "liveborn-exceed-fetuses", f"{born} born alive, but {carried} carried."


def _more_living_than_born(pregnancy: PastPregnancy) -> _Found:
    known = [n for n in (pregnancy.liveborn, pregnancy.fetuses) if n is not None]
    if pregnancy.living is None or not known or pregnancy.living <= min(known):
        return None
    return "living-exceed-born", (
        f"{pregnancy.living} children living, but {min(known)} born alive at most. "
        "Were they twins?"
    )


def _children_without_birth(pregnancy: PastPregnancy) -> _Found:
    may_have = {Outcome.LIVE_BIRTH, Outcome.UNKNOWN}
    if pregnancy.outcome in may_have or not (pregnancy.living or pregnancy.liveborn):
        return None
    outcome = pregnancy.outcome.value.replace("_", " ")
    return "children-without-birth", f"Children of a pregnancy that ended as {outcome}."


def _birth_without_liveborn(pregnancy: PastPregnancy) -> _Found:
    if pregnancy.outcome is not Outcome.LIVE_BIRTH or pregnancy.liveborn != 0:
        return None
    return "birth-without-liveborn", "A live birth with nobody born alive."


def _newborn_death_without_birth(pregnancy: PastPregnancy) -> _Found:
    if not pregnancy.neonatal_death or pregnancy.outcome is Outcome.LIVE_BIRTH:
        return None
    return "newborn-death-without-birth", (
        "A death as a newborn belongs to a live birth; "
        "a child who died before birth is a stillbirth."
    )


def _type_without_miscarriage(pregnancy: PastPregnancy) -> _Found:
    if pregnancy.loss_type is None or pregnancy.outcome is Outcome.MISCARRIAGE:
        return None
    return "type-without-miscarriage", "A type of loss belongs to a miscarriage only."


_CANNOT_BE: Final[tuple[Callable[[PastPregnancy], _Found], ...]] = (
    _more_liveborn_than_carried,
    _more_living_than_born,
    _children_without_birth,
    _birth_without_liveborn,
    _newborn_death_without_birth,
    _type_without_miscarriage,
)


def _early_stillbirth(pregnancy: PastPregnancy, limits: ContradictionLimits) -> _Found:
    earliest = limits.earliest_stillbirth_days
    called_so = pregnancy.outcome is Outcome.STILLBIRTH
    if not (called_so and pregnancy.surely_ended_before(earliest)):
        return None
    return "early-stillbirth", (
        f"A death before {gestation_text(earliest)} is called a miscarriage everywhere. "
        "Is the gestation right?"
    )


def _late_miscarriage(pregnancy: PastPregnancy, limits: ContradictionLimits) -> _Found:
    latest = limits.latest_miscarriage_days
    called_so = pregnancy.outcome is Outcome.MISCARRIAGE
    if not (called_so and pregnancy.surely_reached(latest)):
        return None
    return "late-miscarriage", (
        f"A death from {gestation_text(latest)} on is called a stillbirth everywhere. "
        "Is the gestation right?"
    )


def _dates_against_gestation(
    pregnancy: PastPregnancy, limits: ContradictionLimits
) -> _Found:
    """Compare the time from conception to end with the gestation that was told.

    The gestation at demise can be shorter than that by weeks, but never longer.
    """
    by_dates = _days_by_dates(pregnancy, limits)
    low, high = pregnancy.ga_days, pregnancy.latest_ga_days
    if by_dates is None or low is None or high is None:
        return None
    too_long = low > by_dates + limits.agreement_days
    at_the_end = pregnancy.ga_basis is GestationBasis.END
    too_short = at_the_end and high < by_dates - limits.agreement_days
    if not (too_long or too_short):
        return None
    shown = gestation_text(low if too_long else high)
    sentence = f"By its dates it lasted {gestation_text(by_dates)}, but {shown} was told."
    return "gestation-against-dates", sentence


def _days_by_dates(pregnancy: PastPregnancy, limits: ContradictionLimits) -> int | None:
    conceived, ended = _exact(pregnancy.conceived), _exact(pregnancy.ended)
    if conceived is None or ended is None or ended < conceived:
        return None
    return (ended - conceived).days + limits.conception_days


def _exact(when: ApproximateDate | None) -> date | None:
    if when is None or when.about or when.precision is not Precision.DAY:
        return None
    return when.earliest


def _test_before_conception(pregnancy: PastPregnancy) -> _Found:
    test, conceived = pregnancy.positive_hcg, pregnancy.conceived
    if test is None or conceived is None or not test.surely_before(conceived):
        return None
    return "test-before-conception", (
        f"The test was positive ({test.text()}) before conception ({conceived.text()})."
    )


def _ongoing_too_long(
    pregnancy: PastPregnancy, limits: ContradictionLimits, *, on: date
) -> _Found:
    conceived = pregnancy.conceived
    if not pregnancy.is_ongoing or conceived is None:
        return None
    days = (on - conceived.latest).days + limits.conception_days
    if days <= limits.longest_days:
        return None
    return "ongoing-too-long", (
        f"Conceived {conceived.text()}, it would be {gestation_text(days)} today. "
        "Has it ended?"
    )
