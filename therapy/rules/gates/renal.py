"""Will her kidneys bear immunoglobulin?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from therapy.rules.exact import half_up
from therapy.rules.gates.ages import age_in_days, days
from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.gates.pregnancy_state import PregnancyState
from therapy.rules.kidney import egfr
from therapy.rules.limits import SafetyLimits

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Creatinine:
    """One creatinine. Unit: mg/dl."""

    mg_per_dl: Decimal
    sampled_on: date | None


def g_renal(
    creatinine: Creatinine | None,
    *,
    state: PregnancyState | None,
    age_years: int | None,
    limits: SafetyLimits,
    on: date,
) -> GateAnswer:
    """Judge the newest creatinine: by itself in pregnancy, else by the filtration rate.

    Missing, too old or dated ahead stops the session, and so does an unknown state or,
    outside pregnancy, an unknown age: without them no limit applies. EGFR_30_59 carries
    `at_risk`: when it is overridden, the rate cap of a woman at risk holds.
    """
    gate = Gate("g_renal", limits)
    if creatinine is None or creatinine.sampled_on is None or creatinine.mg_per_dl <= 0:
        return gate.hard("CREATININE_MISSING", "No dated creatinine is on file.")
    if problem := _date(creatinine.sampled_on, gate=gate, on=on):
        return problem
    if state is None:
        return gate.hard("PREGNANCY_UNKNOWN", "Record whether she is pregnant first.")
    if state.is_pregnant:
        return _pregnant(creatinine.mg_per_dl, gate=gate)
    return _filtration(creatinine.mg_per_dl, gate=gate, age_years=age_years)


def _date(sampled_on: date, *, gate: Gate, on: date) -> GateAnswer | None:
    age, limit = age_in_days(sampled_on, on=on), gate.limits.creatinine_max_age_days
    seen = {"sampled_on": sampled_on, "age_days": age}
    if age < 0:
        return gate.hard("DATE_IN_FUTURE", "The creatinine is dated in the future.", **seen)
    if age > limit:
        return gate.hard(
            "CREATININE_EXPIRED",
            f"The creatinine is {days(age)} old; {days(limit)} are allowed.",
            **seen,
        )
    return None


def _pregnant(mg_per_dl: Decimal, *, gate: Gate) -> GateAnswer:
    limits = gate.limits
    sentence = f"Creatinine {mg_per_dl} mg/dl in pregnancy"
    if mg_per_dl >= limits.creatinine_pregnant_hard_from_mg_per_dl:
        return gate.hard(
            "CREATININE_PREG_HIGH", f"{sentence} is too high.", mg_dl=mg_per_dl
        )
    if mg_per_dl > limits.creatinine_pregnant_soft_above_mg_per_dl:
        return gate.soft(
            "CREATININE_PREG_RAISED",
            f"{sentence} is raised: two clinicians decide.",
            mg_dl=mg_per_dl,
        )
    return gate.passed(f"{sentence}.", mg_dl=mg_per_dl)


def _filtration(mg_per_dl: Decimal, *, gate: Gate, age_years: int | None) -> GateAnswer:
    if age_years is None or age_years <= 0:
        return gate.hard("AGE_MISSING", "Her age is needed to judge the creatinine.")
    rate, limits = egfr(mg_per_dl, age_years=age_years), gate.limits
    shown = half_up(rate, step=TENTH)
    seen = {"mg_dl": mg_per_dl, "age_years": age_years, "egfr": shown}
    if rate < limits.egfr_hard_below:
        return gate.hard("EGFR_LT_30", f"Filtration rate {shown}: too low.", **seen)
    if rate < limits.egfr_soft_below:
        return gate.soft(
            "EGFR_30_59",
            f"Filtration rate {shown}: if given, then at the slow rate for women at risk.",
            at_risk=True,
            **seen,
        )
    return gate.passed(f"Filtration rate {shown}.", **seen)
