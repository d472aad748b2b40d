"""The published limits as a clinician reads them before putting a name to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from immunology.choices import IntervalKind, PanelCode, Phase, State
from immunology.models import Analyte, ReferenceInterval
from immunology.rules.decisions import limit_text
from immunology.selectors.desks import analytes_of
from immunology.selectors.facts import TITRE_UNIT, interval_fact, limit_words

_AXES = ("lab", "method", "sex", "state", "phase")
_WORDS = {"F": "women", "M": "men", **dict(State.choices), **dict(Phase.choices)}


@dataclass(frozen=True, slots=True)
class LimitRead:
    """One limit: what it says, for whom it holds, where it comes from."""

    entry: ReferenceInterval
    words: str
    holds_for: str


@dataclass(frozen=True, slots=True)
class TestLimits:
    """A test and its limits, reference intervals first."""

    analyte: Analyte
    limits: tuple[LimitRead, ...]


def panels_with_limits() -> list[PanelCode]:
    """Name the panels that have any limit on file."""
    tests = ReferenceInterval.objects.values_list("analyte", flat=True)
    panels = set(Analyte.objects.filter(code__in=tests).values_list("panel", flat=True))
    return [panel for panel in PanelCode if panel in panels]


def limits_by_test(panel: PanelCode) -> list[TestLimits]:
    """Give the newest edition of each limit of a panel, test by test."""
    analytes = analytes_of(panel)
    codes = [analyte.code for analyte in analytes]
    newest = list(ReferenceInterval.objects.filter(analyte__in=codes).newest())
    groups = []
    for analyte in analytes:
        own = [entry for entry in newest if entry.analyte == analyte.code]
        own.sort(key=lambda entry: (entry.kind != "reference", entry.code))
        if own:
            groups.append(TestLimits(analyte, tuple(_read(entry) for entry in own)))
    return groups


def from_memory(groups: Iterable[TestLimits]) -> list[ReferenceInterval]:
    """Give the limits nobody has checked yet: each is confirmed alone."""
    entries = (read.entry for group in groups for read in group.limits)
    return [e for e in entries if e.is_from_memory and not e.is_confirmed]


def _read(entry: ReferenceInterval) -> LimitRead:
    return LimitRead(entry, _words(entry), _holds_for(entry))


def _words(entry: ReferenceInterval) -> str:
    """Say a limit; that of a study by what lies beyond it."""
    fact = interval_fact(entry, laboratory=None)
    if entry.kind != IntervalKind.DECISION or fact.unit == TITRE_UNIT:
        return limit_words(fact)
    shown = limit_text(fact)
    if fact.high is not None:
        return f"above {shown}" if fact.high_incl else f"{shown} or more"
    return f"below {shown}" if fact.low_incl else f"{shown} or less"


def _holds_for(entry: ReferenceInterval) -> str:
    """Say for whom a limit holds; one without any condition holds for everybody."""
    values = filter(None, (getattr(entry, axis) for axis in _AXES))
    named = [str(_WORDS.get(value, value)) for value in values]
    if entry.age_min_years is not None:
        named.append(f"from {entry.age_min_years} years")
    if entry.age_max_years is not None:
        named.append(f"up to {entry.age_max_years} years")
    return ", ".join(named) or "everybody"
