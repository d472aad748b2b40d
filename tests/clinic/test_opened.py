"""Who opened this file: the page for those who answer for it, the paper for the couple."""

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.look_words import LOOKS
from clinic.opened import PAGE, days_of, openings_of
from foundation.records.models import Look
from foundation.records.services import log_look
from patients.models import Couple
from tests.factories import accounts, patients
from tests.house.test_laws import python_files

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


@pytest.fixture
def file(couple) -> Couple:
    """As the page loads it."""
    return Couple.objects.with_people().get(pk=couple.pk)


def look(by, action="chart.opened", **about) -> Look:
    return log_look(by=by, action=action, **about)


def said(couple) -> list[tuple[str, str]]:
    return [(str(o.by), o.words.said()) for o in openings_of(couple)[0]]


def url(couple, *, to_print: bool = False) -> str:
    name = "file_opened_print" if to_print else "file_opened"
    return reverse(name, args=[couple.number])


def rows(response) -> list[str]:
    """The lines of the table as a reader sees them."""
    body = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    lines = [re.sub(r"<[^>]+>", " ", row) for row in body.split("</tr>")]
    return [" ".join(line.split()) for line in lines if line.strip()]


def actions_in_the_code() -> Iterator[str]:
    """Every word that is written down for a look, read off the modules that write them."""
    for path in python_files():
        source = path.read_text()
        writes = "import log_look" in source and "tests" not in path.parts
        for node in ast.walk(ast.parse(source)) if writes else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from [node.value] if ACTION.fullmatch(node.value) else []


def test_every_look_has_words_and_no_words_are_left_over():
    assert set(actions_in_the_code()) == set(LOOKS)


def test_each_way_of_looking_is_told_the_newest_first(
    file, other_couple, nurse, clinician, manager
):
    look(nurse, subject=file)
    look(nurse, "couples.sought", shown=[other_couple.pk, file.pk], sought="asha")
    look(clinician, "document.downloaded", subject=file)
    look(clinician, "day_sheet.printed", subject=file)
    look(manager, "appointments.exported", shown=[file.pk])
    look(manager, "access.refused", subject=file, page="immunology:panel_list")

    assert [what for _, what in said(file)] == [
        "Was refused a page of the file",
        "Took out as a file the list of visits",
        "Printed the page for a day without power",
        "Took out as a file a document",
        "Saw the couple in the answer to a search",
        "Opened the first page of the file",
    ]
    assert {who for who, _ in said(file)} == {str(nurse), str(clinician), str(manager)}


def test_looks_at_others_are_not_told(file, other_couple, nurse):
    look(nurse, subject=other_couple)
    look(nurse, "couples.sought", shown=[other_couple.pk], sought="meera")

    assert said(file) == []


def test_a_look_at_one_of_the_two_is_told(file, nurse):
    look(nurse, "result.opened", subject=file.woman)

    assert said(file) == [(str(nurse), "Opened a result")]


def test_broken_glass_is_told_with_its_reason(file, nurse, clinician):
    patients.restricted(file, by=clinician, team=[clinician])
    patients.broken(file, by=nurse, reason="She bleeds and nobody is here")
    look(nurse, subject=file)

    newest, glass = openings_of(file)[0]
    assert (newest.words.said(), newest.reason) == ("Opened the first page of the file", "")
    assert (glass.by, glass.reason) == (nurse, "She bleeds and nobody is here")
    assert glass.words.said() == "Opened in an emergency the file, which is restricted"


def test_every_look_stands_on_one_page_and_only_one(file, nurse, clinician):
    patients.restricted(file, by=clinician, team=[clinician])
    for number in range(PAGE * 2 + 7):
        look(nurse, subject=file)
        if number % 40 == 0:
            patients.broken(file, by=accounts.staff("nurse", f"nurse{number}"))

    told, before = [], ""
    while page := openings_of(file, before=before):
        told += page[0]
        before = page[1]
        if not before:
            break

    assert len(told) == PAGE * 2 + 7 + 3
    assert [one.at for one in told] == sorted((one.at for one in told), reverse=True)


@pytest.mark.parametrize("before", ["", "x", "-1", "1", "1-", "9" * 40 + "-1", "0-0' --"])
def test_a_place_that_is_none_is_the_newest_page(client, clinician, couple, before):
    client.force_login(clinician)
    page = client.get(url(couple), {"before": before})

    assert page.status_code == 200
    assert rows(page)[0].endswith("Opened this list of who opened the file")


class TestPage:
    def test_names_everybody_with_the_role_and_itself_first(
        self, client, couple, nurse, privacy_officer
    ):
        look(nurse, subject=couple)
        client.force_login(privacy_officer)
        first, second = rows(client.get(url(couple)))

        today = timezone.localdate().strftime("%-d %b %Y")
        assert first.startswith(today)
        assert first.endswith(
            f"{privacy_officer} · Privacy officer Opened this list of who opened the file"
        )
        assert second.endswith(f"{nurse} · Nurse Opened the first page of the file")

    def test_is_reached_from_the_chart_by_those_who_may(
        self, client, couple, manager, nurse
    ):
        for reader, finds in ((manager, True), (nurse, False)):
            client.force_login(reader)
            shown = client.get(couple.get_absolute_url()).content.decode()
            assert (url(couple) in shown) is finds

    def test_of_a_restricted_file_is_missed_by_those_outside(
        self, client, couple, clinician, colleague, manager, privacy_officer
    ):
        patients.restricted(couple, by=clinician, team=[clinician])
        answers = {}
        for reader in (clinician, colleague, manager, privacy_officer):
            client.force_login(reader)
            answers[reader.username] = [
                client.get(url(couple, to_print=printed)).status_code
                for printed in (False, True)
            ]

        assert answers == {
            clinician.username: [200, 200],
            colleague.username: [404, 404],
            manager.username: [404, 404],
            privacy_officer.username: [200, 200],
        }

    def test_takes_the_same_queries_for_one_look_and_for_many(
        self, client, couple, clinician, django_assert_max_num_queries
    ):
        client.force_login(clinician)
        for to_print in (False, True):
            client.get(url(couple, to_print=to_print))
            with django_assert_max_num_queries(12) as few:
                client.get(url(couple, to_print=to_print))
            for number in range(60):
                reader = accounts.staff("nurse", f"nurse{to_print}{number}")
                look(reader, subject=couple)
            with django_assert_max_num_queries(len(few)):
                client.get(url(couple, to_print=to_print))


class TestPaper:
    def printed(self, client, couple, **days) -> list[str]:
        response = client.get(url(couple, to_print=True), days)
        assert response.status_code == 200
        return rows(response)

    def test_has_one_line_for_each_person_and_day(self, client, couple, nurse, clinician):
        for action in ("chart.opened", "results.opened", "chart.opened"):
            look(nurse, action, subject=couple)
        look(nurse, "calendar.opened", shown=[couple.pk])
        client.force_login(clinician)
        hers, own = self.printed(client, couple)

        assert hers.endswith(
            f"{nurse} Nurse Opened the first page of the file, the results"
            " Saw you in the calendar of a day"
        )
        assert own.endswith(
            f"{clinician} Clinician Printed this list of who opened the file"
        )

    def test_says_why_somebody_broke_the_glass(self, client, couple, nurse, clinician):
        patients.restricted(couple, by=clinician, team=[clinician])
        patients.broken(couple, by=nurse, reason="She bleeds and nobody is here")
        client.force_login(clinician)

        assert self.printed(client, couple)[0].endswith(
            "Opened in an emergency the file, which is restricted"
            " (“She bleeds and nobody is here”)"
        )

    def test_covers_the_days_that_were_asked_for(
        self, client, couple, nurse, clinician, time_machine
    ):
        time_machine.move_to("2026-03-02T23:30:00+05:30")
        look(nurse, subject=couple)
        time_machine.move_to("2026-03-05T12:00:00+05:30")
        client.force_login(clinician)

        shown = {
            days: len(self.printed(client, couple, from_on=days[0], until_on=days[1]))
            for days in (("2 Mar 2026", "2 Mar 2026"), ("3 Mar 2026", "4 Mar 2026"))
        }
        assert shown == {
            ("2 Mar 2026", "2 Mar 2026"): 1,
            ("3 Mar 2026", "4 Mar 2026"): 0,
        }

    def test_covers_a_year_unless_days_are_asked_for(self, file, nurse, time_machine):
        then = timezone.now() - timedelta(days=400)
        time_machine.move_to(then)
        look(nurse, subject=file)
        day = timezone.localdate()
        time_machine.move_to(then + timedelta(days=400))

        assert [d.on for d in days_of(file, since=day, until=day)] == [day]

    def test_is_refused_in_words_where_the_days_are_turned_round(
        self, client, couple, clinician
    ):
        client.force_login(clinician)
        days = {"from_on": "5 Mar 2026", "until_on": "2 Mar 2026"}
        response = client.get(url(couple, to_print=True), days)

        assert response.status_code == 422
        shown = response.content.decode()
        assert "Nothing was printed. Please look at this again:" in shown
        assert "The last day lies before the first." in shown
        assert Look.objects.latest("pk").action == "openings.seen"

    @pytest.mark.parametrize("day", [date.min, date(1, 12, 31), date.max])
    def test_knows_no_day_that_is_too_far(self, client, couple, clinician, day):
        client.force_login(clinician)
        words = f"{day.day} {day:%b} {day.year:04}"

        for name in ("from_on", "until_on"):
            answer = client.get(url(couple, to_print=True), {name: words})
            assert answer.status_code in (200, 422)
