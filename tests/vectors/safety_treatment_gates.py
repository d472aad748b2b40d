"""The gates on the treatment itself: state, law, rate, allergies, values, other drugs."""

from datetime import date

from tests.vectors import Answer
from tests.vectors.safety_reading import Facts, day, exact, gate, infection_tests
from therapy.rules.catalogue import products
from therapy.rules.gates import (
    Allergy,
    Concurrent,
    GateAnswer,
    PregnancyState,
    RunningRate,
    Treatment,
    first_rules_apply,
    g_allergy,
    g_concurrent,
    g_gestation_window,
    g_jurisdiction,
    g_lab,
    g_live_vaccine,
    g_pregnancy,
    g_rate,
    g_serology,
    g_tnf,
)
from therapy.rules.limits import SafetyLimits
from therapy.rules.therapies import allergy_rules, therapies


def _state(facts: Facts) -> PregnancyState | None:
    given = facts.get("pregnancy")
    return PregnancyState(given) if given else None


def pregnancy(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    therapy = therapies()[facts["therapy"]]
    return g_pregnancy(therapy, state=_state(facts), limits=limits)


def gestation_window(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    return g_gestation_window(
        therapies()[facts["therapy"]],
        gestation_days=facts.get("gestation_days"),
        state=_state(facts),
        limits=limits,
    )


def jurisdiction(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    return g_jurisdiction(
        therapies().get(facts.get("therapy")),
        country=facts.get("country"),
        has_ind=any(
            bool(value) for name, value in facts.items() if "ind" in name.split("_")
        ),
        limits=limits,
    )


def rate(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    product = products().get(facts.get("product"))
    first = first_rules_apply(
        brand=facts.get("brand") or "",
        last_brand=facts.get("last_brand"),
        last_ivig_on=day(facts.get("last_ivig")),
        limits=limits,
        on=on,
    )
    running = RunningRate(
        product=product,
        weight_kg=exact(facts.get("weight_kg")),
        ml_per_h=exact(facts.get("ml_h")),
        elapsed_min=exact(facts.get("elapsed_min")),
        first_rules=first,
        at_risk=bool(facts.get("at_risk")),
    )
    return g_rate(running, limits=limits)


def allergy(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    brands = {one.brand: code for code, one in products().items()}
    product = facts.get("product") or ""
    return g_allergy(
        [
            Allergy(one.get("code"), one.get("severity"))
            for one in facts.get("allergies") or ()
        ],
        reviewed=bool(facts.get("allergies_reviewed")),
        treatment=Treatment(facts["therapy"], brands.get(product, product)),
        rules=allergy_rules(),
        limits=limits,
    )


LABS = {
    "triglycerides": "triglycerides",
    "wbc": "wbc",
    "platelets": "platelets",
    "plt": "platelets",
    "qtc": "qtc",
    "crcl": "crcl",
    "mg_per_kg_day": "hcq_dose",
    "donor_hb": "donor_hb",
    "donor_draw": "donor_draw",
}


def lab(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    values = {
        LABS[start]: exact(value)
        for name, value in (facts.get("labs") or {}).items()
        for start in LABS
        if name.startswith(start)
    }
    return g_lab(values, needed=therapies()[facts["therapy"]].labs, limits=limits)


XRAY = {"normal": "negative", "abnormal": "positive"}


def tnf(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    tests = {
        name: test and {**test, "result": XRAY.get(test.get("result"), test.get("result"))}
        for name, test in (facts.get("tests") or {}).items()
    }
    return g_tnf(
        infection_tests(tests),
        tb_treatment_started=bool(facts.get("tb_prophylaxis_started")),
        limits=limits,
        on=on,
    )


def concurrent(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    others = [_other(one) for one in facts.get("current") or ()]
    return g_concurrent(therapies()[facts["therapy"]], others=others, limits=limits)


def _other(given: Facts) -> Concurrent:
    dose = next((value for name, value in given.items() if "mg" in name), None)
    hours = next((value for name, value in given.items() if "hours" in name), None)
    return Concurrent(
        therapy=therapies()[given["therapy"]],
        days_ago=given.get("days_ago"),
        in_hours=exact(hours),
        mg_per_day=exact(dose),
    )


def live_vaccine(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    return g_live_vaccine(
        last_dose_mg_per_kg=exact(facts.get("last_dose_mgkg")),
        months_since=facts.get("months_since"),
        limits=limits,
    )


def serology(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    last = day(facts.get("last_ivig"))
    return g_serology(facts["analyte"], last_ivig_on=last, limits=limits, on=on)


TREATMENT_GATES: dict[str, Answer] = {
    "g_pregnancy": gate(pregnancy),
    "g_gestation_window": gate(gestation_window),
    "g_jurisdiction": gate(jurisdiction),
    "g_rate": gate(rate),
    "g_allergy": gate(allergy),
    "g_lab": gate(lab),
    "g_tnf": gate(tnf),
    "g_concurrent": gate(concurrent),
    "g_live_vaccine": gate(live_vaccine),
    "g_serology": gate(serology),
}
