"""Which evidence note is printed with which result."""

from collections.abc import Mapping
from typing import Final

from immunology.choices import Flag, PanelCode
from immunology.models import Result

_BY_TEST: Final[Mapping[str, str]] = {
    "nk_": "E-NK",
    "unk_": "E-UNK",
    "treg_": "E-TREG",
    "apca_": "E-APCA",
    "mlr_": "E-MLR",
    "hla_": "E-HLA",
    "kir_": "E-KIR",
    "ana": "E-ANA",
    "vitd_": "E-VITD",
    "dfi": "E-DFI",
}
_BY_PANEL: Final[Mapping[str, str]] = {
    PanelCode.TH1TH2: "E-TH",
    PanelCode.CYTOKINES: "E-CYT",
    PanelCode.APL: "E-APS",
    PanelCode.THROMBOPHILIA: "E-THROMB",
    PanelCode.THYROID: "E-THYROID",
}
# Immunoglobulin can pass these antibodies on: a reactive test may not be infection.
_PASSED_ON: Final = frozenset({"anti_hbc", "anti_hcv", "anti_hbs"})


def note_code(result: Result) -> str | None:
    """Name the note that belongs to a result; None where there is none."""
    if result.code in _PASSED_ON:
        return "E-PASSIVE" if result.flag == Flag.ABNORMAL else None
    by_test = (code for start, code in _BY_TEST.items() if result.code.startswith(start))
    return next(by_test, None) or _BY_PANEL.get(result.analyte.panel)
