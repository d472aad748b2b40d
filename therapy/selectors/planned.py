"""What is planned for a couple on one day, for a paper that lies on a desk."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q

from patients.models import Couple
from patients.models.couple import CoupleQuerySet
from therapy.choices import SessionState
from therapy.models import Infusion, Session
from therapy.models.infusion import InfusionState
from therapy.rendering.gates import line_of_answer
from therapy.rendering.sessions import millions
from therapy.rules.catalogue import limits_on
from therapy.rules.protocols import protocols
from therapy.selectors import infusion_gates
from therapy.selectors.gates import Told, told_before, without_infections

WORDS: Final = {
    "HARD": "Stops",
    "SOFT": "Needs a decision",
    "WARN": "Note",
    "PASS": "Passed",
}
DECIDED = "Decided"


def planned_treatments(*, couple: Couple, on: date) -> list[dict[str, Any]]:
    """Give sessions and infusions of that day and what their gates say, ready for JSON.

    Donors other than the partner are not named, nor is any infection.
    """
    sessions = Session.objects.standing().filter(state=SessionState.PLANNED)
    infusions = Infusion.objects.standing().filter(state=InfusionState.PLANNED)
    of_the_day = {"couple": couple, "planned_for": on}
    return [
        *(_session(each, on=on) for each in sessions.filter(**of_the_day).with_people()),
        *(_infusion(each, on=on) for each in infusions.filter(**of_the_day).with_people()),
    ]


def couples_planned(couples: CoupleQuerySet, *, on: date) -> CoupleQuerySet:
    """Those of these couples that have a treatment planned for that day, booked or not."""
    sessions = Session.objects.standing().filter(state=SessionState.PLANNED)
    infusions = Infusion.objects.standing().filter(state=InfusionState.PLANNED)
    by_session = sessions.filter(planned_for=on).values("couple")
    by_infusion = infusions.filter(planned_for=on).values("couple")
    return couples.filter(Q(pk__in=by_session) | Q(pk__in=by_infusion))


def _session(session: Session, *, on: date) -> dict[str, Any]:
    partner = session.donor_is_partner
    donor = "the partner" if partner else f"another donor, {session.giver}".rstrip(", ")
    what = f"{millions(session.cells_planned)} cells, {session.get_route_display().lower()}"
    return {
        "title": session.protocol.name,
        "what": f"{what}, from {donor}",
        **_gates(told_before(session, on=on), on=on),
    }


def _infusion(infusion: Infusion, *, on: date) -> dict[str, Any]:
    volume = f"{infusion.volume_ml.normalize():f} ml"
    return {
        "title": protocols()[infusion.protocol_code].name,
        "what": f"{infusion.brand}, {infusion.grams_words} in {volume}",
        **_gates(infusion_gates.told_before(infusion, on=on), on=on),
    }


def _gates(told: Iterable[Told], *, on: date) -> dict[str, Any]:
    """What holds the treatment back in full, what lets it pass by its name alone.

    Whoever prints it, it lies on a desk: of infection tests it says whether they pass.
    """
    limits, open_ones, passed = limits_on(on), [], []
    for each in without_infections(told):
        line = line_of_answer(
            each.about.value, each.answer, override=each.override, limits=limits
        )
        if line.outcome == "PASS":
            passed.append(line.title)
            continue
        open_ones.append(
            {
                "title": line.title,
                "word": DECIDED if line.override else WORDS[line.outcome],
                "message": line.message,
                "stands_out": line.is_closed,
            }
        )
    order = [*WORDS.values(), DECIDED]
    open_ones.sort(key=lambda gate: order.index(str(gate["word"])))
    return {"gates": open_ones, "passed": passed}
