"""The demonstration has sessions as a clinic would have given them."""

import random

import pytest
from django.utils import timezone

from clinic.demo import immunology as results
from clinic.demo import therapy as demo
from immunology.services import load_catalogue as load_tests
from tests.factories import accounts, patients
from therapy import services
from therapy.models import GateCheck, Session
from therapy.selectors import report_sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(clinician, nurse, laboratory):
    load_tests()
    services.load_catalogue()
    staff = {"clinician": clinician, "nurse": nurse, "laboratory": laboratory}
    staff["clinician2"] = accounts.staff("clinician", "clinician2")
    couples = [patients.couple(by=clinician) for _ in range(96)]
    today, rng = timezone.localdate(), random.Random(7)  # noqa: S311 - no secret
    results.seed(staff=staff, couples=couples, on=today, rng=rng)
    demo.seed(staff=staff, couples=couples, on=today, rng=rng)
    return couples


def test_thirty_couples_have_sessions_and_five_are_planned_for_today(seeded):
    given = Session.objects.given()
    assert given.values("couple").distinct().count() == demo.TREATED
    assert Session.objects.filter(planned_for=timezone.localdate()).count() == 5
    assert not given.filter(given_at__gt=timezone.now()).exists()


def test_every_session_has_the_answers_of_its_gates(seeded):
    asked = GateCheck.objects.filter(session__isnull=False).values("session").distinct()
    assert asked.count() == Session.objects.count()


def test_two_of_today_wait_for_a_consent(seeded):
    stopped = GateCheck.objects.filter(stage="order", reason="CONSENT_MISSING")
    assert stopped.values("session").distinct().count() == 2


def test_the_report_tells_what_was_given(seeded):
    couple = Session.objects.given().first().couple
    rows = report_sessions(couple=couple)
    assert len(rows) >= 2
    assert rows[0]["therapy"] == "Lymphocyte immunisation, partner cells"
    assert "million cells" in rows[0]["what"]
