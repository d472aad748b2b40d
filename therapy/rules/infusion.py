"""Plan an infusion of immunoglobulin: grams, vials, millilitres and the rate ladder.

weight -> raw grams -> whole vials -> millilitres -> ml/h per step -> minutes
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from therapy.rules.exact import half_up, rounded_down, rounded_up
from therapy.rules.limits import SafetyLimits
from therapy.rules.packing import Vials, fewest_within, nearest
from therapy.rules.products import MINUTES_PER_HOUR, Product, Rung

CM_PER_INCH = Fraction("2.54")
PERCENT_STEP = Decimal("0.1")


class Rounding(StrEnum):
    """How a dose becomes whole vials."""

    NEAREST = "NEAREST"
    FEWEST_WITHIN_TOL = "FEWEST_WITHIN_TOL"


class InfusionRefused(ValueError):
    """No plan can be made; `code` names why, the text tells the clinician."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionOrder:
    """What was prescribed: a dose per kilogram, or a fixed dose in grams.

    `stock_g` are the vial sizes at hand; without it, every size the brand is sold in.
    `first_rules`: never before, another brand, or a long gap; when in doubt, yes.
    """

    product: Product
    weight_kg: Decimal | None
    dose_mg_per_kg: Decimal | None = None
    dose_g: Decimal | None = None
    height_cm: Decimal | None = None
    adjust_weight: bool = False
    rounding: Rounding = Rounding.NEAREST
    stock_g: Vials = ()
    at_risk: bool = False
    first_rules: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the nurse's table. Units: minutes from the start, ml/h, ml."""

    start_min: Fraction
    end_min: Fraction
    rate_ml_per_h: int
    volume_ml: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionPlan:
    """The answer to an order, exact; round only what is shown."""

    order: InfusionOrder
    dosing_weight_kg: Decimal
    raw_g: Fraction
    grams: Decimal
    vials_g: Vials
    volume_ml: Fraction
    steps: tuple[Step, ...]
    limits_version: int

    @property
    def rates_ml_per_h(self) -> list[int]:
        """List the rates, step by step."""
        return [step.rate_ml_per_h for step in self.steps]

    @property
    def total_min(self) -> int:
        """Give the whole minutes the pump runs."""
        return rounded_up(self.steps[-1].end_min)

    @property
    def rounding_pct(self) -> Decimal:
        """Tell by how much whole vials change the dose, in per cent."""
        change = (Fraction(self.grams) - self.raw_g) / self.raw_g * 100
        return half_up(change, step=PERCENT_STEP)

    @property
    def mg_per_kg(self) -> Fraction:
        """Tell what she really receives per kilogram of the dosing weight."""
        return Fraction(self.grams) * 1000 / Fraction(self.dosing_weight_kg)


def plan_infusion(order: InfusionOrder, *, limits: SafetyLimits) -> InfusionPlan:
    """Turn an order into grams, vials, millilitres and a ladder.

    Raises:
        InfusionRefused: the weight is missing or impossible, the height is missing where
            the weight is to be adjusted, or the dose is missing or impossible.
    """
    weight = dosing_weight(order, limits=limits)
    raw = _raw_grams(order, weight=weight, limits=limits)
    total, vials = _whole_vials(order, raw=raw, limits=limits)
    volume = total / Fraction(order.product.concentration_g_per_ml)
    return InfusionPlan(
        order=order,
        dosing_weight_kg=weight,
        raw_g=raw,
        grams=sum(vials, Decimal(0)),
        vials_g=vials,
        volume_ml=volume,
        steps=_steps(order, volume=volume, weight=weight),
        limits_version=limits.version,
    )


def dosing_weight(order: InfusionOrder, *, limits: SafetyLimits) -> Decimal:
    """Give the weight that counts, half-up to a tenth of a kilogram.

    It is the weight on the scales; where the order asks for it and her body-mass index
    reaches the limit, it is adjusted towards her ideal weight (Devine, women).
    """
    actual = order.weight_kg
    if actual is None:
        raise InfusionRefused(
            "WEIGHT_MISSING", "Weigh her first; the rates need her weight."
        )
    if not limits.weight_min_kg <= actual <= limits.weight_max_kg:
        raise InfusionRefused(
            "WEIGHT_IMPLAUSIBLE",
            f"{actual} kg cannot be right; weights from {limits.weight_min_kg} to "
            f"{limits.weight_max_kg} kg are accepted.",
        )
    if not order.adjust_weight:
        return half_up(actual, step=limits.dosing_weight_step_kg)
    adjusted = _adjusted(order, actual=actual, limits=limits)
    return half_up(adjusted, step=limits.dosing_weight_step_kg)


def _adjusted(order: InfusionOrder, *, actual: Decimal, limits: SafetyLimits) -> Fraction:
    if order.height_cm is None or order.height_cm <= 0:
        raise InfusionRefused(
            "HEIGHT_MISSING",
            "Measure her height: her weight is to be adjusted by it.",
        )
    height_m = Fraction(order.height_cm) / 100
    if Fraction(actual) / height_m**2 < Fraction(limits.adjusted_weight_from_bmi):
        return Fraction(actual)
    ideal = ideal_weight_kg(order.height_cm, limits=limits)
    return ideal + Fraction(limits.adjusted_weight_factor) * (Fraction(actual) - ideal)


def ideal_weight_kg(height_cm: Decimal, *, limits: SafetyLimits) -> Fraction:
    """Give a woman's ideal weight after Devine: a base, and more per inch above it."""
    inches = Fraction(height_cm) / CM_PER_INCH
    above = inches - Fraction(limits.ideal_weight_base_inches)
    return (
        Fraction(limits.ideal_weight_base_kg)
        + Fraction(limits.ideal_weight_kg_per_inch) * above
    )


def _raw_grams(order: InfusionOrder, *, weight: Decimal, limits: SafetyLimits) -> Fraction:
    if (order.dose_g is None) == (order.dose_mg_per_kg is None):
        raise InfusionRefused("DOSE_MISSING", "Give the dose, in mg per kg or in grams.")
    if order.dose_g is not None:
        raw = Fraction(order.dose_g)
    else:
        raw = Fraction(weight) * Fraction(order.dose_mg_per_kg or 0) / 1000
    most = Fraction(weight) * Fraction(limits.ivig_28_days_max_mg_per_kg) / 1000
    if not 0 < raw <= most:
        raise InfusionRefused(
            "DOSE_IMPLAUSIBLE",
            f"{rounded_up(raw)} g cannot be right; for her weight up to "
            f"{rounded_down(most)} g are accepted.",
        )
    return raw


def _whole_vials(
    order: InfusionOrder, *, raw: Fraction, limits: SafetyLimits
) -> tuple[Fraction, Vials]:
    sizes = order.stock_g or order.product.vials_g
    if any(size <= 0 for size in sizes):
        raise InfusionRefused("STOCK_IMPLAUSIBLE", "A vial in stock must hold something.")
    if order.rounding is Rounding.FEWEST_WITHIN_TOL:
        tolerance = limits.fewest_vials_tolerance_pct
        return fewest_within(raw, sizes, tolerance_pct=tolerance)
    return nearest(raw, sizes)


def _steps(order: InfusionOrder, *, volume: Fraction, weight: Decimal) -> tuple[Step, ...]:
    """Lay the volume out over the ladder; what is left runs at the last rate."""
    steps: list[Step] = []
    start, left = Fraction(0), volume
    for rung in order.product.ladder_for(first_rules=order.first_rules):
        rate = _rate(order, rung=rung, weight=weight)
        ml = left
        if rung.minutes is not None:
            ml = min(left, Fraction(rate * rung.minutes, MINUTES_PER_HOUR))
        end = start + ml * MINUTES_PER_HOUR / rate
        steps.append(Step(start, end, rate, ml))
        start, left = end, left - ml
        if not left:
            break
    return tuple(steps)


def _rate(order: InfusionOrder, *, rung: Rung, weight: Decimal) -> int:
    """Give whole ml/h, rounded down; for a woman at risk never above the cap."""
    product = order.product
    rate = min(rung.rate, product.at_risk_cap) if order.at_risk else rung.rate
    whole = rounded_down(product.ml_per_h(rate, weight_kg=weight))
    if whole < 1:
        raise InfusionRefused(
            "RATE_IMPLAUSIBLE", "The pump would stand still at this rate."
        )
    return whole
