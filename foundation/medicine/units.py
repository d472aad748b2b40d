"""Units: stored as UCUM, shown as a laboratory prints them.

stored   m[IU]/L   [GPL'U]/mL   /uL   {ratio}
shown    mIU/L     GPL/mL       /µL   (nothing)
"""

from typing import Final

_PRINTED: Final = (
    ("[GPL'U]", "GPL"),
    ("[MPL'U]", "MPL"),
    ("[APL'U]", "APL"),
    ("[arb'U]", "U"),
    ("[IU]", "IU"),
    ("[HPF]", "field"),
    ("{ratio}", ""),
    ("{titer}", ""),
    ("{channel}", "channels"),
    ("10*6", "10⁶"),
    ("mm2", "mm²"),
    ("uL", "µL"),
    ("umol", "µmol"),
    ("ug", "µg"),
)


def unit_text(ucum: str) -> str:
    """Show a UCUM unit as a laboratory prints it. A unit without a number shows nothing."""
    shown = ucum
    for stored, printed in _PRINTED:
        shown = shown.replace(stored, printed)
    return shown


def is_same_unit(typed: str, ucum: str) -> bool:
    """Tell whether somebody who typed this means that unit; spelling only, no conversion.

    Case is ignored, a micro sign may be typed as u, and the printed form is as good as
    the stored one.
    """
    return _plain(typed) in {_plain(ucum), _plain(unit_text(ucum))}


def _plain(unit: str) -> str:
    return "".join(unit.lower().replace("µ", "u").replace("μ", "u").split())
