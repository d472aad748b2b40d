"""Can this row of a person's history be true? One row by itself, on one day."""

from datetime import date

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.findings import Finding, Severity


def past_findings(when: ApproximateDate | None, *, on: date) -> list[Finding]:
    """Stop at something told of a day still to come. Unknown contradicts nothing."""
    if when is None or when.earliest <= on:
        return []
    return [_stop("in-future", f"This day lies in the future ({when.text()}).")]


def course_findings(
    started: ApproximateDate | None, ended: ApproximateDate | None, *, on: date
) -> list[Finding]:
    """Stop where it began in the future, or surely ended before it began.

    An end may be planned and lie ahead.
    """
    found = []
    if started is not None and started.earliest > on:
        found.append(_stop("starts-in-future", f"Not begun yet ({started.text()})."))
    if started is not None and ended is not None and ended.surely_before(started):
        sentence = f"It ended ({ended.text()}) before it began ({started.text()})."
        found.append(_stop("ended-before", sentence))
    return found


def taken_findings(
    *, is_taken: bool | None, ended: ApproximateDate | None, on: date
) -> list[Finding]:
    """Stop where what is said of now contradicts the last day; None is not said.

    Nobody takes what was stopped, and nobody took before what ends on a day to come.
    """
    if is_taken is None or ended is None:
        return []
    if is_taken and ended.latest < on:
        sentence = f"It was stopped ({ended.text()}): it is not taken now."
        return [_stop("taken-after-end", sentence)]
    if not is_taken and ended.earliest > on:
        sentence = f"It is taken until {ended.text()}: that is now, not before."
        return [_stop("ends-later", sentence)]
    return []


def _stop(code: str, sentence: str) -> Finding:
    return Finding(code, Severity.STOP, sentence)
