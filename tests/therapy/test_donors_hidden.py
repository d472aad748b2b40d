"""Who gives the cells is for those who prepare and decide; a partner is no secret."""

import pgtrigger
import pytest
from django.urls import reverse

from foundation.accounts.roles import ROLES, Permission
from tests.factories import patients, therapy
from tests.house.repository import ROOT
from therapy.models import Session
from therapy.selectors import report_sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(couple, clinician) -> Session:
    """A session with cells of somebody who is not her partner."""
    therapy.ready(couple, by=clinician)
    session = therapy.session(couple, by=clinician)
    donor = patients.person(
        by=clinician, number="C77M", name="Secret Canary", sex="M", abo="B", rhd="pos"
    )
    with pgtrigger.ignore("therapy.Session:who_and_how_never_change"):
        Session.objects.filter(pk=session.pk).update(donor=donor)
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


@pytest.mark.parametrize("role", ["clinician", "laboratory"])
def test_who_prepares_and_decides_reads_the_name(client, request, planned, role):
    client.force_login(request.getfixturevalue(role))
    assert ["Secret Canary" in page for page in pages(client, planned)] == [True] * 3


def test_a_nurse_does_not(client, nurse, planned):
    client.force_login(nurse)
    for page in pages(client, planned):
        assert "Hidden for your role" in page
        assert [word for word in ("Secret", "Canary", "C77M") if word in page] == []
    assert "B RhD positive" in pages(client, planned)[0]


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
    donor = patients.person(by=clinician, number="C77M", name="Secret Canary", sex="M")
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
