"""What was measured, as one table that can be kept in docs/speed.md."""

from collections.abc import Iterator

from tests.bench.client import Timed
from tests.bench.measuring import BUDGET, Measured
from tests.bench.works import Work

HEAD = (
    "work", "queries", "database ms", "x raw", "CPU ms", "x S", "p50 ms", "p95 ms",
    "per second", "goal",
)  # fmt: skip
# So much of what went wrong fits into a row.
SAID = 300
# Of other systems, measured on a machine like this one with 100,000 patients.
PEERS = (
    "Elsewhere, p50 in ms at 100,000 patients (ohcnetwork/care; GNU Health): "
    "search by name 41; 198, by telephone 19; 5.0, chart 43; 33, results 16; 15, "
    "the day 47; 30, free times 650; 21, book 18 to 24; 11."
)


def head(bare: Timed) -> Iterator[str]:
    """The first lines of the table in Markdown, and what everything is measured against."""
    yield "| " + " | ".join(HEAD) + " |"
    yield "|" + "---|" * len(HEAD)
    yield (
        f"| S: bare Django, signed in | | | | {bare.cpu:.2f} | 1.0 | {bare.p50:.2f} | "
        f"{bare.p95:.2f} | | |"
    )


def foot(*, memory: float) -> Iterator[str]:
    """What stands below the table."""
    most = BUDGET["memory"]["worker_mb"]
    word = "pass" if memory <= most else f"over ({most})"
    yield ""
    yield f"Memory of a web worker: {memory:.0f} MB, {word}."
    yield PEERS


def failed(work: Work, fault: Exception) -> str:
    """The row of a work that could not be measured: what happened, in one line."""
    said = " ".join(f"{type(fault).__name__}: {fault}".split()).replace("|", "/")
    return f"| {work.name} |" + " |" * (len(HEAD) - 2) + f" failed: {said[:SAID]} |"


def line(row: Measured) -> str:
    """The row of one work, with pass or what it is over."""
    over = row.over()
    raw = f"{row.database_ms / row.raw_ms:.1f}" if row.raw_ms else ""
    cells = (
        row.work.name,
        f"{row.queries:.0f}",
        f"{row.database_ms:.2f}",
        raw,
        f"{row.alone.cpu:.2f}",
        f"{row.times_bare:.1f}",
        f"{row.alone.p50:.2f}",
        f"{row.alone.p95:.2f}",
        f"{row.per_second:.0f}" if row.per_second else "",
        "over: " + ", ".join(over) if over else "pass",
    )
    return "| " + " | ".join(cells) + " |"
