"""The couple report, layout 1: what its template shows of the frozen facts."""

from typing import Any

SIGNS = {"N": "", "L": "↓", "H": "↑", "LL": "↓↓", "HH": "↑↑", "A": "!", "IND": "?"}
NOT_ASSESSED = "–"
NONE_ON_FILE = "none on file"
# A test that answers in words is judged by the expected word, not by an interval.
ANSWER_IN_WORDS = "–"
QUIET = frozenset({"N", ""})


def shown(facts: dict[str, Any]) -> dict[str, Any]:
    """Give the facts with each panel's rows and readings as they are set."""
    return {
        **facts,
        # Papers of before lists were kept say nothing of allergies.
        "people": [{"allergies": "", "drugs": "", **person} for person in facts["people"]],
        "results": [_panel(panel) for panel in facts["results"]],
    }


def _panel(panel: dict[str, Any]) -> dict[str, Any]:
    """Say where an interval comes from in its row, unless the whole panel shares it."""
    sources = {_source(row) for row in panel["rows"] if row["interval"]}
    shared = sources.pop() if len(sources) == 1 else ""
    rows = [_row(row, shared=shared) for row in panel["rows"]]
    return {**panel, "rows": rows, "provenance": _provenance(panel), "intervals": shared}


def _row(row: dict[str, Any], *, shared: str) -> dict[str, Any]:
    """Put a sign beside the word of the flag: colour alone says nothing on paper."""
    flag, source = row["flag"], _source(row) if row["interval"] else ""
    return {
        **row,
        "interval": row["interval"] or (ANSWER_IN_WORDS if flag else NONE_ON_FILE),
        "source": "" if source == shared else source,
        "sign": SIGNS[flag] if flag else NOT_ASSESSED,
        "reading": _capital(row["flag_word"]),
        "tone": "" if flag in QUIET else "stands-out",
    }


def _source(row: dict[str, Any]) -> str:
    """Name the laboratory or publication of an interval, and its edition."""
    edition = f"edition {row['interval_edition']}" if row["interval_edition"] else ""
    origin = row["interval_lab"] or row["interval_source"]
    return ", ".join(part for part in (origin, edition) if part)


def _provenance(panel: dict[str, Any]) -> str:
    """Say where the numbers come from; what is missing is said."""
    parts = (
        panel["laboratory"],
        panel["method"] or "method not recorded",
        panel["specimen"],
        f"sample {panel['sampled']}",
        panel["state"].lower(),
        panel["phase"].lower(),
        f"reported {panel['reported']}",
        f"signed by {panel['signed_by']}",
    )
    return " · ".join(part for part in parts if part)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
