"""What a genetic result of pregnancy tissue proves.

A normal female result may be the mother's own: without a test for her cells it proves
nothing. A male or abnormal result is the fetus's.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class TissueReading(StrEnum):
    """What a result says."""

    NO_RESULT = "no_result"
    PROVES_NOTHING = "proves_nothing"
    NORMAL = "normal"
    ABNORMAL = "abnormal"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class TissueResult:
    """A result as the laboratory wrote it.

    `karyotype` is its formula, empty without a result. `maternal_excluded` tells whether
    a test showed that the cells are not the mother's; None is not known.
    """

    karyotype: str
    maternal_excluded: bool | None = None


_FEMALE: Final = re.compile(r"46,xx|arr\(1-22,x\)x2|arr\(x,1-22\)x2")
_MALE: Final = re.compile(
    r"46,xy|arr\(1-22\)x2,\(x,y\)x1|arr\(x,y\)x1,\(1-22\)x2|arr\(1-22\)x2,\(xy\)x1"
)
# More or fewer chromosomes than 46, or one named as gained or lost.
_NUMBER: Final = re.compile(r"(?:mos)?(?!46,)\d{2},[xy]+.*|(?:mos)?46,[xy]+.*[+-]\d{1,2}.*")
# Material gained or lost within chromosomes.
_UNBALANCED: Final = re.compile(r"(?:mos)?\d{2},[xy]+.*(?:der|del|dup|add|i|r|dic)\(.*")
# Whole arms exchanged: 45 chromosomes can be all there. That is for a clinician to read.
_WHOLE_ARMS: Final = re.compile(r"rob\(|der\(\d+;\d+\)")


def read_tissue(result: TissueResult) -> TissueReading:
    """Read a result of pregnancy tissue; a formula nobody here knows stays unread."""
    formula = _folded(result.karyotype)
    if not formula:
        return TissueReading.NO_RESULT
    if _FEMALE.fullmatch(formula):
        proven = result.maternal_excluded is True
        return TissueReading.NORMAL if proven else TissueReading.PROVES_NOTHING
    if _MALE.fullmatch(formula):
        return TissueReading.NORMAL
    known = _NUMBER.fullmatch(formula) or _UNBALANCED.fullmatch(formula)
    if known is None or _WHOLE_ARMS.search(formula):
        return TissueReading.UNREAD
    return TissueReading.ABNORMAL


def is_unbalanced_structural(result: TissueResult) -> bool | None:
    """Tell whether structure was gained or lost; None when the result cannot tell.

    This is what leads to the karyotypes of the parents.
    """
    reading = read_tissue(result)
    if reading is TissueReading.ABNORMAL:
        return _UNBALANCED.fullmatch(_folded(result.karyotype)) is not None
    return False if reading is TissueReading.NORMAL else None


def tissue_sentence(result: TissueResult) -> str:
    """Say what a result proves, as it is printed beneath it."""
    return {
        TissueReading.NO_RESULT: "No genetic result of the tissue.",
        TissueReading.PROVES_NOTHING: (
            "A normal female result without a test for maternal cells proves nothing: "
            "it may be the mother’s own."
        ),
        TissueReading.NORMAL: "Normal: the chromosomes do not explain this loss.",
        TissueReading.ABNORMAL: "Abnormal: this explains the loss.",
        TissueReading.UNREAD: "A clinician must read this result.",
    }[read_tissue(result)]


def _folded(karyotype: str) -> str:
    return "".join(karyotype.lower().split()).replace("×", "x")
