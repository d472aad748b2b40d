"""A donor of cells is a code for everybody; a partner is no secret."""

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.roles import ROLES, Permission
from tests.factories import patients, therapy
from tests.house.repository import ROOT
from therapy.models import Protocol, Session
from therapy.selectors import report_sessions
from therapy.selectors.gates import told_at_start

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(couple, clinician) -> Session:
    """A session with cells of somebody who is not her partner."""
    therapy.ready(couple, by=clinician)
    session = therapy.session(couple, by=clinician)
    donor = patients.donor(by=clinician, name="Secret Canary", sex="M", abo="B", rhd="pos")
    with pgtrigger.ignore("therapy.Session:who_and_how_never_change"):
        Session.objects.filter(pk=session.pk).update(donor=donor.person)
    session.refresh_from_db()
    return session


def pages(client, session) -> list[str]:
    addresses = (
        session.get_absolute_url(),
        reverse("therapy:session_list", args=[session.couple.number]),
        reverse("therapy:sessions_today"),
    )
    return [client.get(address).content.decode() for address in addresses]


def test_clinician_and_laboratory_know_who_gives_the_cells_and_nobody_else():
    told = [k for k, r in ROLES.items() if Permission.DONOR_IDENTITY_VIEW in r.permissions]
    assert told == ["clinician", "laboratory"]


@pytest.mark.parametrize("role", ["nurse", "clinician", "laboratory"])
def test_everybody_reads_the_code_and_nobody_the_name(client, request, planned, role):
    client.force_login(request.getfixturevalue(role))
    for page in pages(client, planned):
        assert planned.giver in page
        assert [word for word in ("Secret", "Canary") if word in page] == []
    assert "B RhD positive" in pages(client, planned)[0]


def test_the_tube_carries_the_code_of_the_donor(planned):
    def asked(**label):
        right = therapy.labels(planned, donor_tube=f"{planned.giver}-1", **label)
        told = told_at_start(planned, scanned=right, on=timezone.localdate())
        return next(t.answer.reason for t in told if t.answer.gate == "g_identity")

    assert planned.giver.startswith("D")
    assert asked(label_from=f"{planned.giver}-1") == "OK"
    assert asked() == "IDENTITY_MISMATCH"


def test_no_session_is_planned_with_cells_of_a_third_person(client, couple, clinician):
    therapy.services.load_catalogue()
    third = Protocol.objects.get(code="LIT_THIRD_PARTY")
    with pytest.raises(ValidationError, match="cannot be given yet") as refusal:
        therapy.session(couple, by=clinician, protocol=third)
    assert list(refusal.value.message_dict) == ["protocol"]
    assert not Session.objects.exists()
    client.force_login(clinician)
    page = client.get(reverse("therapy:session_plan", args=[couple.number]))
    offered = page.context["form"].fields["protocol"].queryset
    assert [each.code for each in offered] == [therapy.LIT]
    said = page.content.decode()
    assert "Cells of a third person cannot be given yet" in said
    assert "LIT with third-party or pooled cells" in said  # What is known stays readable.


def test_a_partner_is_named_to_everybody(client, nurse, couple, clinician):
    therapy.ready(couple, by=clinician)
    session = therapy.session(couple, by=clinician)
    client.force_login(nurse)
    for page in pages(client, session):
        assert couple.man.name in page
        assert "Hidden" not in page


def test_no_paper_names_another_donor(couple, clinician, nurse, laboratory):
    therapy.ready(couple, by=clinician)
    session = therapy.given(couple, by=nurse, checker=laboratory)
    donor = patients.donor(by=clinician, name="Secret Canary", sex="M").person
    with pgtrigger.ignore("therapy.Session:who_and_how_never_change",
                          "therapy.Session:given_is_frozen"):  # fmt: skip
        Session.objects.filter(pk=session.pk).update(donor=donor)
    [row] = report_sessions(couple=couple)
    assert "from a third-party donor" in row["what"]
    assert "Canary" not in str(row)


def test_no_template_asks_a_session_itself_who_the_donor_is():
    asking = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if "session.donor" in path.read_text()
    ]
    assert asking == []
