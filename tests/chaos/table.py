"""The one table at the end of a run."""

from collections import Counter
from collections.abc import Iterator

from tests.chaos.ledger import Fate
from tests.chaos.run import Result

HEAD = (
    *("fault", "faults", "stood still", "requests", "acknowledged", "sent twice"),
    *("lost", "doubled", "no answer", "verdict"),
)


def lines(result: Result) -> Iterator[str]:
    """The figures of a run, and every sentence that must not be."""
    rows = [HEAD, *_rows(result)]
    widths = [max(len(str(row[n])) for row in rows) for n in range(len(HEAD))]
    for row in rows:
        yield "  ".join(str(word).rjust(w) for word, w in zip(row, widths, strict=True))
    yield ""
    for words, number in result.verdict.counts.items():
        yield f"{number} {words}"
    yield f"quiet {result.quiet_after:.0f} s after the last fault"
    yield f"seed {result.seed}, {result.seconds:.0f} s"
    yield from (f"BROKEN: {sentence}" for sentence in result.verdict.broken)
    yield from (f"LOST: {p.kind} {p.mark} ({p.leads_to})" for p in result.verdict.lost)
    yield from (f"DOUBLED: {p.kind} {p.mark}" for p in result.verdict.doubled)
    yield "holds" if result.verdict.holds else "BROKEN"


def _rows(result: Result) -> Iterator[tuple]:
    promises = result.ledger.promises
    fates = Counter((promise.during, promise.fate) for promise in promises)
    again = Counter()
    for promise in promises:
        again[promise.during] += promise.sent_again
    lost = Counter(promise.during for promise in result.verdict.lost)
    doubled = Counter(promise.during for promise in result.verdict.doubled)
    for name, faults in sorted(result.faults.items()):
        yield (
            *(name, faults, result.stood_still[name], result.requests[name]),
            *(fates[name, Fate.ACKNOWLEDGED], again[name], lost[name], doubled[name]),
            fates[name, Fate.OPEN],
            "BROKEN" if lost[name] or doubled[name] else "holds",
        )
