"""Where a clinical statement comes from, and how far it was checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Tag(StrEnum):
    """How a number got into a catalogue."""

    VERIFIED = "verified"
    FROM_MEMORY = "from memory"
    CLINIC_POLICY = "clinic policy"


@dataclass(frozen=True, slots=True)
class Source:
    """A citation a reader can follow.

    `locator` is a DOI, a document number or a URL. `reviewed_on` is None until somebody
    at the clinic has reviewed it.
    """

    citation: str
    locator: str
    reviewed_on: date | None = None

    def __str__(self) -> str:
        return f"{self.citation} ({self.locator})"


def sources_from(entries: Iterable[Mapping[str, Any]]) -> tuple[Source, ...]:
    """Read the sources of one entry of a catalogue, in their order."""
    return tuple(Source(entry["citation"], entry["locator"]) for entry in entries)
