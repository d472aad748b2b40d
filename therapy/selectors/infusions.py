"""Reads around an infusion: what a plan would be, what the gates say, what was given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from foundation.accounts.models import User
from foundation.medicine.dates import ApproximateDate
from foundation.records.compiled import Blank
from patients.models import Couple, Person
from therapy.choices import About
from therapy.models import Infusion
from therapy.models.infusion import InfusionQuerySet
from therapy.rendering.infusions import AnswerShown, plain, worst_first
from therapy.rules.catalogue import limits_on, products
from therapy.rules.gates import (
    Check,
    Creatinine,
    Dose,
    GateAnswer,
    PregnancyState,
    SessionKind,
    Treatment,
    Weight,
    evaluate,
    first_rules_apply,
    g_consent,
    g_iga,
    g_interval,
    g_ivig_dose,
    g_recipient_tti,
    g_renal,
    g_weight,
)
from therapy.rules.infusion import (
    InfusionOrder,
    InfusionPlan,
    InfusionRefused,
    Rounding,
    plan_infusion,
)
from therapy.rules.limits import SafetyLimits, Tag
from therapy.rules.protocols import Protocol, protocols
from therapy.selectors import facts
from therapy.selectors.gates import Told, as_told_to

DAYS_THAT_ADD_UP = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a clinician asks for; a fact that is not known is None."""

    protocol: str
    product: str
    planned_for: date
    dose_mg_per_kg: Decimal | None
    weight_kg: Decimal | None
    weighed_on: date | None
    rounding: str = Rounding.NEAREST.value
    at_risk: bool = False
    first_rules: bool = True
    her_state: str = ""
    creatinine_mg_per_dl: Decimal | None = None
    creatinine_on: date | None = None
    reacted_before: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What would be planned: a plan or why there is none, and what the gates say."""

    wish: Wish
    plan: InfusionPlan | None
    refusal: InfusionRefused | None
    answers: tuple[GateAnswer, ...]
    protocol: Protocol
    limits: SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What she had before: the last infusion, and the grams of the 27 days before."""

    last_on: date | None
    last_brand: str | None
    last_weight_kg: Decimal | None
    grams: Decimal


def infusion_protocols() -> dict[str, Protocol]:
    """Give the templates of immunoglobulin by their code."""
    every = protocols()
    return {code: p for code, p in every.items() if p.kind is SessionKind.IVIG}


def before(*, woman: Person, on: date) -> Before:
    """Sum up the infusions she received here before a day, whole or not.

    An infusion of the day itself counts too: a second one must see the first.
    """
    given = Infusion.objects.given().filter(woman=woman, started_at__isnull=False)
    last = given.order_by("-started_at").first()
    since = on - timedelta(days=DAYS_THAT_ADD_UP)
    recent = given.filter(started_at__date__range=(since, on))
    return Before(
        last_on=timezone.localdate(last.started_at) if last else None,
        last_brand=last.brand if last else None,
        last_weight_kg=last.weight_kg if last else None,
        grams=recent.aggregate(sum=Sum("given_g"))["sum"] or Decimal(0),
    )


def draft(*, couple: Couple, wish: Wish) -> Draft:
    """Work out what a wish comes to on its day, and ask every gate about it.

    The rules of a first infusion hold when the clinician says so or when the record does:
    never before, another brand, a long gap. Kidneys that need the slow rate get it.
    """
    limits, on = limits_on(wish.planned_for), wish.planned_for
    past = before(woman=couple.woman, on=on)
    wish = _careful(wish, couple=couple, past=past, limits=limits)
    plan, refusal = _planned(wish, limits=limits)
    grams = plan.grams if plan else None
    answers = infusion_answers(
        woman=couple.woman, wish=wish, grams=grams, past=past, on=on, limits=limits
    )
    return Draft(
        wish=wish,
        plan=plan,
        refusal=refusal,
        answers=tuple(answers),
        protocol=protocols()[wish.protocol],
        limits=limits,
    )


def _careful(wish: Wish, *, couple: Couple, past: Before, limits: SafetyLimits) -> Wish:
    is_first = first_rules_apply(
        brand=products()[wish.product].brand,
        last_brand=past.last_brand,
        last_ivig_on=past.last_on,
        limits=limits,
        on=wish.planned_for,
    )
    kidneys = _renal(couple.woman, wish=wish, limits=limits, on=wish.planned_for)
    slow = bool(kidneys.details.get("at_risk"))
    return replace(
        wish, first_rules=wish.first_rules or is_first, at_risk=wish.at_risk or slow
    )


def _planned(
    wish: Wish, *, limits: SafetyLimits
) -> tuple[InfusionPlan | None, InfusionRefused | None]:
    order = InfusionOrder(
        product=products()[wish.product],
        weight_kg=wish.weight_kg,
        dose_mg_per_kg=wish.dose_mg_per_kg,
        rounding=Rounding(wish.rounding),
        at_risk=wish.at_risk,
        first_rules=wish.first_rules,
    )
    try:
        return plan_infusion(order, limits=limits), None
    except InfusionRefused as refusal:
        return None, refusal


def infusion_answers(
    *,
    woman: Person,
    wish: Wish,
    grams: Decimal | None,
    past: Before,
    on: date,
    limits: SafetyLimits,
    further: Mapping[str, Check] | None = None,
) -> list[GateAnswer]:
    """Ask the gates of an infusion on a day; `further` are those of the chair-side."""
    protocol = protocols()[wish.protocol]
    weight, state = _weight(wish, past=past), _state(wish)
    checks: dict[str, Check] = {
        "g_consent": lambda: g_consent(
            facts.consent_fact(person=woman, therapy=protocol.code, document="recipient"),
            therapy=protocol.code,
            limits=limits,
            on=on,
        ),
        "g_allergy": lambda: facts.allergy_answer(
            woman, treatment=Treatment(wish.protocol, wish.product), limits=limits
        ),
        "g_weight": lambda: g_weight(weight, state=state, limits=limits, on=on),
        "g_ivig_dose": lambda: g_ivig_dose(
            _dose(woman, wish=wish, grams=grams, past=past), limits=limits
        ),
        "g_iga": lambda: g_iga(
            facts.iga_fact(person=woman, reacted_before=wish.reacted_before), limits=limits
        ),
        "g_renal": lambda: _renal(woman, wish=wish, limits=limits, on=on),
        "g_recipient_tti": lambda: g_recipient_tti(
            facts.infection_facts(person=woman), cells=False, limits=limits, on=on
        ),
        "g_interval": lambda: g_interval(
            SessionKind.IVIG,
            last_session_on=past.last_on,
            consecutive_course=protocol.course.consecutive_days,
            limits=limits,
            on=on,
        ),
    }
    return evaluate({**(further or {}), **checks}, limits=limits)


def _weight(wish: Wish, *, past: Before) -> Weight | None:
    if wish.weight_kg is None:
        return None
    return Weight(
        kg=wish.weight_kg, measured_on=wish.weighed_on, previous_kg=past.last_weight_kg
    )


def _state(wish: Wish) -> PregnancyState | None:
    return PregnancyState(wish.her_state) if wish.her_state else None


def _dose(woman: Person, *, wish: Wish, grams: Decimal | None, past: Before) -> Dose:
    return Dose(
        weight_kg=wish.weight_kg,
        prescribed_mg_per_kg=wish.dose_mg_per_kg,
        grams_today=grams,
        previous_27_days_g=past.grams,
        abo=facts.abo_fact(woman),
        max_g_per_day=protocols()[wish.protocol].max_g_per_day,
    )


def _renal(woman: Person, *, wish: Wish, limits: SafetyLimits, on: date) -> GateAnswer:
    value = wish.creatinine_mg_per_dl
    return g_renal(
        Creatinine(value, wish.creatinine_on) if value is not None else None,
        state=_state(wish),
        age_years=facts.age_fact(woman, on=on),
        limits=limits,
        on=on,
    )


def wish_of(infusion: Infusion) -> Wish:
    """Give what was asked for, as the frozen plan keeps it."""
    return Wish(
        protocol=infusion.protocol_code,
        product=infusion.product_code,
        planned_for=infusion.planned_for,
        dose_mg_per_kg=_tidy(infusion.dose_mg_per_kg),
        weight_kg=_tidy(infusion.weight_kg),
        weighed_on=infusion.weighed_on,
        rounding=infusion.rounding,
        at_risk=infusion.is_at_risk,
        first_rules=infusion.first_rules,
        her_state=infusion.her_state,
        creatinine_mg_per_dl=infusion.creatinine_mg_per_dl
        and _tidy(infusion.creatinine_mg_per_dl),
        creatinine_on=infusion.creatinine_on,
        reacted_before=infusion.reacted_before,
    )


def _tidy(number: Decimal) -> Decimal:
    """Drop the noughts the table adds: 60.00 is 60, as it was typed."""
    return Decimal(plain(number))


def answers_shown(
    answers: Iterable[GateAnswer], *, limits: SafetyLimits, reader: User
) -> list[AnswerShown]:
    """Give this reader the answers in the words of the page, what stops first."""
    told = as_told_to(reader, (Told(about=About.WOMAN, answer=each) for each in answers))
    return worst_first(
        answer_shown(each.answer.as_record(), limits=limits) for each in told
    )


def answer_shown(record: Mapping[str, Any], *, limits: SafetyLimits) -> AnswerShown:
    """Give one written answer in the words of the page."""
    return AnswerShown(
        title=limits.basis(record["gate"]).title,
        outcome=record["outcome"],
        message=record["message"],
        reason=record["reason"],
        signatures={"one": 1, "two": 2}.get(record["override"], 0),
        trust=Tag(record["tag"]).words,
        source=record["source"],
    )


def infusions_of(couple: Couple | Blank, infusions: InfusionQuerySet) -> InfusionQuerySet:
    """Give the infusions of a couple, the newest day first."""
    mine = infusions.standing().filter(couple=couple)
    return mine.select_related("woman", "checked_by").order_by("-planned_for", "-pk")


def infusions_on(day: date, infusions: InfusionQuerySet) -> InfusionQuerySet:
    """Give the infusions of a day, whatever became of them, and those still running."""
    of_the_day = Q(planned_for=day) | Q(state="started")
    standing = infusions.standing().filter(of_the_day).with_people()
    return standing.order_by("planned_for", "pk")


def report_infusions(*, couple: Couple) -> list[dict[str, Any]]:
    """Give the infusions she received as a report prints them, oldest first, for JSON."""
    given = Infusion.objects.given().filter(couple=couple).order_by("started_at")
    rows = given.select_related("checked_by", "started_by").prefetch_related("lots")
    return [_reported(each) for each in rows]


def _reported(infusion: Infusion) -> dict[str, Any]:
    day = timezone.localdate(infusion.started_at)
    return {
        "on": day.isoformat(),
        "when": str(ApproximateDate.of(day)),
        "kind": "IVIG",
        "title": protocols()[infusion.protocol_code].name,
        "code": infusion.protocol_code,
        "edition": infusion.protocol_edition,
        "donor": "",
        "amount": infusion.given_words,
        "route": "Into the vein",
        "product": infusion.brand,
        "lots": [str(lot) for lot in infusion.lots.all() if lot.voided_at is None],
        "given_by": str(infusion.started_by),
        "checked_by": str(infusion.checked_by),
        "note": infusion.reason,
    }
