"""The infusion calculator: what is prescribed, and the plan it becomes."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.vectors import Case
from tests.vectors.safety_reading import exact
from therapy.rules.catalogue import limits_on, products
from therapy.rules.infusion import InfusionOrder, Rounding, plan_infusion

DAY = date(2026, 11, 20)
ACTUAL, ADJUSTED = "actual", "adjusted_if_bmi_ge_30"


def infusion(case: Case) -> Any:
    """Plan the infusion of a case. Without a word on it, the first ladder is used."""
    given = case["input"]
    strategy = given.get("weight_strategy") or ACTUAL
    if strategy not in (ACTUAL, ADJUSTED):
        raise ValueError(f"unknown weight strategy {strategy}")
    order = InfusionOrder(
        product=products()[given["product"]],
        weight_kg=exact(given.get("weight_kg")),
        dose_mg_per_kg=exact(given.get("dose_mg_per_kg")),
        dose_g=exact(given.get("dose_g")),
        height_cm=exact(given.get("height_cm")),
        adjust_weight=strategy == ADJUSTED,
        rounding=Rounding(given.get("rounding") or Rounding.NEAREST),
        stock_g=tuple(exact(size) for size in given.get("stock_g") or ()),
        at_risk=bool(given.get("at_risk")),
        first_rules=given.get("first_rules", True),
    )
    plan = plan_infusion(order, limits=limits_on(DAY))
    return {
        "grams": plan.grams,
        "vials": list(plan.vials_g),
        "ml": Decimal(plan.volume_ml.numerator) / plan.volume_ml.denominator,
        "rates_ml_h": plan.rates_ml_per_h,
        "total_min": plan.total_min,
        "rounding_pct": plan.rounding_pct,
    }
