"""Infusions of the demonstration: some given over the past weeks, two planned for today."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from clinic.demo.entries import ask_about_allergies
from foundation.accounts.models import User
from patients.models import Couple, TreatmentConsent
from therapy.models import Infusion, InfusionLot, InfusionVitals
from therapy.models.infusion import InfusionState
from therapy.rendering.infusions import plan_shown
from therapy.selectors.infusions import Wish
from therapy.services.infusions import plan_for, planned_infusion

PROTOCOL, PRODUCTS = "IVIG_PRECONCEPTION", ("OCTAGAM10_US", "OCTAGAM10_US", "PRIVIGEN")
GIVEN, TODAY = 10, 2


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> None:
    """Give ten women an infusion with lots and vital signs, and plan two for today."""
    treated, waiting = couples[:GIVEN], couples[GIVEN : GIVEN + TODAY]
    _consent([*treated, *waiting], by=staff["nurse"], on=on)
    ask_about_allergies([*treated, *waiting], by=staff["nurse"], on=on)
    rows = [_given(couple, staff=staff, on=on, rng=rng) for couple in treated]
    Infusion.objects.bulk_create(rows)
    lots = [lot for row in rows for lot in _lots(row, by=staff["nurse"], rng=rng)]
    InfusionLot.objects.bulk_create(lots)
    sets = [each for row in rows for each in _vitals(row, by=staff["nurse"], rng=rng)]
    InfusionVitals.objects.bulk_create(sets)
    for couple in waiting:
        wish = _wish(on=on, product="OCTAGAM10_US", rng=rng)
        plan_for(couple=couple, wish=wish, by=staff["clinician"])


def _consent(couples: list[Couple], *, by: User, on: date) -> None:
    """Write her consent where none is on file yet."""
    signed = set(
        TreatmentConsent.objects.standing()
        .filter(therapy_code=PROTOCOL, withdrawn_on__isnull=True)
        .values_list("person_id", flat=True)
    )
    TreatmentConsent.objects.bulk_create(
        TreatmentConsent(
            written_by=by,
            person=couple.woman,
            therapy_code=PROTOCOL,
            document="recipient",
            document_version=1,
            language=couple.woman.language,
            signed_on=on - timedelta(days=70),
        )
        for couple in {couple.woman_id: couple for couple in couples}.values()
        if couple.woman_id not in signed
    )


def _wish(*, on: date, product: str, rng: random.Random) -> Wish:
    return Wish(
        protocol=PROTOCOL,
        product=product,
        planned_for=on,
        dose_mg_per_kg=Decimal(rng.choice([300, 400, 400])),
        weight_kg=Decimal(rng.randrange(510, 780, 5)) / 10,
        weighed_on=on,
        rounding="FEWEST_WITHIN_TOL",
        her_state="ttc",
        creatinine_mg_per_dl=Decimal(rng.randint(55, 80)) / 100,
        creatinine_on=on - timedelta(days=rng.randint(1, 9)),
        reacted_before=False,
    )


def _given(
    couple: Couple, *, staff: dict[str, User], on: date, rng: random.Random
) -> Infusion:
    day = on - timedelta(days=rng.randint(8, 60))
    wish = _wish(on=day, product=rng.choice(PRODUCTS), rng=rng)
    row = planned_infusion(couple=couple, wish=wish)
    row.written_by = staff["clinician"]
    row.state = InfusionState.GIVEN
    row.started_at = _at(day, time(9, rng.randrange(0, 60, 5)))
    row.started_by, row.checked_by = staff["nurse"], staff["clinician2"]
    row.recalls_checked = True
    row.ended_at = row.started_at + timedelta(minutes=row.plan["total_min"] + 4)
    row.given_ml, row.given_g = row.volume_ml, row.grams
    return row


def _lots(row: Infusion, *, by: User, rng: random.Random) -> Iterator[InfusionLot]:
    for size, count in Counter(row.plan["vials_g"]).items():
        yield InfusionLot(
            written_by=by,
            infusion=row,
            brand=row.brand,
            number=f"DEMO{rng.randint(1000, 9999)}",
            expires_on=row.planned_for + timedelta(days=rng.randint(120, 500)),
            vial_g=Decimal(size),
            quantity=count,
        )


def _vitals(row: Infusion, *, by: User, rng: random.Random) -> Iterator[InfusionVitals]:
    """Before, after 15 minutes, at each change of the rate, at the end."""
    steps = plan_shown(row.plan).steps
    calm = (rng.randint(68, 84), rng.randint(106, 124), rng.randint(64, 80))
    moments = [(-15, None), (15, steps[0].rate_ml_per_h)]
    moments += [(step.to_min, step.rate_ml_per_h) for step in steps]
    for minutes, rate in moments:
        yield InfusionVitals(
            written_by=by,
            infusion=row,
            taken_at=row.started_at + timedelta(minutes=minutes),
            is_before_start=minutes < 0,
            rate_ml_per_h=rate,
            pulse=calm[0] + rng.randint(-3, 6),
            systolic=calm[1] + rng.randint(-6, 6),
            diastolic=calm[2] + rng.randint(-4, 4),
            temperature_c=Decimal(rng.randint(363, 370)) / 10,
            spo2_pct=rng.randint(97, 99),
            breaths=rng.randint(13, 18),
            advice="CONTINUE",
            advice_reason="OK",
            advice_message="Go on.",
            limits_version=row.limits_version,
        )


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
