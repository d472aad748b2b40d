"""How well do the kidneys filter? (estimated from creatinine, women)"""

from decimal import Decimal

from foundation.medicine.sources import Source

SOURCE = Source(
    "CKD-EPI 2021 creatinine equation, without race, women; from memory",
    "clinical/therapy/safety_vectors.json, Q-09",
)

SCALE = 142.0
KNEE_MG_PER_DL = 0.7
BELOW_KNEE, ABOVE_KNEE = -0.241, -1.2
PER_YEAR = 0.9938
WOMEN = 1.012


def egfr(creatinine_mg_per_dl: Decimal, *, age_years: int) -> Decimal:
    """Estimate the glomerular filtration rate of a woman who is not pregnant.

    In pregnancy the equation is not valid: judge the creatinine itself.

    Units: mg/dl in, ml/min per 1.73 m2 out; not rounded, so that a limit stays a limit.
    Source: CKD-EPI 2021 (from memory).
    Raises:
        ValueError: a creatinine of nothing or less, or an impossible age.
    """
    if creatinine_mg_per_dl <= 0 or age_years <= 0:
        raise ValueError("creatinine and age must be above zero")
    ratio = float(creatinine_mg_per_dl) / KNEE_MG_PER_DL
    rate = (
        SCALE
        * min(ratio, 1.0) ** BELOW_KNEE
        * max(ratio, 1.0) ** ABOVE_KNEE
        * PER_YEAR**age_years
        * WOMEN
    )
    return Decimal(rate)
