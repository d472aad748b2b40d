"""Is this more immunoglobulin than she may have?"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from therapy.rules.exact import half_up
from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.gates.blood_group import Abo
from therapy.rules.limits import SafetyLimits

WHOLE, TENTH = Decimal(1), Decimal("0.1")
MG_PER_G = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """What was prescribed and what would really be given.

    `previous_27_days_g` is everything she had in the 27 days before; zero only when that
    is known. `max_g_per_day` is a cap of the protocol, when it has one.
    """

    weight_kg: Decimal | None
    prescribed_mg_per_kg: Decimal | None
    grams_today: Decimal | None
    previous_27_days_g: Decimal | None
    abo: Abo | None
    max_g_per_day: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """A dose with nothing left open."""

    weight_kg: Decimal
    prescribed_mg_per_kg: Decimal
    grams_today: Decimal
    grams_before: Decimal

    def mg_per_kg(self, grams: Decimal) -> Fraction:
        return Fraction(grams) * MG_PER_G / Fraction(self.weight_kg)

    @property
    def today(self) -> Fraction:
        return self.mg_per_kg(self.grams_today)

    @property
    def in_28_days(self) -> Fraction:
        return self.mg_per_kg(self.grams_today + self.grams_before)

    @property
    def deviation_pct(self) -> Fraction:
        prescribed = Fraction(self.prescribed_mg_per_kg)
        return (self.today - prescribed) * 100 / prescribed


def g_ivig_dose(dose: Dose, *, limits: SafetyLimits) -> GateAnswer:
    """Judge the dose of the day and of 28 days; whole vials may exceed each a little.

    A dose that whole vials turn into something else than was prescribed asks for a
    clinician. A high dose in a woman who is not known to be group O is a warning:
    haemolysis. While a fact is missing nothing is judged, and nothing may be given.
    """
    gate = Gate("g_ivig_dose", limits)
    if not dose.weight_kg or dose.weight_kg <= 0:
        return gate.hard("WEIGHT_MISSING", "Weigh her: the dose is per kilogram.")
    known = _known(dose, weight_kg=dose.weight_kg)
    if known is None:
        return gate.hard("DOSE_MISSING", "Today's dose and all earlier ones must be known.")
    return worst(
        [
            *_too_much(known, dose=dose, gate=gate),
            *_to_consider(known, dose=dose, gate=gate),
        ],
        otherwise=gate.passed("The dose is within its limits.", **_seen(known)),
    )


def _known(dose: Dose, *, weight_kg: Decimal) -> _Known | None:
    prescribed, today = dose.prescribed_mg_per_kg, dose.grams_today
    before = dose.previous_27_days_g
    if not prescribed or prescribed <= 0 or not today or today <= 0:
        return None
    if before is None or before < 0:
        return None
    return _Known(weight_kg, prescribed, today, before)


def _too_much(known: _Known, *, dose: Dose, gate: Gate) -> Iterator[GateAnswer]:
    limits, seen = gate.limits, _seen(known)
    spare = 1 + Fraction(limits.ivig_vial_tolerance_pct) / 100
    day, month = limits.ivig_day_max_mg_per_kg, limits.ivig_28_days_max_mg_per_kg
    if known.today > Fraction(day) * spare:
        yield gate.hard(
            "DAY_LIMIT", f"{_mg(known.today)} in a day; {day} mg/kg is the most.", **seen
        )
    if known.in_28_days > Fraction(month) * spare:
        yield gate.hard(
            "DAY28_LIMIT",
            f"{_mg(known.in_28_days)} in 28 days; {month} mg/kg is the most.",
            **seen,
        )
    if dose.max_g_per_day is not None and known.grams_today > dose.max_g_per_day:
        yield gate.hard(
            "DAY_GRAM_LIMIT",
            f"{known.grams_today} g in a day; the protocol allows {dose.max_g_per_day} g.",
            **seen,
        )


def _to_consider(known: _Known, *, dose: Dose, gate: Gate) -> Iterator[GateAnswer]:
    limits, seen = gate.limits, _seen(known)
    if abs(known.deviation_pct) > limits.ivig_deviation_above_pct:
        yield gate.soft(
            "DOSE_DEVIATION",
            f"Whole vials change the prescribed dose by {_pct(known.deviation_pct)} %.",
            **seen,
        )
    high = known.in_28_days >= limits.ivig_haemolysis_from_mg_per_kg
    if high and dose.abo is not Abo.O:
        yield gate.warn(
            "HAEMOLYSIS_RISK",
            f"{_mg(known.in_28_days)} and not group O: look for haemolysis on day 3 to 10.",
            **seen,
        )


def _seen(known: _Known) -> dict[str, object]:
    return {
        "weight_kg": known.weight_kg,
        "prescribed_mg_per_kg": known.prescribed_mg_per_kg,
        "grams_today": known.grams_today,
        "today_mg_per_kg": half_up(known.today, step=WHOLE),
        "in_28_days_mg_per_kg": half_up(known.in_28_days, step=WHOLE),
    }


def _mg(amount: Fraction) -> str:
    return f"{half_up(amount, step=WHOLE)} mg/kg"


def _pct(amount: Fraction) -> Decimal:
    return half_up(amount, step=TENTH)
