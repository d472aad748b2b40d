"""What immunoglobulin changes for months: vaccines and antibody tests."""

from datetime import date
from decimal import Decimal

from therapy.rules.gates.ages import age_in_days, days
from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.limits import SafetyLimits


def g_live_vaccine(
    *, last_dose_mg_per_kg: Decimal | None, months_since: int | None, limits: SafetyLimits
) -> GateAnswer:
    """Tell whether a live vaccine (MMR, varicella) would take after immunoglobulin.

    months_since None: she never had any. A dose that is not known counts as the highest
    of the table; a dose between two lines waits as long as the higher one.
    """
    gate = Gate("g_live_vaccine", limits)
    if months_since is None:
        return gate.passed("She had no immunoglobulin.")
    seen = {"last_dose_mg_per_kg": last_dose_mg_per_kg, "months_since": months_since}
    if months_since < 0:
        return gate.hard("DATE_IN_FUTURE", "The last dose is dated in the future.", **seen)
    wait = wait_months(last_dose_mg_per_kg, limits=limits)
    if months_since < wait:
        return gate.soft(
            f"WAIT_{wait}_MONTHS",
            f"A live vaccine may not take before {wait} months have passed.",
            **seen,
        )
    return gate.passed("A live vaccine would take.", **seen)


def wait_months(dose_mg_per_kg: Decimal | None, *, limits: SafetyLimits) -> int:
    """Give the months to wait after a dose of immunoglobulin."""
    table = limits.live_vaccine_wait_months
    if dose_mg_per_kg is not None:
        for up_to, months in table:
            if dose_mg_per_kg <= up_to:
                return months
    return table[-1][1]


def g_serology(
    analyte: str, *, last_ivig_on: date | None, limits: SafetyLimits, on: date
) -> GateAnswer:
    """Tell whether a positive antibody test may come from the product.

    Tests of the germ itself (antigen, nucleic acid) are not affected; a test that is not
    known to be one of these is taken for an antibody test.
    """
    gate = Gate("g_serology", limits)
    if last_ivig_on is None or analyte in limits.antibody_free_tests:
        return gate.passed("This test is not affected.", analyte=analyte)
    age = age_in_days(last_ivig_on, on=on)
    seen = {"analyte": analyte, "last_ivig_on": last_ivig_on}
    if age < 0:
        return gate.hard("DATE_IN_FUTURE", "The last dose is dated in the future.", **seen)
    if age <= limits.passive_antibody_max_days:
        return gate.warn(
            "POSSIBLE_PASSIVE_ANTIBODY",
            f"Immunoglobulin {days(age)} ago: the antibody may be the donors'.",
            **seen,
        )
    return gate.passed("Passive antibodies have gone.", **seen)
