"""A restricted file is there for its care team, and not there for anybody else."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from appointments.models import Appointment
from foundation.records.models import Act
from foundation.records.services import StaleRecord
from immunology.models import Laboratory, Panel, Result
from patients import services
from patients.choices import Verdict
from patients.models import (
    BrokenGlass,
    ContactConsent,
    Couple,
    Person,
    Pregnancy,
    Restriction,
    TreatmentConsent,
)
from reports.models import Document
from tests.factories import accounts, immunology, patients, reports, therapy
from therapy.models import GateCheck, Infusion, Session

SCOPED = [
    Appointment, BrokenGlass, ContactConsent, Couple, Document, GateCheck, Infusion, Panel,
    Person, Pregnancy, Restriction, Result, Session, TreatmentConsent,
]  # fmt: skip
REASON = "She bleeds and nobody of the team is here"


def sees(user, couple) -> bool:
    return Couple.objects.visible_to(user).filter(pk=couple.pk).exists()


@pytest.mark.parametrize(
    ("role", "is_open"),
    [
        pytest.param("clinician", False, id="a clinician outside the team"),
        pytest.param("nurse", False, id="a nurse outside the team"),
        pytest.param("laboratory", False, id="the laboratory"),
        pytest.param("manager", False, id="the manager"),
        pytest.param("reception", True, id="reception books for them"),
        pytest.param("privacy_officer", True, id="who oversees restricted files"),
        pytest.param("administrator", False, id="who sees nobody anyway"),
        pytest.param("researcher", False, id="nor does a researcher"),
    ],
)
def test_who_finds_a_restricted_couple(couple, clinician, role, is_open):
    patients.restricted(couple, by=clinician, team=[clinician])
    outsider = accounts.staff(role, "outsider")

    assert sees(outsider, couple) is is_open
    assert sees(clinician, couple)


def test_reception_finds_nobody_where_the_team_books_itself(
    couple, clinician, receptionist
):
    patients.restricted(couple, by=clinician, team=[clinician], desk_books=False)

    assert not sees(receptionist, couple)


def test_the_restriction_covers_both_people_in_every_relation(
    couple, other_couple, clinician, nurse
):
    earlier = Couple.objects.create(
        written_by=clinician, number="C9001", woman=couple.woman, man=other_couple.man
    )
    patients.restricted(couple, by=clinician, team=[clinician])

    assert not sees(nurse, earlier)
    people = set(Person.objects.visible_to(nurse))
    assert people == {other_couple.woman, other_couple.man}


def test_a_member_of_one_team_is_not_a_member_of_the_other(
    couple, other_couple, clinician, nurse
):
    patients.restricted(couple, by=clinician, team=[clinician, nurse])
    patients.restricted(other_couple, by=clinician, team=[clinician])

    assert sees(nurse, couple)
    assert not sees(nurse, other_couple)


def test_a_lifted_restriction_closes_nothing(couple, clinician, nurse):
    restriction = patients.restricted(couple, by=clinician, team=[clinician])
    services.lift_restriction(restriction=restriction, reason="Has left", by=clinician)

    assert sees(nurse, couple)
    with pytest.raises(ValidationError, match="lifted already"):
        services.lift_restriction(restriction=restriction, reason="Again", by=clinician)


def test_everything_on_file_of_them_is_closed_with_the_file(couple, clinician, nurse):
    patients.pregnancy(by=clinician, couple=couple)
    therapy.ready(couple, by=clinician)
    therapy.session(couple, by=clinician)
    lab = Laboratory.objects.earliest("pk")
    immunology.panel(couple, by=clinician, lab=lab)
    reports.drawn(couple=couple, by=clinician)
    seen = [
        Couple, Person, Pregnancy, ContactConsent, TreatmentConsent, Panel, Result,
        Session, GateCheck, Document,
    ]  # fmt: skip
    assert [model for model in seen if not model.objects.visible_to(nurse).exists()] == []

    patients.restricted(couple, by=clinician, team=[clinician])

    assert [model for model in seen if model.objects.visible_to(nurse).exists()] == []


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_every_scope_can_be_asked_for_every_role(model, couple, clinician, db):
    patients.restricted(couple, by=clinician, team=[clinician])

    for role in ("nurse", "reception", "laboratory", "privacy_officer", "researcher"):
        assert (
            list(model.objects.visible_to(accounts.staff(role, f"some_{role}"))) is not None
        )


class TestRestricting:
    def restrict(self, couple, by, **changes):
        asked = {"reason": "Works here", "desk_books": True, "members": [by]}
        return services.restrict_couple(couple=couple, by=by, **asked | changes)

    def test_names_the_team_and_is_on_record(self, couple, clinician, nurse):
        made = self.restrict(couple, clinician, members=[clinician, nurse])

        assert {row.member for row in made.team.all()} == {clinician, nurse}
        act = Act.objects.get(action="couple.restricted")
        assert act.details == {"team": ["clinician", "nurse"]}

    def test_needs_somebody_who_can_sign_for_them(self, couple, manager, nurse):
        with pytest.raises(ValidationError, match="at least one clinician"):
            self.restrict(couple, manager, members=[manager, nurse])

        assert not Restriction.objects.exists()

    def test_needs_a_reason_in_words(self, couple, clinician):
        with pytest.raises(ValidationError, match="cannot be blank"):
            self.restrict(couple, clinician, reason="  ")

    def test_happens_once(self, couple, clinician):
        self.restrict(couple, clinician)

        with pytest.raises(ValidationError, match="restricted already"):
            self.restrict(couple, clinician)

    def test_who_leaves_the_team_is_out_and_who_joins_is_in(
        self, couple, clinician, colleague, nurse
    ):
        made = self.restrict(couple, clinician, members=[clinician, nurse])

        services.change_restriction(
            restriction=made, reason="Works here",
            desk_books=False, members=[clinician, colleague], by=clinician,
        )  # fmt: skip

        assert not sees(nurse, couple)
        assert sees(colleague, couple)
        assert Act.objects.filter(action="care_team.left").count() == 1

    def test_two_who_change_it_at_once_are_told(self, couple, clinician):
        made = self.restrict(couple, clinician)
        made.version += 1

        with pytest.raises(StaleRecord):
            services.change_restriction(
                restriction=made, reason="Works here",
                desk_books=True, members=[clinician], by=clinician,
            )  # fmt: skip


class TestGlass:
    @pytest.fixture
    def closed(self, couple, clinician):
        patients.restricted(couple, by=clinician, team=[clinician])
        return couple

    def test_opens_one_file_for_an_hour_to_one_person(
        self, closed, other_couple, clinician, colleague, nurse
    ):
        patients.restricted(other_couple, by=clinician, team=[clinician])

        glass = services.break_glass(couple=closed, reason=REASON, by=nurse)

        assert sees(nurse, closed)
        assert not sees(nurse, other_couple)
        assert not sees(colleague, closed)
        with time_machine.travel(glass.until - timedelta(seconds=1), tick=False):
            assert sees(nurse, closed)
        with time_machine.travel(glass.until, tick=False):
            assert not sees(nurse, closed)

    def test_lasts_sixty_minutes(self, closed, nurse):
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            glass = services.break_glass(couple=closed, reason=REASON, by=nurse)

        assert glass.until == now + timedelta(minutes=60)

    def test_opens_what_is_on_file_of_both_people(
        self, closed, other_couple, clinician, nurse
    ):
        earlier = Couple.objects.create(
            written_by=clinician, number="C9001", woman=closed.woman, man=other_couple.man
        )
        services.break_glass(couple=closed, reason=REASON, by=nurse)

        assert sees(nurse, earlier)
        assert set(closed.people) <= set(Person.objects.visible_to(nurse))

    def test_is_on_record(self, closed, nurse):
        glass = services.break_glass(couple=closed, reason=REASON, by=nurse)

        act = Act.objects.get(action="glass.broken")
        assert (act.actor, act.subject_id) == (nurse, str(glass.pk))

    def test_may_be_given_back_early(self, closed, nurse):
        glass = services.break_glass(couple=closed, reason=REASON, by=nurse)

        services.close_glass(glass=glass, by=nurse)

        assert not sees(nurse, closed)

    def test_closes_when_the_role_may_no_longer_break_it(self, closed, nurse):
        services.break_glass(couple=closed, reason=REASON, by=nurse)
        nurse.role = "manager"

        assert not sees(nurse, closed)

    @pytest.mark.parametrize("role", ["reception", "manager", "privacy_officer"])
    def test_is_not_for_those_who_do_not_care_for_patients(self, closed, role):
        outsider = accounts.staff(role, "outsider")

        with pytest.raises(ValidationError, match="open to you"):
            services.break_glass(couple=closed, reason=REASON, by=outsider)

    def test_is_not_broken_where_the_file_is_open(self, closed, clinician):
        with pytest.raises(ValidationError, match="open to you"):
            services.break_glass(couple=closed, reason=REASON, by=clinician)

    def test_needs_a_reason_in_words(self, closed, nurse):
        with pytest.raises(ValidationError, match="at least 10 characters"):
            services.break_glass(couple=closed, reason="   now   ", by=nurse)


class TestReview:
    @pytest.fixture
    def glass(self, couple, nurse):
        return patients.broken(couple, by=nurse)

    def test_says_who_judged_it_and_how(self, glass, privacy_officer):
        services.review_glass(
            glass=glass, verdict=Verdict.JUSTIFIED, note="", by=privacy_officer
        )

        glass.refresh_from_db()
        assert (glass.reviewed_by, glass.verdict) == (privacy_officer, "justified")
        assert not glass.is_overdue

    def test_a_doubt_is_explained(self, glass, privacy_officer):
        with pytest.raises(ValidationError, match="what is in doubt"):
            services.review_glass(
                glass=glass, verdict=Verdict.FOLLOW_UP, note=" ", by=privacy_officer
            )

    def test_nobody_judges_himself(self, glass, nurse):
        with pytest.raises(ValidationError, match="Somebody else reviews"):
            services.review_glass(glass=glass, verdict=Verdict.JUSTIFIED, note="", by=nurse)

    def test_happens_once(self, glass, privacy_officer):
        judged = {"verdict": Verdict.JUSTIFIED, "note": "", "by": privacy_officer}
        services.review_glass(glass=glass, **judged)

        with pytest.raises(ValidationError, match="reviewed already"):
            services.review_glass(glass=glass, **judged)

    @pytest.mark.parametrize(
        ("after", "is_overdue"),
        [
            pytest.param(timedelta(days=3), False, id="on the third day"),
            pytest.param(timedelta(days=3, seconds=1), True, id="after it"),
        ],
    )
    def test_is_overdue_after_three_days(self, glass, after, is_overdue):
        with time_machine.travel(glass.written_at + after, tick=False):
            assert glass.is_overdue is is_overdue
