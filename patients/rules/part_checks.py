"""Can this part of a pregnancy be true? Days that cannot be, one row by itself."""

from datetime import date

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.findings import Finding, Severity


def day_findings(day: date | None, *, on: date) -> list[Finding]:
    """Stop at a scan or test of a day still to come. Unknown contradicts nothing."""
    if day is None or day <= on:
        return []
    when = ApproximateDate.of(day).text()
    return [_stop("day-in-future", f"Nothing was found yet on a day to come ({when}).")]


def period_findings(period: ApproximateDate | None, *, on: date) -> list[Finding]:
    """Stop at a last period still to come. Unknown contradicts nothing."""
    if period is None or period.earliest <= on:
        return []
    sentence = f"The last period, {period.text()}, lies in the future."
    return [_stop("period-in-future", sentence)]


def treatment_findings(
    started: ApproximateDate | None, ended: ApproximateDate | None, *, on: date
) -> list[Finding]:
    """Stop where no reading of the dates lets the treatment have been given.

    Its end may be planned and lie ahead; its beginning may not.
    """
    found = []
    if started is not None and started.earliest > on:
        sentence = f"It has not been given yet ({started.text()})."
        found.append(_stop("treatment-in-future", sentence))
    if started is not None and ended is not None and ended.surely_before(started):
        sentence = f"It ended ({ended.text()}) before it began ({started.text()})."
        found.append(_stop("treatment-ended-before", sentence))
    return found


def _stop(code: str, sentence: str) -> Finding:
    return Finding(code, Severity.STOP, sentence)
