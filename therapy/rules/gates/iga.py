"""Could immunoglobulin meet antibodies against IgA?"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.limits import SafetyLimits


class AntiIga(StrEnum):
    ABSENT = "absent"
    PRESENT = "present"


@dataclass(frozen=True, slots=True, kw_only=True)
class IgaStatus:
    """Her IgA, her antibodies against it, and whether she ever reacted to blood products.

    None means not known.
    """

    iga_g_per_l: Decimal | None
    anti_iga: AntiIga | None = None
    hypersensitivity: bool | None = None


def g_iga(status: IgaStatus | None, *, limits: SafetyLimits) -> GateAnswer:
    """Judge her immunoglobulin A before immunoglobulin is given.

    Deficient with antibodies against IgA, or with an earlier reaction, is a
    contraindication. Deficient alone asks for two clinicians, unknown for one.
    """
    gate = Gate("g_iga", limits)
    if status is None or status.iga_g_per_l is None:
        return gate.soft("IGA_UNKNOWN", "Her IgA was never measured.")
    seen = {
        "iga_g_per_l": status.iga_g_per_l,
        "anti_iga": status.anti_iga,
        "hypersensitivity": status.hypersensitivity,
    }
    if status.iga_g_per_l >= limits.iga_deficient_below_g_per_l:
        return gate.passed(f"IgA {status.iga_g_per_l} g/l.", **seen)
    if status.anti_iga is AntiIga.PRESENT or status.hypersensitivity:
        return gate.hard(
            "IGA_CONTRAINDICATED",
            "IgA deficiency with antibodies or an earlier reaction: never give this.",
            **seen,
        )
    return gate.soft(
        "IGA_DEFICIENT",
        f"IgA {status.iga_g_per_l} g/l: if at all, a product low in IgA, and slowly.",
        **seen,
    )
