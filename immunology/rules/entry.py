"""May a typed laboratory result be taken as it stands?"""

from dataclasses import dataclass, replace
from datetime import date

from foundation.medicine.bounds import bounds_findings
from foundation.medicine.findings import Finding, Severity
from foundation.medicine.quantities import Quantity, UnreadableValue
from foundation.medicine.readings import Reading, read_value
from immunology.rules.analytes import Analyte


@dataclass(frozen=True, slots=True)
class SampleDates:
    """The days in the life of a sample. None is not known."""

    collected: date | None
    received: date | None = None
    reported: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What was understood of a typed value, and what is wrong with it.

    `reading` is None when nothing was typed, or nothing could be understood.
    """

    reading: Reading | None
    findings: tuple[Finding, ...] = ()


def read_entry(typed: str, *, analyte: Analyte, unit: str | None = None) -> Entry:
    """Read what was typed for a test and check it; every refusal is a sentence.

    `unit` is the unit the laboratory's report gives; without one it is the test's own.
    Nothing typed is no result, never a normal one.
    """
    reported_in = analyte.scale.unit if unit is None else unit
    try:
        reading = read_value(typed, replace(analyte.scale, unit=reported_in))
    except UnreadableValue as refusal:
        return Entry(None, (_stop("unreadable", str(refusal), about="value"),))
    if reading is None:
        return Entry(None)
    return Entry(reading, tuple(check_reading(reading, analyte=analyte)))


def check_input(quantity: Quantity, *, analyte: Analyte) -> list[Finding]:
    """List what is wrong with a measured value for this test.

    Outside the hard limits it is refused, outside the soft ones it asks to be confirmed,
    and a unit the test is not reported in is refused; nothing is converted.
    """
    return bounds_findings(quantity, analyte.scale)


def check_reading(reading: Reading, *, analyte: Analyte) -> list[Finding]:
    """List what is wrong with a reading; words and genotypes have no limits to break."""
    if reading.quantity is None:
        return []
    return check_input(reading.quantity, analyte=analyte)


def sample_date_findings(dates: SampleDates, *, on: date) -> list[Finding]:
    """List what is wrong with the dates of a sample, seen on that day.

    The day of collection decides which interval applies, so it must be known; the day of
    the report is another date and never stands in for it.
    """
    if dates.collected is None:
        return [_stop("collected-missing", "When was the sample taken?", about="collected")]
    findings = []
    if dates.collected > on:
        message = "The sample date lies in the future."
        findings.append(_stop("collected-in-future", message, about="collected"))
    for about, day in (("received", dates.received), ("reported", dates.reported)):
        findings.extend(_later_date_findings(about, day, collected=dates.collected, on=on))
    return findings


def _later_date_findings(
    about: str, day: date | None, *, collected: date, on: date
) -> list[Finding]:
    if day is None:
        return []
    noun = {"received": "receipt", "reported": "report"}[about]
    if day < collected:
        message = f"The {noun} is dated before the sample was taken."
        return [_stop(f"{about}-before-collected", message, about=about)]
    if day > on:
        message = f"The date of the {noun} lies in the future."
        return [_stop(f"{about}-in-future", message, about=about)]
    return []


def _stop(code: str, message: str, *, about: str) -> Finding:
    return Finding(code, Severity.STOP, message, about=about)
