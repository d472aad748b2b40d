"""The laboratories that report to the clinic."""

from collections.abc import Iterable

from foundation.records.services import write
from immunology.models import Laboratory


def add_laboratory(
    *, name: str, code: str, interval_sets: Iterable[str] = (), by
) -> Laboratory:
    """Put a laboratory on file, with the published intervals accepted for its results.

    Raises:
        ValidationError: another laboratory has this short name.
    """
    laboratory = Laboratory(name=name, code=code, interval_sets=list(interval_sets))
    return write(laboratory, by=by, action="laboratory.added", code=code)


def change_laboratory(
    *,
    laboratory: Laboratory,
    name: str,
    code: str,
    interval_sets: Iterable[str] = (),
    by,
) -> Laboratory:
    """Change what is on file of a laboratory; results on file keep their intervals.

    Raises:
        ValidationError: another laboratory has this short name.
        StaleRecord: a colleague changed it after it was opened.
    """
    laboratory.name, laboratory.code = name, code
    laboratory.interval_sets = list(interval_sets)
    return write(laboratory, by=by, action="laboratory.changed", code=code)
