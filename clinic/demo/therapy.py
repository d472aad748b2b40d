"""Treatments of the demonstration: sessions given over months, some planned for today."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from clinic.demo import infusions
from clinic.demo.entries import ask_about_allergies
from foundation.accounts.models import User
from immunology.models import Panel
from patients.choices import Rhd
from patients.models import Couple, TreatmentConsent
from therapy.choices import About, BodySite, SessionState, SiteReaction, Stage
from therapy.models import GateCheck, Protocol, Session, SessionObservation
from therapy.models.session import MILLION
from therapy.rules.catalogue import limits_on
from therapy.rules.gates import Gate
from therapy.selectors.gates import Told, told_before
from therapy.services import keep_checks
from therapy.services.checks import check_row

LIT = "LIT_PATERNAL"
TREATED = 30
TODAY = 3
PASSED = (
    ("g_identity", About.BOTH, "Wristband, order and labels belong together."),
    ("g_consent", About.WOMAN, "The consent is valid."),
    ("g_consent", About.DONOR, "The consent is valid."),
    ("g_donor_tti", About.DONOR, "The donor's tests are all negative."),
    ("g_recipient_tti", About.WOMAN, "Her infection tests are negative and valid."),
    ("g_allergy", About.WOMAN, "No known allergy stands against it."),
    ("g_abo_rhd", About.BOTH, "The blood groups suit each other."),
    ("g_interval", About.WOMAN, "The distance to the last session is right."),
)
ARMS = ([s for s in BodySite if s[0] == "L"], [s for s in BodySite if s[0] == "R"])


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> None:
    """Give about thirty couples two or three sessions each, and plan five for today.

    Two of those five are new, so that something is still missing for them.

    Only couples whose infection tests are on file are treated, and their consents were
    signed before the first session.
    """
    protocol = Protocol.objects.filter(code=LIT).order_by("-edition").first()
    if protocol is None:
        return
    screened = _screened(couples)
    _consent(screened[:TREATED], by=staff["nurse"], on=on, rng=rng)
    ask_about_allergies(screened[: TREATED + 2], by=staff["nurse"], on=on)
    _given(screened[:TREATED], protocol, staff=staff, on=on, rng=rng)
    today = [*screened[:TODAY], *screened[TREATED : TREATED + 2]]
    _planned(today, protocol, staff=staff, on=on)
    infusions.seed(staff=staff, couples=screened[TREATED + 2 :], on=on, rng=rng)


def _screened(couples: list[Couple]) -> list[Couple]:
    """Give the couples with a signed screen of both, blood groups known, RhD positive."""
    tested = set(
        Panel.objects.standing()
        .signed()
        .filter(code="infection")
        .values_list("person_id", flat=True)
    )
    return [
        couple
        for couple in couples
        if {couple.woman_id, couple.man_id} <= tested
        and couple.woman.abo
        and couple.man.abo
        and couple.woman.rhd == couple.man.rhd == Rhd.POSITIVE
    ]


def _consent(couples: list[Couple], *, by: User, on: date, rng: random.Random) -> None:
    """Put both consents on file for each: hers to treatment, his to giving cells."""
    on_file = set(
        TreatmentConsent.objects.standing()
        .filter(therapy_code=LIT)
        .values_list("person_id", "document", "signed_on")
    )
    wanted = [
        (person, document, on - timedelta(days=rng.randint(105, 160)))
        for couple in couples
        for person, document in ((couple.woman, "recipient"), (couple.man, "donor"))
    ]
    TreatmentConsent.objects.bulk_create(
        TreatmentConsent(
            written_by=by,
            person=person,
            therapy_code=LIT,
            document=document,
            document_version=1,
            language=person.language,
            signed_on=day,
        )
        for person, document, day in wanted
        if (person.pk, document, day) not in on_file
    )


def _given(
    couples: list[Couple],
    protocol: Protocol,
    *,
    staff: dict[str, User],
    on: date,
    rng: random.Random,
) -> None:
    sessions = [
        _session(couple, protocol, day=day, arm=number % 2, staff=staff, rng=rng)
        for couple in couples
        for number, day in enumerate(_days(on, rng))
    ]
    Session.objects.bulk_create(sessions)
    GateCheck.objects.bulk_create(
        row for session in sessions for row in _passed(session, by=staff["nurse"])
    )
    SessionObservation.objects.bulk_create(
        look for session in sessions for look in _looks(session, staff=staff, rng=rng)
    )


def _days(on: date, rng: random.Random) -> Iterator[date]:
    """Two or three sessions, three to four weeks apart, the last one three weeks ago."""
    day = on - timedelta(days=rng.randint(22, 40))
    for _ in range(rng.randint(2, 3)):
        yield day
        day -= timedelta(days=rng.randint(21, 28))


def _session(
    couple: Couple,
    protocol: Protocol,
    *,
    day: date,
    arm: int,
    staff: dict[str, User],
    rng: random.Random,
) -> Session:
    started = _at(day, time(8, rng.randrange(0, 40, 5)))
    counted = rng.randrange(38, 74)
    given = min(counted, rng.choice([35, 40, 40, 45]))
    return Session(
        written_by=staff["clinician"],
        couple=couple,
        woman=couple.woman,
        donor=couple.man,
        protocol=protocol,
        planned_for=day,
        route="intradermal",
        cells_planned=int(40 * MILLION),
        state=SessionState.GIVEN,
        checked_in_at=started - timedelta(minutes=15),
        started_at=started,
        started_by=staff["nurse"],
        drawn_at=started + timedelta(minutes=10),
        draw_ml=Decimal(rng.randrange(40, 85, 5)),
        cells_counted=int(counted * MILLION),
        viability_pct=Decimal(rng.randrange(910, 985)) / 10,
        prepared_by=staff["laboratory"],
        released_at=started + timedelta(minutes=170),
        released_by=staff["nurse"],
        given_at=started + timedelta(minutes=190),
        given_by=staff["clinician"],
        cells_given=int(given * MILLION),
        volume_ml=Decimal(rng.choice(["1.0", "1.2", "1.5"])),
        sites=[site.value for site in ARMS[arm][: rng.randint(8, 10)]],
        discharged_at=started + timedelta(minutes=235),
        discharged_by=staff["nurse"],
        instructions_given=True,
    )


def _passed(session: Session, *, by: User) -> Iterator[GateCheck]:
    """Give the answers of that day's start: every gate was open."""
    limits, run = limits_on(session.planned_for), uuid4()
    for code, about, message in PASSED:
        answer = Gate(code, limits).passed(message)
        told = Told(about=about, answer=answer)
        yield check_row(
            told, session=session, stage=Stage.START, on=session.planned_for, by=by, run=run
        )


def _looks(
    session: Session, *, staff: dict[str, User], rng: random.Random
) -> Iterator[SessionObservation]:
    """Before the cells, then 15 and 30 minutes after."""
    if session.given_at is None:
        return
    seen = rng.choices(list(SiteReaction), weights=[5, 4, 1, 0])[0]
    for minutes in (-20, 15, 31):
        yield SessionObservation(
            written_by=staff["nurse"],
            session=session,
            taken_at=session.given_at + timedelta(minutes=minutes),
            pulse=rng.randint(66, 92),
            systolic=rng.randint(104, 132),
            diastolic=rng.randint(62, 84),
            temperature_c=Decimal(rng.randint(362, 371)) / 10,
            spo2_pct=rng.randint(97, 100),
            site_reaction="" if minutes < 0 else seen,
        )


def _planned(
    couples: list[Couple], protocol: Protocol, *, staff: dict[str, User], on: date
) -> None:
    """Plan today's sessions, with what the gates say of each."""
    planned = Session.objects.bulk_create(
        Session(
            written_by=staff["clinician"],
            couple=couple,
            woman=couple.woman,
            donor=couple.man,
            protocol=protocol,
            planned_for=on,
            route="intradermal",
            cells_planned=int(40 * MILLION),
        )
        for couple in couples
    )
    by = staff["clinician"]
    for session in planned:
        told = told_before(session, on=on)
        keep_checks(told, session=session, stage=Stage.ORDER, on=on, by=by)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
