"""A gate that asks about infections tells a nurse whether it lets pass, and no more."""

import re
from pathlib import Path

import pytest
from django.utils import timezone

from foundation.accounts.roles import ROLES, Permission
from tests.factories import therapy
from tests.therapy import test_infusion_day as infusion_day
from tests.therapy.test_session_day import step, typed_labels
from therapy import rules
from therapy.choices import OverrideReason, Stage
from therapy.models import GateCheck, Session
from therapy.rules.gates import INFECTION_GATES
from therapy.selectors import gates
from therapy.services.checks import override_gate

pytestmark = pytest.mark.django_db
infusion = infusion_day.infusion
consent, ready = infusion_day.consent, infusion_day.ready
GATES = Path(rules.__file__).parent / "gates"
# What would tell a nurse what a test said, or which test it was.
TOLD = ("reactive", "HIV", "HBsAg", "anti-HBc", "HBV", "HCV", "syphilis", "Canary",
        "clinicians decide", "Treat or refer")  # fmt: skip
ASK = "Not passed. Ask the clinician."


def test_every_gate_that_reads_infection_tests_is_among_them():
    asking = {
        line.partition("(")[0].removeprefix("def ")
        for path in GATES.glob("*.py")
        if "problems_of(" in path.read_text() and path.stem != "infection"
        for line in path.read_text().splitlines()
        if line.startswith("def g_")
    }
    assert asking == INFECTION_GATES


def page_of(client, treatment) -> str:
    return client.get(treatment.get_absolute_url()).content.decode()


def told_in(page: str) -> list[str]:
    """What the page tells of tests, but for the laws that ask for them of everybody."""
    said = re.sub(r"<details.*?</details>|<[^>]*>", "", page, flags=re.DOTALL)
    return [word for word in TOLD if word in said]


@pytest.fixture
def lab(couple, clinician):
    therapy.ready(couple, by=clinician)
    return therapy.Laboratory.objects.first()


def screened(couple, lab, by, *, of: str, **words: str) -> Session:
    """A session planned for today after a screen that was not clear."""
    therapy.infection(couple, of=of, by=by, lab=lab, days_ago=2, **words)
    return therapy.session(couple, by=by)


def test_a_nurse_hears_that_the_screens_passed(client, couple, lab, clinician, nurse):
    planned = therapy.session(couple, by=clinician)
    client.force_login(nurse)
    page = page_of(client, planned)
    assert page.count("<p>Passed.</p>") == 2
    assert told_in(page) == []


@pytest.mark.parametrize(
    ("of", "title"),
    [("man", "Infection tests of the donor"), ("woman", "Infection tests of the woman")],
)
def test_a_nurse_hears_that_a_screen_did_not_pass_and_whom_to_ask(
    client, couple, lab, clinician, nurse, of, title
):
    planned = screened(couple, lab, clinician, of=of, hbsag="reactive")
    client.force_login(nurse)
    page = page_of(client, planned)
    assert f"<strong>{title}:</strong> {ASK}" in page
    assert told_in(page) == []


def test_a_start_that_is_refused_says_no_more(client, couple, lab, clinician, nurse):
    planned = screened(couple, lab, clinician, of="man", hiv="reactive")
    client.force_login(nurse)
    step(client, planned, "check-in")
    answer = step(client, planned, "start", **typed_labels(planned))
    page = answer.content.decode()
    assert (answer.status_code, ASK in page, told_in(page)) == (422, True, [])
    assert client.get(planned.get_absolute_url()).status_code == 200


def decided(session, *, by, second) -> None:
    told = gates.told_before(session, on=timezone.localdate())
    [asks] = [each for each in told if each.needs_decision]
    override_gate(
        told=asks, session=session, stage=Stage.CHECKIN, on=timezone.localdate(),
        reason_code=OverrideReason.values[0], text="Canary: she is treated", by=by,
        second=second,
    )  # fmt: skip


def test_what_was_decided_and_why_is_for_those_who_read_the_tests(
    client, couple, lab, clinician, nurse, colleague
):
    planned = screened(couple, lab, clinician, of="woman", syphilis="reactive")
    decided(planned, by=clinician, second=colleague)
    client.force_login(nurse)
    before = page_of(client, planned)
    step(client, planned, "check-in")
    assert step(client, planned, "start", **typed_labels(planned)).status_code == 302
    after = page_of(client, planned)
    for page in (before, after):
        assert (page.count("<p>Passed.</p>"), told_in(page)) == (2, [])
    client.force_login(clinician)
    assert "Canary: she is treated" in page_of(client, planned)
    assert "syphilis test is reactive" in page_of(client, planned)


def test_no_kept_answer_of_theirs_is_handed_out(couple, lab, clinician, nurse):
    therapy.session(couple, by=clinician)
    kept = {
        reader: set(GateCheck.objects.visible_to(reader).values_list("gate", flat=True))
        for reader in (clinician, nurse)
    }
    assert kept[clinician] - kept[nurse] == {"g_donor_tti", "g_recipient_tti"}


def test_an_infusion_says_no_more_either(client, infusion, clinician, nurse):
    assert "has no result" in page_of(client, infusion)
    client.force_login(nurse)
    page = page_of(client, infusion)
    assert (ASK in page, told_in(page)) == (True, [])


def test_an_infusion_that_a_clinician_let_pass_has_passed(client, ready, nurse):
    client.force_login(nurse)
    page = page_of(client, ready)
    assert "<strong>Infection tests of the woman</strong>: Passed." in page
    assert told_in(page) == []


def test_who_does_not_read_the_tests_does_not_decide_on_them(
    client, infusion, clinician, monkeypatch
):
    seen = ROLES["clinician"].permissions - {Permission.INFECTION_VIEW}
    monkeypatch.setattr(type(clinician), "may", lambda _self, asked: asked in seen)
    assert infusion_day.decide(client, infusion, "g_recipient_tti").status_code == 404
    assert infusion_day.decide(client, infusion, "g_iga").status_code == 302
