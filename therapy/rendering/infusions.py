"""The plan of an infusion as it is frozen, and as the nurse reads it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from therapy.rules.exact import half_up, rounded_up
from therapy.rules.gates.answers import RULES_VERSION, GateAnswer, GateOutcome
from therapy.rules.infusion import InfusionPlan

TENTH, WHOLE = Decimal("0.1"), Decimal(1)


@dataclass(frozen=True, slots=True)
class VialsShown:
    """So many vials of one size."""

    size_g: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """One line of the ladder; times of the clock only once it runs."""

    place: int
    from_min: int
    to_min: int
    rate_ml_per_h: int
    ml: str
    ml_by_then: str
    is_last: bool
    from_at: datetime | None
    to_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """A plan in the words and numbers of the page."""

    brand: str
    dose_mg_per_kg: str
    dosing_weight_kg: str
    raw_g: str
    grams: str
    vials: tuple[VialsShown, ...]
    volume_ml: str
    mg_per_kg: str
    rounding_pct: str
    total_min: int
    lasts: str
    steps: tuple[StepShown, ...]
    first_rules: bool
    at_risk: bool
    is_confirmed: bool
    trust: str
    source: str
    note: str
    rules_version: int
    limits_version: int

    @property
    def vial_words(self) -> str:
        """Name the vials as they are taken from the shelf."""
        return " + ".join(f"{vial.count} × {vial.size_g} g" for vial in self.vials)


def plan_record(plan: InfusionPlan, *, answers: Iterable[GateAnswer]) -> dict[str, Any]:
    """Write a plan down as plain values; exact fractions stay exact, as text."""
    product, order = plan.order.product, plan.order
    return {
        "brand": product.brand,
        "product": {"code": product.code, "version": product.version},
        "trust": product.tag.words,
        "source": str(product.source),
        "note": product.note,
        "stabiliser": product.stabiliser,
        "dose_mg_per_kg": str(order.dose_mg_per_kg),
        "dosing_weight_kg": str(plan.dosing_weight_kg),
        "raw_g": str(plan.raw_g),
        "grams": str(plan.grams),
        "vials_g": [str(size) for size in plan.vials_g],
        "volume_ml": str(plan.volume_ml),
        "mg_per_kg": str(plan.mg_per_kg),
        "rounding_pct": str(plan.rounding_pct),
        "first_rules": order.first_rules,
        "at_risk": order.at_risk,
        "steps": [
            {
                "start_min": str(step.start_min),
                "end_min": str(step.end_min),
                "rate_ml_per_h": step.rate_ml_per_h,
                "volume_ml": str(step.volume_ml),
            }
            for step in plan.steps
        ],
        "total_min": plan.total_min,
        "rules_version": RULES_VERSION,
        "limits_version": plan.limits_version,
        "answers": [answer.as_record() for answer in answers],
    }


def plan_shown(
    record: Mapping[str, Any],
    *,
    started_at: datetime | None = None,
    is_confirmed: bool = False,
) -> PlanShown:
    """Show a written plan; with the start, each step also by the clock."""
    sizes = Counter(Decimal(size) for size in record["vials_g"])
    return PlanShown(
        brand=record["brand"],
        dose_mg_per_kg=plain(Decimal(record["dose_mg_per_kg"])),
        dosing_weight_kg=plain(Decimal(record["dosing_weight_kg"])),
        raw_g=shown(record["raw_g"]),
        grams=plain(Decimal(record["grams"])),
        vials=tuple(VialsShown(plain(size), count) for size, count in sizes.items()),
        volume_ml=shown(record["volume_ml"]),
        mg_per_kg=shown(record["mg_per_kg"], step=WHOLE),
        rounding_pct=f"{Decimal(record['rounding_pct']):+}",
        total_min=record["total_min"],
        lasts=in_hours(record["total_min"]),
        steps=tuple(_steps(record["steps"], started_at=started_at)),
        first_rules=record["first_rules"],
        at_risk=record["at_risk"],
        is_confirmed=is_confirmed,
        trust=record["trust"],
        source=record["source"],
        note=record["note"],
        rules_version=record["rules_version"],
        limits_version=record["limits_version"],
    )


def _steps(
    rows: Iterable[Mapping[str, Any]], *, started_at: datetime | None
) -> Iterable[StepShown]:
    given, listed = Fraction(0), list(rows)
    for place, row in enumerate(listed, start=1):
        begin, end = (
            rounded_up(Fraction(row["start_min"])),
            rounded_up(Fraction(row["end_min"])),
        )
        given += Fraction(row["volume_ml"])
        yield StepShown(
            place=place,
            from_min=begin,
            to_min=end,
            rate_ml_per_h=row["rate_ml_per_h"],
            ml=shown(row["volume_ml"]),
            ml_by_then=plain(half_up(given, step=TENTH)),
            is_last=place == len(listed),
            from_at=_clock(started_at, begin),
            to_at=_clock(started_at, end),
        )


def _clock(started_at: datetime | None, minutes: int) -> datetime | None:
    return started_at + timedelta(minutes=minutes) if started_at else None


def shown(exact: str, *, step: Decimal = TENTH) -> str:
    """Show an exact number, rounded half-up, without idle zeros."""
    return plain(half_up(Fraction(exact), step=step))


def plain(number: Decimal) -> str:
    """Write a number without idle zeros: 25.00 is 25, 2.50 is 2.5."""
    return f"{number.normalize():f}"


def in_hours(minutes: int) -> str:
    """Say minutes in hours: 116 is 1 h 56 min."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """What one gate answered, in the words of the page."""

    title: str
    outcome: str
    message: str
    reason: str
    signatures: int
    trust: str
    source: str


def worst_first(answers: Iterable[AnswerShown]) -> list[AnswerShown]:
    """Put what stops on top; what passed comes last."""
    return sorted(answers, key=lambda answer: -GateOutcome(answer.outcome).rank)
