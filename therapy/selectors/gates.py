"""What the safety gates say of one session, from what is on file at this moment."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from foundation.accounts.models import User
from therapy.choices import About
from therapy.models import GateCheck, GateOverride, Infusion, Session
from therapy.models.gates import gates_hidden_from
from therapy.rules.catalogue import limits_on
from therapy.rules.gates import (
    INFECTION_GATES,
    AntiD,
    BloodGroup,
    BloodMatch,
    CellProduct,
    Donor,
    GateAnswer,
    GateOutcome,
    Rhd,
    Route,
    Scans,
    SessionKind,
    Treatment,
    evaluate,
    g_abo_rhd,
    g_cells,
    g_consent,
    g_donor_tti,
    g_identity,
    g_interval,
    g_recipient_tti,
    worst,
)
from therapy.rules.gates.engine import Check
from therapy.selectors.facts import (
    abo_fact,
    allergy_answer,
    consent_fact,
    infection_facts,
)
from therapy.selectors.screening import anti_d_fact, rhd_fact

Asked = tuple[About, str, Check]
Case = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One gate's answer about somebody, and the decision that goes past it, if any."""

    about: About
    answer: GateAnswer
    override: GateOverride | None = None

    @property
    def title(self) -> str:
        """Name the gate as the screen does."""
        on = timezone.localdate()
        return limits_on(on).basis(self.answer.gate).title

    @property
    def is_open(self) -> bool:
        """Tell whether the treatment may go on as far as this gate is concerned."""
        if self.answer.outcome is GateOutcome.SOFT:
            return self.override is not None
        return self.answer.outcome is not GateOutcome.HARD

    @property
    def needs_decision(self) -> bool:
        return self.answer.outcome is GateOutcome.SOFT and self.override is None

    @property
    def is_note(self) -> bool:
        return self.answer.outcome is GateOutcome.WARN

    @property
    def veiled(self) -> "Told":
        """The same, without what the gate has seen and without who decided what."""
        answer = self.answer.veiled(is_open=self.is_open)
        return replace(self, answer=answer, override=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """The labels as they were scanned or typed at the chair-side."""

    band: str
    label_for: str
    donor_tube: str
    label_from: str


def as_told_to(reader: User, told: Iterable[Told]) -> list[Told]:
    """Give the answers as far as this reader's role goes.

    Who does not read infection tests, or no history, hears of the gates that ask about
    them only whether they let pass.
    """
    return _veiled(told, gates_hidden_from(reader))


def without_infections(told: Iterable[Told]) -> list[Told]:
    """Give the answers so that no sentence says what an infection test said."""
    return _veiled(told, INFECTION_GATES)


def _veiled(told: Iterable[Told], gates: frozenset[str]) -> list[Told]:
    return [each.veiled if each.answer.gate in gates else each for each in told]


def is_open(told: Iterable[Told]) -> bool:
    """Tell whether every gate is open; no answer at all is not."""
    answers = list(told)
    return bool(answers) and all(each.is_open for each in answers)


def with_overrides(
    answers: Iterable[tuple[About, GateAnswer]],
    *,
    session: Session | None = None,
    infusion: Infusion | None = None,
) -> list[Told]:
    """Put beside each answer the standing decision on it for this one treatment.

    A decision counts only while the gate still says the same of the same values.
    """
    decisions = overrides_of(session=session, infusion=infusion)
    by_case = {_case(each.check_row): each for each in decisions}
    return [
        Told(about=about, answer=answer, override=by_case.get(_case_of(about, answer)))
        for about, answer in answers
    ]


def overrides_of(
    *, session: Session | None = None, infusion: Infusion | None = None
) -> QuerySet[GateOverride]:
    """Give the standing decisions of one treatment."""
    return GateOverride.objects.of(session=session, infusion=infusion)


def _case(row: GateCheck) -> Case:
    return row.about, row.gate, row.reason, _lasting(row.seen)


def _case_of(about: About, answer: GateAnswer) -> Case:
    return about.value, answer.gate, answer.reason, _lasting(answer.details)


def _lasting(seen: Mapping[str, object]) -> str:
    """Write down what was seen, without the clock that runs while somebody decides."""
    kept = {name: value for name, value in seen.items() if name != "draw_to_injection_h"}
    return json.dumps(kept, sort_keys=True)


def told_before(session: Session, *, on: date) -> list[Told]:
    """Ask every gate that can answer before the chair-side: as planned, at check-in."""
    return _told(_before(session, on=on), session=session, on=on)


def told_at_start(session: Session, *, scanned: Scanned, on: date) -> list[Told]:
    """Ask every gate again, identity first; what they say now decides."""
    asked = [_identity(session, scanned=scanned, on=on), *_before(session, on=on)]
    return _told(asked, session=session, on=on)


def told_of_cells(
    session: Session, *, scanned: Scanned, at: datetime, on: date
) -> list[Told]:
    """Ask whether these are her cells, and whether they may be given."""
    asked = [_identity(session, scanned=scanned, on=on), _cells(session, at=at, on=on)]
    return _told(asked, session=session, on=on)


def told_of_release(session: Session, *, at: datetime, on: date) -> list[Told]:
    """Ask of the counted cells alone, so that a decision can be made before the chair."""
    return _told([_cells(session, at=at, on=on)], session=session, on=on)


def _told(asked: Iterable[Asked], *, session: Session, on: date) -> list[Told]:
    limits = limits_on(on)
    answers = [
        (about, evaluate({gate: check}, limits=limits)[0]) for about, gate, check in asked
    ]
    return with_overrides(answers, session=session)


def _before(session: Session, *, on: date) -> Iterator[Asked]:
    limits = limits_on(on)
    yield from _consents(session, on=on)
    yield (
        About.DONOR,
        "g_donor_tti",
        lambda: g_donor_tti([_donor(session)], limits=limits, on=on),
    )
    yield (
        About.WOMAN,
        "g_recipient_tti",
        lambda: g_recipient_tti(
            infection_facts(person=session.woman), cells=True, limits=limits, on=on
        ),
    )
    yield (
        About.WOMAN,
        "g_allergy",
        lambda: allergy_answer(
            session.woman, treatment=Treatment(session.protocol.code), limits=limits
        ),
    )
    yield About.BOTH, "g_abo_rhd", lambda: g_abo_rhd(_blood(session), limits=limits)
    yield (
        About.WOMAN,
        "g_interval",
        lambda: g_interval(
            SessionKind.LIT, last_session_on=last_given_on(session), limits=limits, on=on
        ),
    )


def _consents(session: Session, *, on: date) -> Iterator[Asked]:
    limits, therapy = limits_on(on), session.protocol.code
    people = (
        (About.WOMAN, session.woman, "recipient"),
        (About.DONOR, session.donor, "donor"),
    )
    for about, person, document in people:

        def check(person=person, document=document) -> GateAnswer:
            fact = consent_fact(person=person, therapy=therapy, document=document)
            return g_consent(fact, therapy=therapy, limits=limits, on=on)

        yield about, "g_consent", check


def _donor(session: Session) -> Donor:
    tests = infection_facts(person=session.donor)
    return Donor(is_partner=session.donor_is_partner, tests=tests)


def _blood(session: Session) -> BloodMatch:
    her, his = session.woman, session.donor
    anti_d: AntiD | None = None
    if rhd_fact(her) is Rhd.NEGATIVE:
        anti_d = anti_d_fact(person=her)
    return BloodMatch(
        recipient=BloodGroup(abo_fact(her), rhd_fact(her), anti_d),
        donor=BloodGroup(abo_fact(his), rhd_fact(his)),
        route=Route(session.route),
        anti_d_decision=session.anti_d_decision or None,
    )


def last_given_on(session: Session) -> date | None:
    """Give the day she last received cells, in whichever couple; None: never."""
    given = Session.objects.given().filter(woman=session.woman).exclude(pk=session.pk)
    last = given.order_by("-given_at").values_list("given_at", flat=True).first()
    return timezone.localtime(last).date() if last else None


def _identity(session: Session, *, scanned: Scanned, on: date) -> Asked:
    """Compare the labels with each other, and with the two people on file."""
    limits, order = limits_on(on), session.woman.number
    tube, label = _read(scanned.donor_tube), _read(scanned.label_from)
    band, made_for = _read(scanned.band), _read(scanned.label_for)

    def scans(tube: str, label: str) -> Scans:
        return Scans(
            recipient_band=band,
            order_recipient=order,
            label_recipient=made_for,
            donor_tube=tube,
            label_donor=label,
        )

    def check() -> GateAnswer:
        as_read = g_identity(scans(tube, label), limits=limits)
        donor = tube.partition("-")[0]
        on_file = g_identity(scans(donor, session.giver), limits=limits)
        return worst([as_read, on_file], otherwise=as_read)

    return About.BOTH, "g_identity", check


def _read(label: str) -> str:
    """Read a label as it is meant: capitals, no spaces."""
    return "".join(label.split()).upper()


def _cells(session: Session, *, at: datetime, on: date) -> Asked:
    limits = limits_on(on)

    def check() -> GateAnswer:
        return g_cells(cell_product(session, at=at), limits=limits)

    return About.BOTH, "g_cells", check


def cell_product(session: Session, *, at: datetime) -> CellProduct:
    """Give the cells as they stand on file; what was not measured stays None."""
    return CellProduct(
        cells=None if session.cells_counted is None else Decimal(session.cells_counted),
        viability_pct=session.viability_pct,
        draw_to_injection_h=session.hours_from_draw(at=at),
        second_checker=_login(session.released_by),
        operator=_login(session.prepared_by),
    )


def _login(user) -> str | None:
    return user.get_username() if user else None


def by_about(told: Iterable[Told]) -> Mapping[tuple[str, str], Told]:
    """Find an answer by the gate and whom it is about."""
    return {(each.answer.gate, each.about.value): each for each in told}
