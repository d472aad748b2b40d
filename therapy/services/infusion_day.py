"""The day of an infusion: start it with two names, watch it, end it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
from foundation.records.services import hold, log_act, write
from therapy.choices import Stage
from therapy.models import Infusion, InfusionLot, InfusionVitals
from therapy.models.infusion import InfusionState
from therapy.rendering.infusions import plain
from therapy.rules.catalogue import limits_on
from therapy.rules.exact import half_up
from therapy.rules.watch import ActionAnswer
from therapy.selectors.gates import Told, is_open
from therapy.selectors.infusion_gates import ChairSide, LotInHand, advice_on, told_at_start
from therapy.services.checks import keep_checks

NOT_YET = "This is still to come."
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Started:
    """Whether it began; the answers tell why not."""

    infusion: Infusion
    began: bool
    told: list[Told]


@transaction.atomic
def start_infusion(
    *,
    infusion: Infusion,
    chair: ChairSide,
    checker: User,
    recalls_checked: bool,
    acknowledged: bool,
    on: date,
    by: User,
) -> Started:
    """Start an infusion if every gate is open now; one answer of Stop refuses it.

    The gates are asked inside this transaction, after the row is held. A refusal starts
    nothing but leaves the answers on file.

    Raises:
        ValidationError: it is not planned for today, the vials do not hold the dose, the
            second person is the first, or notes were not acknowledged.
    """
    hold(infusion)
    _refuse_unless_planned_for(infusion, on=on)
    _refuse_other_than_planned(infusion, chair.lots)
    _refuse_checker(checker, by=by)
    told = told_at_start(infusion, chair=chair, on=on)
    if not is_open(told):
        return _not_started(infusion, told, on=on, by=by)
    if any(each.is_note for each in told) and not acknowledged:
        raise ValidationError({"acknowledged": "Read the notes, then tick this."})
    infusion.state, infusion.started_at = InfusionState.STARTED, _this_minute()
    infusion.started_by, infusion.checked_by = by, checker
    infusion.recalls_checked = recalls_checked
    write(infusion, by=by, action="infusion.started", checker=checker.get_username())
    _keep_lots(infusion, chair.lots, by=by)
    keep_checks(
        told, infusion=infusion, stage=Stage.START, on=on, by=by, acknowledged=acknowledged
    )
    return Started(infusion, True, told)


def _this_minute() -> datetime:
    """Give now to the minute, as later times are typed."""
    return timezone.now().replace(second=0, microsecond=0)


def _refuse_unless_planned_for(infusion: Infusion, *, on: date) -> None:
    if infusion.state != InfusionState.PLANNED:
        who = f" by {infusion.started_by}" if infusion.started_by else ""
        raise ValidationError(f"This infusion is no longer planned: it was begun{who}.")
    if infusion.planned_for != on:
        day = ApproximateDate.of(infusion.planned_for)
        raise ValidationError(
            f"It is planned for {day}, not for today. Cancel it and plan one for today."
        )


def _refuse_other_than_planned(infusion: Infusion, lots: Sequence[LotInHand]) -> None:
    total = sum((lot.vial_g * lot.quantity for lot in lots), Decimal(0))
    if lots and total != infusion.grams:
        raise ValidationError(
            {
                "lots": f"These vials hold {plain(total)} g; "
                f"{plain(infusion.grams)} g are planned. Write down every vial."
            }
        )


def _refuse_checker(checker: User, *, by: User) -> None:
    if checker == by:
        raise ValidationError(
            {"checker": "The second checker must be another person than you."}
        )
    if not checker.may(Permission.SESSION_RECORD):
        raise ValidationError({"checker": "This role does not check infusions."})


def _not_started(infusion: Infusion, told: list[Told], *, on: date, by: User) -> Started:
    keep_checks(told, infusion=infusion, stage=Stage.START, on=on, by=by)
    closed = [each.answer.reason for each in told if not each.is_open]
    log_act(by=by, action="infusion.start_refused", subject=infusion, reasons=closed)
    return Started(infusion, False, told)


def _keep_lots(infusion: Infusion, lots: Sequence[LotInHand], *, by: User) -> None:
    for lot in lots:
        row = InfusionLot(
            infusion=infusion,
            brand=lot.brand,
            number=lot.number.strip(),
            expires_on=lot.expires_on,
            vial_g=lot.vial_g,
            quantity=lot.quantity,
        )
        write(row, by=by, action="infusion.lot_recorded")


@transaction.atomic
def record_vitals(
    *,
    infusion: Infusion,
    taken_at: datetime,
    rate_ml_per_h: int | None = None,
    pulse: int | None = None,
    systolic: int | None = None,
    diastolic: int | None = None,
    temperature_c: Decimal | None = None,
    spo2_pct: int | None = None,
    breaths: int | None = None,
    signs: Sequence[str] = (),
    remark: str = "",
    by: User,
) -> InfusionVitals:
    """Write down one set of vital signs, and what the watch advises on it.

    Before the start it is the set that later ones are compared with. A set that is not
    complete is kept as it is: the advice then is to pause and complete it.

    Raises:
        ValidationError: the infusion was cancelled, nothing was measured, or the time is
            still to come or lies on the wrong side of the start.
    """
    held = Infusion.objects.select_for_update(of=("self",)).get(pk=infusion.pk)
    is_before_start = held.state == InfusionState.PLANNED
    _refuse_moment(held, taken_at)
    measured = (pulse, systolic, diastolic, temperature_c, spo2_pct, breaths)
    if all(value is None for value in measured) and not signs:
        raise ValidationError("Write down at least one value or one sign.")
    row = InfusionVitals(
        infusion=held,
        taken_at=taken_at,
        is_before_start=is_before_start,
        rate_ml_per_h=rate_ml_per_h,
        pulse=pulse,
        systolic=systolic,
        diastolic=diastolic,
        temperature_c=temperature_c,
        spo2_pct=spo2_pct,
        breaths=breaths,
        signs=list(signs),
        remark=remark.strip(),
    )
    answer = advice_on(row, on=timezone.localdate(taken_at))
    row.advice, row.advice_reason = answer.action.value, answer.reason
    row.advice_message = _in_ml_per_h(answer, rate=rate_ml_per_h)
    row.limits_version = answer.limits_version
    return write(row, by=by, action="infusion.vitals_recorded", advice=row.advice)


def _in_ml_per_h(answer: ActionAnswer, *, rate: int | None) -> str:
    """Say what slowing down means at the pump, so that nobody has to reckon."""
    if answer.reason != "MILD_SYMPTOM" or not rate:
        return answer.message
    slower = rate * limits_on(timezone.localdate()).resume_rate_pct // 100
    return f"{answer.message} That is {slower} ml/h."


def _refuse_moment(infusion: Infusion, taken_at: datetime) -> None:
    if infusion.state == InfusionState.CANCELLED:
        raise ValidationError("This infusion was cancelled.")
    if taken_at > timezone.now():
        raise ValidationError({"taken_at": NOT_YET})
    if infusion.started_at is not None and taken_at < infusion.started_at:
        raise ValidationError({"taken_at": "This lies before the start."})


@transaction.atomic
def end_infusion(
    *,
    infusion: Infusion,
    ended_at: datetime,
    given_ml: Decimal,
    reason: str = "",
    note: str = "",
    by: User,
) -> Infusion:
    """Write down the end: how much she received, and why it was stopped if it was.

    With less than the whole volume a reason is needed. From then on nothing is changed.

    Raises:
        ValidationError: it is not running, the time cannot be right, she cannot have had
            that much, or the reason is missing.
    """
    hold(infusion)
    _refuse_end(infusion, ended_at=ended_at, given_ml=given_ml, reason=reason)
    early = bool(reason.strip())
    infusion.state = InfusionState.STOPPED if early else InfusionState.GIVEN
    infusion.ended_at, infusion.given_ml = ended_at, given_ml
    share = given_ml / infusion.volume_ml
    infusion.given_g = half_up(share * infusion.grams, step=HUNDREDTH)
    infusion.reason, infusion.note = reason.strip(), note.strip()
    action = "infusion.stopped" if early else "infusion.given"
    return write(infusion, by=by, action=action)


def _refuse_end(
    infusion: Infusion, *, ended_at: datetime, given_ml: Decimal, reason: str
) -> None:
    if infusion.state != InfusionState.STARTED:
        raise ValidationError("This infusion is not running.")
    if ended_at > timezone.now():
        raise ValidationError({"ended_at": NOT_YET})
    if given_ml > infusion.volume_ml or given_ml < 0:
        most = plain(infusion.volume_ml)
        raise ValidationError({"given_ml": f"From 0 to {most} ml, as it was planned."})
    if given_ml < infusion.volume_ml and not reason.strip():
        said = "She did not receive all of it: say why it was stopped."
        raise ValidationError({"reason": said})


@transaction.atomic
def cancel_infusion(*, infusion: Infusion, reason: str, by: User) -> Infusion:
    """Call a planned infusion off, with the reason."""
    hold(infusion)
    if infusion.state != InfusionState.PLANNED:
        raise ValidationError("Only a planned infusion is cancelled.")
    infusion.state, infusion.reason = InfusionState.CANCELLED, reason.strip()
    return write(infusion, by=by, action="infusion.cancelled")
