"""The worked cases of the medicine, run against the rules that claim to answer them.

`python -m tests.vectors` reads every case file below the directory named by
CLINICAL_CASES (tests/cases when unset), asks the rule that belongs to each case, and
compares the answer with the expected one.

One adapter module stands for each case file and is chosen by the first word of the
file's name (`history_vectors.json` -> `tests/vectors/history.py`). It offers

    SUITES: Mapping[str, Suite]
        suite -> what answers it. Either NOT_COVERED (the whole suite has no rule yet)
        or a mapping function -> Answer | NOT_COVERED.
    key_of(case) -> (suite, function)
        where that file writes down the suite and the function of a case.

An Answer takes the whole case as a mapping and returns plain values: mappings, lists,
text, int, Decimal, bool, None. Fractions in the files are read as Decimal, never float.

A suite or function that stands in SUITES as NOT_COVERED is listed as not covered and
never counted as passed. One that does not stand there at all is an error.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final


class Cover(Enum):
    """Why a suite or a function is not asked."""

    NOT_COVERED = "no rule answers this yet"


NOT_COVERED: Final = Cover.NOT_COVERED

Case = Mapping[str, Any]
Answer = Callable[[Case], Any]
Suite = Cover | Mapping[str, Answer | Cover]
