"""What the safety gates say of one infusion, from what is on file at this moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from therapy.choices import About
from therapy.models import Infusion, InfusionVitals
from therapy.rules.catalogue import limits_on, products
from therapy.rules.gates import (
    Check,
    GateAnswer,
    Lot,
    RunningRate,
    Scans,
    Vitals,
    g_identity,
    g_lot,
    g_rate,
    g_vitals_pre,
    worst,
)
from therapy.rules.limits import SafetyLimits
from therapy.rules.watch import Action, ActionAnswer, WatchedVitals, monitor
from therapy.selectors.gates import Told, with_overrides
from therapy.selectors.infusions import Before, before, infusion_answers, wish_of

MINUTE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LotInHand:
    """Vials of one lot as their label says."""

    brand: str
    number: str
    expires_on: date | None
    vial_g: Decimal
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairSide:
    """What was read at the chair: her wristband, the label, the vials."""

    band: str
    label: str
    lots: Sequence[LotInHand]


def told_before(infusion: Infusion, *, on: date) -> list[Told]:
    """Ask every gate that can answer before the vials are in the hand."""
    further: dict[str, Check] = {}
    if baseline(infusion) is not None:
        further = {"g_vitals_pre": _vitals_check(infusion, limits=limits_on(on))}
    return _told(infusion, on=on, further=further)


def told_at_start(infusion: Infusion, *, chair: ChairSide, on: date) -> list[Told]:
    """Ask every gate again: identity, the lots and the vital signs among them."""
    limits = limits_on(on)
    past = before(woman=infusion.woman, on=on)
    further: dict[str, Check] = {
        "g_identity": lambda: g_identity(_scans(infusion, chair=chair), limits=limits),
        "g_lot": lambda: _lots(infusion, chair.lots, past=past, limits=limits, on=on),
        "g_vitals_pre": _vitals_check(infusion, limits=limits),
    }
    return _told(infusion, on=on, further=further)


def _told(infusion: Infusion, *, on: date, further: Mapping[str, Check]) -> list[Told]:
    answers = infusion_answers(
        woman=infusion.woman,
        wish=wish_of(infusion),
        grams=infusion.grams,
        past=before(woman=infusion.woman, on=on),
        on=on,
        limits=limits_on(on),
        further=further,
    )
    return with_overrides(about_her(answers), infusion=infusion)


def about_her(answers: Iterable[GateAnswer]) -> list[tuple[About, GateAnswer]]:
    """Every gate of an infusion speaks of the woman: there is no donor."""
    return [(About.WOMAN, answer) for answer in answers]


def _scans(infusion: Infusion, *, chair: ChairSide) -> Scans:
    """Compare what was read with the number on her file; there is no donor's tube."""
    return Scans(
        recipient_band=_read(chair.band),
        order_recipient=infusion.woman.number,
        label_recipient=_read(chair.label),
        from_donor=False,
    )


def _read(label: str) -> str:
    return "".join(label.split()).upper()


def _lots(
    infusion: Infusion,
    lots: Iterable[LotInHand],
    *,
    past: Before,
    limits: SafetyLimits,
    on: date,
) -> GateAnswer:
    """Ask about each lot; the worst answers. No lot at all is a missing one."""

    def ask(lot: Lot | None) -> GateAnswer:
        return g_lot(
            lot,
            prescribed_brand=infusion.brand,
            last_brand=past.last_brand,
            limits=limits,
            on=on,
        )

    return worst(
        [
            ask(Lot(number=each.number, brand=each.brand, expires_on=each.expires_on))
            for each in lots
        ],
        otherwise=ask(None),
    )


def baseline(infusion: Infusion) -> InfusionVitals | None:
    """Give the newest set taken before the start; the later ones are compared with it."""
    before_start = infusion.vitals.filter(is_before_start=True, voided_at__isnull=True)
    return before_start.order_by("-taken_at").first()


def _vitals_check(infusion: Infusion, *, limits: SafetyLimits) -> Check:
    taken = baseline(infusion)
    vitals = None if taken is None else _before_start(taken)
    return lambda: g_vitals_pre(vitals, limits=limits)


def _before_start(taken: InfusionVitals) -> Vitals:
    return Vitals(
        temp_c=taken.temperature_c,
        hr=_number(taken.pulse),
        sbp=_number(taken.systolic),
        dbp=_number(taken.diastolic),
        spo2=_number(taken.spo2_pct),
    )


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def advice_on(vitals: InfusionVitals, *, on: date) -> ActionAnswer:
    """Tell what to do after this set: by the watch, and by the rate that runs."""
    limits, infusion = limits_on(on), vitals.infusion
    first = vitals if vitals.is_before_start else baseline(infusion)
    answer = monitor(
        baseline=_watched(first),
        now=_watched(vitals),
        signs=vitals.signs,
        limits=limits,
    )
    if answer.action is not Action.CONTINUE or not vitals.rate_ml_per_h:
        return answer
    return _too_fast(vitals, limits=limits) or answer


def _watched(vitals: InfusionVitals | None) -> WatchedVitals | None:
    if vitals is None:
        return None
    return WatchedVitals(
        temp_c=vitals.temperature_c,
        hr=_number(vitals.pulse),
        sbp=_number(vitals.systolic),
        spo2=_number(vitals.spo2_pct),
        rr=_number(vitals.breaths),
    )


def _too_fast(vitals: InfusionVitals, *, limits: SafetyLimits) -> ActionAnswer | None:
    infusion = vitals.infusion
    said = g_rate(
        RunningRate(
            product=products()[infusion.product_code],
            weight_kg=Decimal(infusion.plan["dosing_weight_kg"]),
            ml_per_h=_number(vitals.rate_ml_per_h),
            elapsed_min=_elapsed(infusion.started_at, vitals.taken_at),
            first_rules=infusion.first_rules,
            at_risk=infusion.is_at_risk,
        ),
        limits=limits,
    )
    if said.reason == "OK":
        return None
    return ActionAnswer(
        watch=said.gate,
        action=Action.SLOW,
        reason=said.reason,
        message=f"{said.message} Go back to the rate of the plan.",
        tag=said.tag,
        source=said.source,
        limits_version=said.limits_version,
    )


def _elapsed(started_at: datetime | None, taken_at: datetime) -> Decimal | None:
    if started_at is None:
        return None
    return Decimal(int((taken_at - started_at).total_seconds()) // MINUTE_S)
