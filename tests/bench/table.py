"""What was measured, as one table that can be kept in docs/speed.md."""

from collections.abc import Iterator

from tests.bench.client import Timed
from tests.bench.measuring import BUDGET, Measured

HEAD = (
    "work", "queries", "database ms", "x raw", "CPU ms", "x S", "p50 ms", "p95 ms",
    "per second", "goal",
)  # fmt: skip
# Of other systems, measured on a machine like this one with 100,000 patients.
PEERS = (
    "Elsewhere, p50 in ms at 100,000 patients (ohcnetwork/care; GNU Health): "
    "search by name 41; 198, by telephone 19; 5.0, chart 43; 33, results 16; 15, "
    "the day 47; 30, free times 650; 21, book 18 to 24; 11."
)


def lines(rows: list[Measured], *, bare: Timed, memory: float) -> Iterator[str]:
    """The table in Markdown: each work with pass or what it is over."""
    yield "| " + " | ".join(HEAD) + " |"
    yield "|" + "---|" * len(HEAD)
    yield (
        f"| S: bare Django, signed in | | | | {bare.cpu:.2f} | 1.0 | {bare.p50:.2f} | "
        f"{bare.p95:.2f} | | |"
    )
    for row in rows:
        yield _line(row)
    most = BUDGET["memory"]["worker_mb"]
    word = "pass" if memory <= most else f"over ({most})"
    yield ""
    yield f"Memory of a web worker: {memory:.0f} MB, {word}."
    yield PEERS


def _line(row: Measured) -> str:
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
