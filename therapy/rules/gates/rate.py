"""Is the pump running too fast?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from therapy.rules.gates.ages import age_in_days
from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.gates.lot import same_brand
from therapy.rules.limits import SafetyLimits
from therapy.rules.products import Product


def first_rules_apply(
    *,
    brand: str,
    last_brand: str | None,
    last_ivig_on: date | None,
    limits: SafetyLimits,
    on: date,
) -> bool:
    """Tell whether she counts as never infused: no earlier one, a long gap, a new brand.

    An infusion dated ahead is no earlier one; a brand nobody wrote down is another one.
    """
    if last_ivig_on is None or not last_brand or not same_brand(brand, last_brand):
        return True
    gap = age_in_days(last_ivig_on, on=on)
    return not 0 <= gap <= limits.ivig_first_rules_gap_above_days


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningRate:
    """How fast it runs, how long it has been running, and for whom."""

    product: Product | None
    weight_kg: Decimal | None
    ml_per_h: Decimal | None
    elapsed_min: Decimal | None
    first_rules: bool
    at_risk: bool = False


def g_rate(rate: RunningRate, *, limits: SafetyLimits) -> GateAnswer:
    """Compare the rate with the label, the first infusion, the risk cap and the ladder.

    Without a known time since the start only the first step of the ladder is allowed.
    """
    gate = Gate("g_rate", limits)
    if rate.product is None:
        return gate.hard("PRODUCT_UNKNOWN", "There is no rate table for this product.")
    if rate.weight_kg is None or rate.weight_kg <= 0:
        return gate.hard("WEIGHT_MISSING", "Weigh her: the rate is per kilogram.")
    if rate.ml_per_h is None or rate.ml_per_h <= 0:
        return gate.hard("RATE_MISSING", "The rate of the pump is not known.")
    pump = _Pump(rate.product, rate.weight_kg, rate.ml_per_h)
    return _caps(pump, rate=rate, gate=gate) or _ladder(pump, rate=rate, gate=gate)


@dataclass(frozen=True, slots=True)
class _Pump:
    product: Product
    weight_kg: Decimal
    ml_per_h: Decimal

    def exceeds(self, rate: Decimal) -> bool:
        return self.ml_per_h > self.product.ml_per_h(rate, weight_kg=self.weight_kg)


def _caps(pump: _Pump, *, rate: RunningRate, gate: Gate) -> GateAnswer | None:
    product, seen = pump.product, {"ml_per_h": pump.ml_per_h, "weight_kg": pump.weight_kg}
    if pump.exceeds(product.max_rate):
        return gate.hard(
            "RATE_GT_PRODUCT_MAX", f"Faster than {product.brand} may ever run.", **seen
        )
    if rate.first_rules and pump.exceeds(product.max_rate_first):
        return gate.hard(
            "RATE_GT_FIRST_MAX",
            f"Faster than a first infusion of {product.brand} may run.",
            **seen,
        )
    if rate.at_risk and pump.exceeds(product.at_risk_cap):
        return gate.hard("RATE_GT_RISK_CAP", "Too fast for a woman at risk.", **seen)
    return None


def _ladder(pump: _Pump, *, rate: RunningRate, gate: Gate) -> GateAnswer:
    seen = {"ml_per_h": pump.ml_per_h, "elapsed_min": rate.elapsed_min}
    elapsed = rate.elapsed_min or Decimal(0)
    begins, allowed = Decimal(0), Decimal(0)
    for rung in pump.product.ladder_for(first_rules=rate.first_rules):
        if begins <= elapsed or not begins:
            allowed = rung.rate
        begins += rung.minutes or 0
    if pump.exceeds(allowed):
        return gate.soft("STEP_SKIPPED", "A step of the rate ladder was skipped.", **seen)
    return gate.passed("The rate follows the ladder.", **seen)
