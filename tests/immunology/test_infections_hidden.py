"""What an infection test said is for those who need it; others see that it is there."""

import re

import pytest
from django.urls import reverse

from foundation.accounts.roles import ROLES, Permission
from immunology.models import Panel, Result
from tests.factories import accounts, immunology

BLIND = [
    role for role, it in ROLES.items() if Permission.INFECTION_VIEW not in it.permissions
]
HIDDEN = "Hidden for your role"


@pytest.fixture
def screen(couple, lab, clinician) -> Panel:
    """A signed screen of hers that says a lot, in cells and in words."""
    return immunology.panel(
        couple, by=clinician, lab=lab, code="infection", signed=True,
        values={"hiv": "reactive", "hbv_dna": "48151", "syphilis": "NR"},
        note="Canary note", method="Canary method",
    )  # fmt: skip


def at(name, *args) -> str:
    return reverse(f"immunology:{name}", args=args)


def of_couple(panel) -> str:
    return at("panel_list", panel.couple.number)


def test_clinician_and_laboratory_read_infection_tests_and_nobody_else():
    assert set(ROLES) - set(BLIND) == {"clinician", "laboratory"}


@pytest.mark.parametrize("role", ["clinician", "laboratory"])
def test_who_needs_them_reads_them(client, request, screen, role):
    client.force_login(request.getfixturevalue(role))
    assert "reactive" in client.get(of_couple(screen)).content.decode()
    page = client.get(screen.get_absolute_url()).content.decode()
    assert [word for word in ("reactive", "48151", "Canary note") if word not in page] == []
    assert HIDDEN not in page


def test_a_nurse_is_told_that_there_is_a_screen_and_from_when(client, nurse, screen):
    client.force_login(nurse)
    page = client.get(of_couple(screen)).content.decode()
    assert "Infection screen" in page
    assert "Sample of 12 Nov 2026 · Sample Laboratory" in page
    assert HIDDEN in page
    assert page.count("No results on file.") == 1
    said = re.sub("<[^>]*>", "", page)
    assert [w for w in ("reactive", "48151", "Canary", "HIV", "HBV") if w in said] == []
    assert screen.get_absolute_url() not in page


def test_a_nurse_opens_no_page_of_it(client, nurse, screen):
    client.force_login(nurse)
    assert client.get(screen.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", BLIND)
def test_no_row_of_it_is_handed_out_to(screen, role):
    reader = accounts.staff(role, f"another {role}")
    assert not Panel.objects.visible_to(reader).exists()
    assert not Result.objects.visible_to(reader).exists()
    assert Panel.objects.hidden_from(reader).exists() == (role == "nurse")


@pytest.fixture
def blind_clinician(monkeypatch, clinician):
    """A role that enters and signs results, but does not read infection tests."""
    seen = ROLES["clinician"].permissions - {Permission.INFECTION_VIEW}
    monkeypatch.setattr(type(clinician), "may", lambda _self, asked: asked in seen)
    return clinician


def test_who_does_not_read_them_enters_none_whatever_else_he_may(
    client, screen, blind_clinician
):
    client.force_login(blind_clinician)
    number, result = screen.couple.number, screen.results.first()
    enter = at("panel_enter", number, "infection")
    assert client.get(enter).status_code == 404
    assert client.post(at("panel_read", number, "infection")).status_code == 404
    assert client.get(at("result_correct", result.pk)).status_code == 404
    assert client.post(at("panel_void", screen.pk)).status_code == 404
    page = client.get(of_couple(screen)).content.decode()
    assert enter not in page
    assert at("panel_enter", number, "phenotype") in page


def test_an_unsigned_screen_does_not_wait_for_somebody_who_may_not_read_it(
    client, lab, couple, blind_clinician
):
    immunology.panel(
        couple, by=blind_clinician, lab=lab, code="infection", values={"hiv": "reactive"}
    )
    client.force_login(blind_clinician)
    page = client.get(at("panels_unsigned")).content.decode()
    assert "Nothing waits for your signature." in page
