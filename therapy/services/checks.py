"""Keeping what the gates answered, and going past an answer by name."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.accounts.models import User
from foundation.records.services import write
from therapy.choices import Stage
from therapy.models import GateCheck, GateOverride, Infusion, Session
from therapy.rules.catalogue import limits_on
from therapy.rules.gates import GateOutcome, OverrideRequest, Signer, g_override
from therapy.rules.gates.answers import RULES_VERSION
from therapy.selectors.gates import Told


def keep_checks(
    told: Iterable[Told],
    *,
    session: Session | None = None,
    infusion: Infusion | None = None,
    stage: Stage,
    on: date,
    by: User,
    acknowledged: bool = False,
) -> UUID:
    """Keep every answer with what it saw; notes that were read are marked as such.

    Gives the number of this run, by which its answers are found again.
    """
    run = uuid4()
    row_of = partial(
        check_row, session=session, infusion=infusion, stage=stage, on=on, by=by, run=run
    )
    rows = [row_of(each) for each in told]
    for row in rows:
        row.acknowledged = acknowledged and row.outcome == GateOutcome.WARN
    GateCheck.objects.bulk_create(rows)
    return run


def check_row(
    told: Told,
    *,
    session: Session | None = None,
    infusion: Infusion | None = None,
    stage: Stage,
    on: date,
    by: User,
    run: UUID,
) -> GateCheck:
    """Give the row that keeps one answer; it is not saved yet."""
    answer = told.answer
    return GateCheck(
        session=session,
        infusion=infusion,
        run=run,
        stage=stage,
        gate=answer.gate,
        about=told.about,
        outcome=answer.outcome.value,
        reason=answer.reason,
        message=answer.message[:500],
        override=answer.override.value,
        tag=answer.tag.value,
        source=str(answer.source)[:500],
        seen=dict(answer.details),
        seen_hash=answer.seen_hash,
        limits_version=answer.limits_version,
        rules_version=RULES_VERSION,
        judged_on=on,
        evaluated_by=by,
    )


@transaction.atomic
def override_gate(
    *,
    told: Told,
    session: Session | None = None,
    infusion: Infusion | None = None,
    stage: Stage,
    on: date,
    reason_code: str,
    text: str,
    second: User | None = None,
    by: User,
) -> GateOverride:
    """Go past one answer, for this treatment only, with a reason and by name.

    Raises:
        ValidationError: nobody can go past it, the role may not, the text is too short,
            or a second clinician must sign with an own login.
    """
    _refuse_unless_it_stands(
        told,
        treatment=session or infusion,
        reason_code=reason_code,
        text=text,
        signers=(by, second),
        on=on,
    )
    row = check_row(
        told, session=session, infusion=infusion, stage=stage, on=on, by=by, run=uuid4()
    )
    row.save()
    override = GateOverride(
        check_row=row, reason_code=reason_code, text=text.strip(), second=second
    )
    return write(
        override,
        by=by,
        action="gate.overridden",
        gate=row.gate,
        reason=row.reason,
        treatment=str(session or infusion),
    )


_BESIDE = {"REASON_TOO_SHORT": "text", "REASON_CODE_MISSING": "reason_code"}


def _refuse_unless_it_stands(
    told: Told,
    *,
    treatment: Session | Infusion | None,
    reason_code: str,
    text: str,
    signers: tuple[User, User | None],
    on: date,
) -> None:
    by, second = signers
    here = f"{type(treatment).__name__} {treatment.pk}" if treatment else ""
    answer = g_override(
        OverrideRequest(
            outcome=told.answer.outcome,
            gate_reason=told.answer.reason,
            reason_code=reason_code,
            reason_text=text,
            by=_signer(by),
            second=_signer(second) if second else None,
            session=here,
            valid_for_session=here,
        ),
        limits=limits_on(on),
    )
    if answer.outcome is GateOutcome.PASS:
        return
    field = _BESIDE.get(answer.reason)
    raise ValidationError({field: answer.message} if field else answer.message)


def _signer(user: User) -> Signer:
    return Signer(id=user.get_username(), role=user.role)
