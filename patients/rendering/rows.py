"""One row of a person's history as a page shows it."""

from dataclasses import dataclass

from foundation.medicine.dates import ApproximateDate


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One row of a list: what it is called, a mark beside it, and what else it says."""

    pk: int
    name: str
    words: tuple[str, ...] = ()
    note: str = ""
    mark: str = ""
    tone: str = "neutral"


def course_words(started: ApproximateDate | None, ended: ApproximateDate | None) -> str:
    """Say from when to when, as exactly as it is known."""
    said = [
        f"from {started.text()}" if started else "",
        f"to {ended.text()}" if ended else "",
    ]
    return " ".join(filter(None, said))
