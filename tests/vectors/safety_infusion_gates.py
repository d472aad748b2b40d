"""The gates before an infusion or an injection: weight, IgA, kidneys, dose, lot, vitals."""

from datetime import date
from decimal import Decimal

from tests.vectors import Answer
from tests.vectors.safety_reading import Facts, day, exact, gate
from therapy.rules.gates import (
    Abo,
    AntiIga,
    CellProduct,
    Creatinine,
    Dose,
    GateAnswer,
    IgaStatus,
    Lot,
    PregnancyState,
    Vitals,
    Weight,
    g_cells,
    g_iga,
    g_ivig_dose,
    g_lot,
    g_renal,
    g_vitals_pre,
    g_weight,
)
from therapy.rules.limits import SafetyLimits


def _state(facts: Facts) -> PregnancyState | None:
    given = facts.get("pregnancy")
    return PregnancyState(given) if given else None


def weight(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    given = facts.get("weight") or {}
    kg = exact(given.get("kg"))
    measured = Weight(
        kg=kg or Decimal(0),
        measured_on=day(given.get("measured")),
        previous_kg=exact(given.get("previous_kg")),
    )
    return g_weight(
        None if kg is None else measured, state=_state(facts), limits=limits, on=on
    )


def iga(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    anti = facts.get("anti_iga")
    status = IgaStatus(
        iga_g_per_l=exact(facts.get("iga_g_l")),
        anti_iga=AntiIga(anti) if anti in set(AntiIga) else None,
        hypersensitivity=any(
            bool(value)
            for name, value in facts.items()
            if "hypersens" in name or "history" in name
        ),
    )
    return g_iga(status, limits=limits)


def renal(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    given = facts.get("creatinine") or {}
    mg_per_dl = exact(given.get("mg_dl"))
    measured = mg_per_dl and Creatinine(mg_per_dl, day(given.get("sampled")))
    return g_renal(
        measured or None,
        state=_state(facts),
        age_years=facts.get("age_years"),
        limits=limits,
        on=on,
    )


def ivig_dose(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    """A case that names no earlier dose or no group means none, and group O."""
    dose = Dose(
        weight_kg=exact(facts.get("weight_kg")),
        prescribed_mg_per_kg=exact(facts.get("prescribed_mgkg")),
        grams_today=exact(facts.get("grams_today")),
        previous_27_days_g=exact(facts.get("grams_prev_27d", 0)),
        abo=Abo(facts.get("abo", "O")) if facts.get("abo", "O") else None,
    )
    return g_ivig_dose(dose, limits=limits)


def lot(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    given = facts.get("lot")
    scanned = given and Lot(
        number=given.get("number") or "",
        brand=given.get("brand") or "",
        expires_on=day(given.get("expiry")),
        recalled=bool(given.get("recalled")),
    )
    return g_lot(
        scanned or None,
        prescribed_brand=facts.get("prescribed_brand"),
        last_brand=facts.get("last_brand"),
        limits=limits,
        on=on,
    )


def vitals_pre(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    given = facts.get("vitals")
    taken = given and Vitals(
        temp_c=exact(given.get("temp")),
        hr=exact(given.get("hr")),
        sbp=exact(given.get("sbp")),
        dbp=exact(given.get("dbp")),
        spo2=exact(given.get("spo2")),
    )
    return g_vitals_pre(taken or None, limits=limits)


def cells(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    given = facts.get("product")
    product = given and CellProduct(
        cells=exact(given.get("cells")),
        viability_pct=exact(given.get("viability_pct")),
        draw_to_injection_h=exact(given.get("draw_to_injection_h")),
        second_checker=given.get("second_checker"),
        operator=given.get("operator"),
    )
    return g_cells(product or None, limits=limits)


INFUSION_GATES: dict[str, Answer] = {
    "g_weight": gate(weight),
    "g_iga": gate(iga),
    "g_renal": gate(renal),
    "g_ivig_dose": gate(ivig_dose),
    "g_lot": gate(lot),
    "g_vitals_pre": gate(vitals_pre),
    "g_cells": gate(cells),
}
