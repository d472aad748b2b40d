"""The day of the session in these tests, and the limits in force on it."""

from datetime import date, timedelta
from decimal import Decimal

from therapy.rules.catalogue import limits_on
from therapy.rules.gates import InfectionResult, InfectionTest

TODAY = date(2026, 11, 20)
LIMITS = limits_on(TODAY)

FIVE = ("hiv_1_2_ag_ab", "hbsag", "anti_hbc_total", "anti_hcv", "syphilis_treponemal")
NAT = ("hiv_rna", "hbv_dna", "hcv_rna")


def ago(days: int) -> date:
    """Name the day so many days before the session; a negative number lies ahead."""
    return TODAY - timedelta(days=days)


def negative(*names: str, days_ago: int = 10) -> dict[str, InfectionTest]:
    """Negative tests, all sampled on one day."""
    return {name: InfectionTest(InfectionResult.NEGATIVE, ago(days_ago)) for name in names}


def verdict(answer) -> tuple[str, str, str]:
    """Give what a nurse must know: how it stands, why, and who could go past it."""
    return answer.outcome.value, answer.reason, answer.override.value


def grams(text: str) -> tuple[Decimal, ...]:
    """Read vial sizes: `10 5 2.5`."""
    return tuple(Decimal(size) for size in text.split())
