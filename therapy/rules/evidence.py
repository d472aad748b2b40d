"""What is known about a therapy, and how sure anybody can be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from foundation.medicine.sources import Source
from therapy.rules.catalogue import Entry, entries, source_of
from therapy.rules.limits import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study, in the words of the evidence register."""

    design: str
    participants: str | None
    result: str
    reading: str
    tag: Tag
    source: Source


@dataclass(frozen=True, slots=True)
class GuidelinePosition:
    body: str
    position: str
    tag: Tag
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known about a therapy; shown wherever it is planned."""

    code: str
    title: str
    label: str
    bottom_line: str
    certainty: str
    studies: tuple[Study, ...]
    guidelines: tuple[GuidelinePosition, ...]
    must_disclose: tuple[str, ...]
    last_reviewed: date
    review_due: date
    source: Source

    @property
    def label_words(self) -> str:
        """Say the label as a screen shows it: `Not recommended by guidelines`."""
        return self.label.replace("_", " ").capitalize()

    def is_overdue(self, *, on: date) -> bool:
        """Tell whether the statement has passed its review date."""
        return on > self.review_due


@cache
def evidence() -> Mapping[str, Evidence]:
    """Give every evidence statement by its code."""
    return {entry["code"]: _evidence(entry) for entry in entries("evidence")}


def _evidence(entry: Entry) -> Evidence:
    return Evidence(
        code=entry["code"],
        title=entry["title"],
        label=entry["label"],
        bottom_line=entry["bottom_line"],
        certainty=entry["certainty"],
        studies=tuple(_study(study) for study in entry["studies"]),
        guidelines=tuple(_position(position) for position in entry["guidelines"]),
        must_disclose=tuple(entry["must_disclose"]),
        last_reviewed=entry["last_reviewed"],
        review_due=entry["review_due"],
        source=source_of(entry),
    )


def _study(given: Entry) -> Study:
    return Study(**{**given, "tag": Tag(given["tag"]), "source": source_of(given)})


def _position(given: Entry) -> GuidelinePosition:
    return GuidelinePosition(
        given["body"], given["position"], Tag(given["tag"]), source_of(given)
    )
