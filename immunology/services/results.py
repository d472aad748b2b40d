"""A judged value becomes a row that keeps everything it rests on."""

from typing import Any

from foundation.medicine.fingerprints import fingerprint
from foundation.medicine.readings import ResultType
from immunology.models import Panel, Result
from immunology.rules.decisions import Decided, decision_words
from immunology.selectors.facts import Limits, limit_words
from immunology.selectors.judging import Judged

# What a correction or a change of a draft writes anew.
JUDGEMENT = (
    *("analyte_id", "result_type", "typed", "shown", "comparator", "value", "titre"),
    *("word", "unit", "unusual_confirmed", "flag", "flag_reason", "rule"),
    *("rule_version", "input_hash", "interval_id", "interval_code", "interval_edition"),
    *("interval_lab", "interval_low", "interval_high", "interval_text"),
    *("interval_source", "decisions"),
)


def result_of(judged: Judged, *, panel: Panel, limits: Limits, by) -> Result:
    """Freeze a judged cell: the text as typed, the reading, the flag and its limit."""
    return Result(
        panel=panel,
        analyte=judged.analyte,
        code=judged.analyte.code,
        typed=judged.typed,
        shown=judged.shown,
        unusual_confirmed=bool(judged.unusual),
        written_by=by,
        **_reading(judged),
        **_judgement(judged),
        **_limit(judged, limits),
    )


def _reading(judged: Judged) -> dict[str, Any]:
    reading = judged.reading
    assert reading is not None  # noqa: S101 - an empty cell never gets here
    columns: dict[str, Any] = {"result_type": reading.result_type.value}
    columns["word"] = reading.ordinal.value if reading.ordinal else ""
    if (quantity := reading.quantity) is None:
        return columns
    columns["comparator"] = quantity.comparator.value
    if reading.result_type is ResultType.TITRE:
        return {**columns, "titre": int(quantity.value)}
    return {**columns, "value": quantity.value, "unit": quantity.unit}


def _judgement(judged: Judged) -> dict[str, Any]:
    flagged = judged.flagged
    assert flagged is not None  # noqa: S101 - a reading is always judged
    return {
        "flag": judged.flag,
        "flag_reason": "" if judged.flag else judged.reason,
        "rule": flagged.rule,
        "rule_version": flagged.rule_version,
        "input_hash": fingerprint(judged.reading, judged.limit, flagged.flag),
        "decisions": [_decision(decided) for decided in judged.decided],
    }


def _limit(judged: Judged, limits: Limits) -> dict[str, Any]:
    """Copy the limit that gave the flag; one that only would apply is not copied."""
    limit = judged.limit
    if limit is None or not judged.flag:
        return {}
    row = limits.row_of(limit)
    return {
        "interval": row,
        "interval_code": row.code,
        "interval_edition": row.edition,
        "interval_lab": row.lab,
        "interval_low": row.low_as_published,
        "interval_high": row.high_as_published,
        "interval_text": limit_words(limit),
        "interval_source": str(limit.source)[:300],
    }


def _decision(decided: Decided) -> dict[str, Any]:
    limit = decided.limit
    return {
        "code": limit.code,
        "edition": limit.version,
        "label": limit.label,
        "answer": decided.answer.value,
        "words": decision_words(decided),
        "source": str(limit.source),
    }
