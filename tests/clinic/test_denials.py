"""Whoever is refused leaves a line, and the line is in the file it was about."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from clinic.places import PLACES, place_of
from foundation.accounts.checks import doors
from foundation.records.models import Look
from foundation.records.services import log_look
from patients.models import Couple
from tests.factories import accounts, patients
from tests.house.test_laws import get_resolver

ROUTES = [route for _, route, _ in doors(get_resolver().url_patterns) if "<" in route]
# Addresses with a number in them that lead to nobody's row; a register is of many couples,
# and a donor is of the house.
NOBODYS = ("settings/", "account/", "imports/", "donors/")
NAMES_A_ROW = ("<int:", "<str:", "<uuid:")


def looks() -> list[tuple]:
    return list(Look.objects.values_list("action", "couple_id", "person_id", "details"))


@pytest.mark.parametrize("route", ROUTES)
def test_every_address_of_a_row_says_whose_row_it_is(route):
    start = max((s for s in PLACES if route.startswith(s)), key=len, default="")
    # A part is found below its row only, and lies in the same file.
    rest = route.removeprefix(start).replace("<int:part>", "").replace("<int:entry>", "")

    assert route.startswith(NOBODYS) or not any(mark in rest for mark in NAMES_A_ROW)
    assert place_of(route) is PLACES.get(start)


def test_a_role_that_may_not_is_written_down_in_the_couples_file(
    client, receptionist, couple
):
    client.force_login(receptionist)
    answer = client.get(reverse("immunology:panel_list", args=[couple.number]))

    assert answer.status_code == 403
    assert looks() == [
        ("access.refused", couple.pk, None, {"page": "immunology:panel_list"})
    ]


def test_a_refusal_of_a_page_about_nobody_is_written_down_too(client, receptionist):
    client.force_login(receptionist)

    assert client.get(reverse("immunology:laboratory_list")).status_code == 403
    assert looks() == [
        ("access.refused", None, None, {"page": "immunology:laboratory_list"})
    ]


def test_what_is_on_file_but_not_for_this_reader_is_missed_and_written_down(
    client, clinician, couple
):
    patients.restricted(couple, by=clinician, team=[clinician])
    client.force_login(accounts.staff("manager", "outsider"))

    answer = client.get(couple.get_absolute_url())

    assert answer.status_code == 404
    assert couple.woman.name not in answer.content.decode()
    assert looks() == [("access.missed", couple.pk, None, {"page": "couple_chart"})]


def test_another_couples_pregnancy_asked_for_below_this_one_is_written_down_as_hers(
    client, clinician, couple, other_couple
):
    hers = patients.pregnancy(by=clinician, couple=other_couple)
    client.force_login(clinician)

    address = reverse("patients:pregnancy_change", args=[couple.number, hers.pk])

    assert client.get(address).status_code == 404
    assert looks() == [
        (
            "access.missed",
            None,
            other_couple.woman_id,
            {"page": "patients:pregnancy_change"},
        )
    ]


def test_an_address_of_nobody_was_only_wrong(client, clinician):
    client.force_login(clinician)

    assert client.get("/couples/C9999/").status_code == 404
    assert looks() == []


def test_a_refused_post_is_written_down(client, laboratory, couple):
    client.force_login(laboratory)
    client.post(reverse("patients:pregnancy_record", args=[couple.number]))

    assert [action for action, *_ in looks()] == ["access.refused"]


def test_strangers_are_sent_to_the_door_and_leave_no_line(client, couple):
    client.get(couple.get_absolute_url())

    assert looks() == []


@pytest.mark.parametrize("where", ["clinic.chart.log_look", "clinic.denials.log_look"])
def test_no_log_no_look(client, clinician, receptionist, couple, monkeypatch, where):
    def fails(**_):
        raise OSError("the log cannot be written")

    monkeypatch.setattr(where, fails)
    client.raise_request_exception = False
    is_chart = where == "clinic.chart.log_look"
    client.force_login(clinician if is_chart else receptionist)
    panels = reverse("immunology:panel_list", args=[couple.number])
    answer = client.get(couple.get_absolute_url() if is_chart else panels)

    assert answer.status_code == 500
    assert couple.woman.name not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_page_that_breaks_after_its_look_has_shown_nothing_and_logs_nothing(
    client, clinician, couple, monkeypatch
):
    def breaks(*_, **__):
        raise RuntimeError("the page could not be drawn")

    monkeypatch.setattr("clinic.chart.render", breaks)
    client.raise_request_exception = False
    client.force_login(clinician)

    assert client.get(couple.get_absolute_url()).status_code == 500
    assert looks() == []


@pytest.mark.django_db(transaction=True)
def test_a_refusal_inside_a_page_keeps_the_line_that_was_written_before(
    client, clinician, couple, monkeypatch
):
    def refuses(request, *_, **__):
        log_look(by=request.user, action="chart.opened", subject=couple)
        raise PermissionDenied

    monkeypatch.setattr("clinic.chart.render", refuses)
    client.force_login(clinician)

    assert client.get(couple.get_absolute_url()).status_code == 403
    assert [action for action, *_ in looks()] == [
        "chart.opened",
        "chart.opened",
        "access.refused",
    ]
    assert Couple.objects.count() == 1
