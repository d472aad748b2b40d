"""A treatment as the clinic plans it: dose, course, way in, watch, consent, evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from foundation.medicine.sources import Source
from therapy.rules.catalogue import Entry, entries, number, source_of, sources_of
from therapy.rules.gates.blood_group import Route
from therapy.rules.gates.interval import SessionKind
from therapy.rules.limits import Tag


class DoseUnit(StrEnum):
    CELLS = "cells"
    MG_PER_KG = "mg/kg"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRange:
    """What may be prescribed; without a default the clinician chooses within the range."""

    unit: DoseUnit
    default: Decimal | None
    low: Decimal
    high: Decimal
    tag: Tag
    sources: tuple[Source, ...]

    def holds(self, dose: Decimal) -> bool:
        """Tell whether a dose lies in the range; both ends belong to it."""
        return self.low <= dose <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A range of millilitres; both ends belong to it."""

    low: Decimal
    high: Decimal
    tag: Tag
    sources: tuple[Source, ...]

    def holds(self, ml: Decimal) -> bool:
        """Tell whether a volume lies in the range."""
        return self.low <= ml <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Where the cells are injected, at how many sites, how much at each."""

    place: str
    low: int
    high: int
    ml_per_site: Decimal
    tag: Tag
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How many sessions, and how many days apart; None sessions: until she is reviewed."""

    sessions: int | None
    interval_low_days: int
    interval_high_days: int
    consecutive_days: bool
    tag: Tag
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """When she is looked at, and what is looked at: `temp`, `hr`, `bp`, `spo2`, `site`."""

    at: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentNeeded:
    document: str
    subject: str
    valid_days: int
    per: str


@dataclass(frozen=True, slots=True)
class Contraindication:
    text: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One template of a session. Cells have a draw and sites, immunoglobulin has a cap."""

    code: str
    name: str
    kind: SessionKind
    version: int
    dose: DoseRange
    course: Course
    routes: tuple[Route, ...]
    route_default: Route
    draw_ml: Span | None
    volume_ml: Span | None
    sites: Sites | None
    max_g_per_day: Decimal | None
    observe_first_min: int
    observe_later_min: int
    observations: tuple[Watch, ...]
    premedication: tuple[str, ...]
    consents: tuple[ConsentNeeded, ...]
    contraindications: tuple[Contraindication, ...]
    evidence: str
    tag: Tag
    source: Source

    @property
    def consent_valid_days(self) -> int:
        """Give the shortest validity among the consents to the treatment itself."""
        return min(consent.valid_days for consent in self.consents)


@cache
def protocols() -> Mapping[str, Protocol]:
    """Give every protocol template by its code."""
    return {entry["code"]: protocol(entry) for entry in entries("protocols")}


def protocol(entry: Entry) -> Protocol:
    """Read one protocol template."""
    cap = entry.get("max_g_per_day")
    return Protocol(
        code=entry["code"],
        name=entry["name"],
        kind=SessionKind(entry["kind"]),
        version=entry["version"],
        dose=_dose(entry["dose"]),
        course=_course(entry["course"]),
        routes=tuple(Route(route) for route in entry["routes"]),
        route_default=Route(entry["route_default"]),
        draw_ml=_span(entry.get("draw_ml")),
        volume_ml=_span(entry.get("volume_ml")),
        sites=_sites(entry.get("sites")),
        max_g_per_day=number(cap["value"]) if cap else None,
        observe_first_min=entry["observe_min"]["first"],
        observe_later_min=entry["observe_min"]["later"],
        observations=tuple(
            Watch(w["at"], tuple(w["items"])) for w in entry["observations"]
        ),
        premedication=tuple(entry["premedication"]),
        consents=tuple(ConsentNeeded(**consent) for consent in entry["consents"]),
        contraindications=tuple(Contraindication(**c) for c in entry["contraindications"]),
        evidence=entry["evidence"],
        tag=Tag(entry["tag"]),
        source=source_of(entry),
    )


def _dose(given: Entry) -> DoseRange:
    default = given["default"]
    return DoseRange(
        unit=DoseUnit(given["unit"]),
        default=None if default is None else number(default),
        low=number(given["low"]),
        high=number(given["high"]),
        tag=Tag(given["tag"]),
        sources=sources_of(given),
    )


def _course(given: Entry) -> Course:
    return Course(**{**given, "tag": Tag(given["tag"]), "sources": sources_of(given)})


def _span(given: Entry | None) -> Span | None:
    if given is None:
        return None
    low, high = number(given["low"]), number(given["high"])
    return Span(low=low, high=high, tag=Tag(given["tag"]), sources=sources_of(given))


def _sites(given: Entry | None) -> Sites | None:
    if given is None:
        return None
    return Sites(
        place=given["place"],
        low=given["low"],
        high=given["high"],
        ml_per_site=number(given["ml_per_site"]),
        tag=Tag(given["tag"]),
        sources=sources_of(given),
    )
