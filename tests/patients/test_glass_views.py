"""Restricted files as people meet them: in the search, on the board, behind the glass."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from foundation.records.models import Look
from patients.models import BrokenGlass, Restriction
from tests.factories import accounts, appointments, patients
from tests.sending import as_it_stands

NAMES = ("Asha", "Rohan", "Sample")
REASON = "She bleeds and nobody of the team is here"
BANNER = "You broke the glass of"


@pytest.fixture
def closed(couple, clinician):
    """Asha and Rohan's file is open to one clinician, and to reception for booking."""
    patients.restricted(couple, by=clinician, team=[clinician])
    return couple


@pytest.fixture
def sign_in(client):
    def as_(user):
        client.force_login(user)
        return client

    return as_


def glass_url(couple) -> str:
    return reverse("patients:glass_break", args=[couple.number])


def text(response) -> str:
    return response.content.decode()


def names_in(response) -> list[str]:
    return [name for name in NAMES if name in text(response)]


class TestSearch:
    def test_tells_who_may_break_the_glass_a_number_and_initials(
        self, sign_in, closed, nurse
    ):
        page = sign_in(nurse).get("/search/?q=asha")

        assert closed.number in text(page)
        assert "A. S. and R. S." in text(page)
        assert glass_url(closed) in text(page)
        assert names_in(page) == []
        assert "No couple matches" not in text(page)

    @pytest.mark.parametrize("sought", ["asha", "{number}"])
    def test_tells_everybody_else_nothing(self, sign_in, closed, manager, sought):
        page = sign_in(manager).get(f"/search/?q={sought.format(number=closed.number)}")

        assert "No couple matches." in text(page)
        assert f">{closed.number}<" not in text(page)
        assert "A. S." not in text(page)

    def test_finds_the_couple_for_its_team(self, sign_in, closed, clinician):
        page = sign_in(clinician).get("/search/?q=asha")

        assert closed.get_absolute_url() in text(page)
        assert "Break the glass" not in text(page)


class TestChart:
    def test_leads_who_may_break_the_glass_to_it(self, sign_in, closed, nurse):
        answer = sign_in(nurse).get(closed.get_absolute_url())

        assert (answer.status_code, answer.url) == (302, glass_url(closed))
        assert not Look.objects.filter(action="chart.opened").exists()

    def test_is_a_miss_for_everybody_else(self, sign_in, closed, manager):
        answer = sign_in(manager).get(closed.get_absolute_url())

        assert answer.status_code == 404
        assert names_in(answer) == []

    def test_says_to_the_team_that_it_is_restricted_and_why(
        self, sign_in, closed, clinician
    ):
        page = sign_in(clinician).get(closed.get_absolute_url())

        assert "only the care team sees it" in text(page)
        assert "Works here" in text(page)


class TestBreaking:
    def test_shows_no_name_before(self, sign_in, closed, nurse):
        page = sign_in(nurse).get(glass_url(closed))

        assert page.status_code == 200
        assert names_in(page) == []
        assert Look.objects.get(action="glass.reached").actor == nurse

    def test_opens_the_file_and_a_red_banner_stands_on_every_page(
        self, sign_in, closed, nurse
    ):
        client = sign_in(nurse)

        answer = client.post(glass_url(closed), {"reason": REASON})

        assert answer.url == closed.get_absolute_url()
        until = timezone.localtime(BrokenGlass.objects.get().until)
        for address in (
            closed.get_absolute_url(),
            reverse("immunology:panel_list", args=[closed.number]),
            "/",
        ):
            page = text(client.get(address))
            assert BANNER in page
            assert f"until {until:%H:%M}" in page
        assert "Asha Sample" in text(client.get(closed.get_absolute_url()))

    def test_the_banner_is_there_after_signing_in_anew(self, sign_in, closed, nurse):
        patients.broken(closed, by=nurse)

        assert BANNER in text(sign_in(nurse).get("/"))

    def test_is_over_after_an_hour(self, sign_in, closed, nurse):
        client = sign_in(nurse)
        client.post(glass_url(closed), {"reason": REASON})

        with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
            accounts.seen(client)
            assert client.get(closed.get_absolute_url()).status_code == 302
            assert BANNER not in text(client.get("/"))

    def test_can_be_given_back(self, sign_in, closed, nurse):
        client = sign_in(nurse)
        client.post(glass_url(closed), {"reason": REASON})

        client.post(reverse("patients:glass_close", args=[closed.number]))

        assert client.get(closed.get_absolute_url()).status_code == 302
        assert BANNER not in text(client.get("/"))

    def test_asks_again_who_sits_at_the_keyboard(self, sign_in, closed, nurse):
        client = sign_in(nurse)

        with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
            answer = client.post(glass_url(closed), {"reason": REASON})

        assert answer.status_code == 401
        assert not BrokenGlass.objects.exists()

    def test_refuses_a_reason_that_says_nothing(self, sign_in, closed, nurse):
        answer = sign_in(nurse).post(glass_url(closed), {"reason": "now"})

        assert answer.status_code == 422
        assert "at least 10 characters" in text(answer)
        assert names_in(answer) == []

    @pytest.mark.parametrize("role", ["reception", "manager", "privacy_officer"])
    def test_is_refused_to_other_roles_whatever_the_number(self, sign_in, closed, role):
        client = sign_in(accounts.staff(role, "outsider"))

        statuses = {
            client.get(address).status_code
            for address in (glass_url(closed), "/couples/C1/glass/")
        }

        assert statuses == {403}

    def test_of_a_number_nobody_has_is_a_miss(self, sign_in, closed, nurse):
        assert sign_in(nurse).get("/couples/C1/glass/").status_code == 404

    def test_of_an_open_file_leads_to_it(self, sign_in, couple, nurse):
        answer = sign_in(nurse).get(glass_url(couple))

        assert answer.url == couple.get_absolute_url()

    def test_somebody_elses_glass_is_not_closed(self, sign_in, closed, nurse, colleague):
        patients.broken(closed, by=colleague)

        answer = sign_in(nurse).post(reverse("patients:glass_close", args=[closed.number]))

        assert answer.status_code == 404


class TestDay:
    @pytest.fixture
    def visit(self, closed, clinician):
        appointments.house(by=clinician, clinicians=[clinician])
        noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
        return appointments.visit(by=clinician, couple=closed, starts_at=noon)

    @pytest.mark.parametrize("address", ["/", "/calendar/", "/calendar/?by=clinicians"])
    def test_shows_outsiders_that_the_time_is_taken_and_not_by_whom(
        self, sign_in, closed, visit, nurse, address
    ):
        page = sign_in(nurse).get(address)

        assert "Restricted file" in text(page)
        assert names_in(page) == []
        assert closed.number not in text(page)
        assert visit.get_absolute_url() not in text(page)

    @pytest.mark.parametrize("address", ["/", "/calendar/"])
    @pytest.mark.parametrize("reader", ["clinician", "receptionist"])
    def test_shows_the_team_and_the_desk_who_comes(
        self, sign_in, closed, visit, address, reader, request
    ):
        page = sign_in(request.getfixturevalue(reader)).get(address)

        assert "Restricted file" not in text(page)
        assert visit.get_absolute_url() in text(page)

    def test_the_visit_itself_is_a_miss_for_outsiders(self, sign_in, visit, nurse):
        assert sign_in(nurse).get(visit.get_absolute_url()).status_code == 404


class TestRestricting:
    def address(self, couple) -> str:
        return reverse("patients:restriction_change", args=[couple.number])

    def test_closes_the_file_to_all_but_the_named(self, sign_in, couple, clinician, nurse):
        client = sign_in(clinician)
        form = {"reason": "Works here", "members": [clinician.pk], "desk_books": "on"}

        answer = client.post(self.address(couple), form)

        assert answer.url == couple.get_absolute_url()
        assert Restriction.objects.get().desk_books
        assert sign_in(nurse).get(couple.get_absolute_url()).status_code == 302

    def test_leads_away_who_has_closed_it_to_himself(
        self, sign_in, couple, manager, clinician
    ):
        form = {"reason": "Known in public", "members": [clinician.pk]}

        answer = sign_in(manager).post(self.address(couple), form)

        assert answer.url == "/search/"

    def test_a_refusal_keeps_what_was_typed(self, sign_in, couple, clinician, nurse):
        form = {"reason": "Works here", "members": [nurse.pk]}

        answer = sign_in(clinician).post(self.address(couple), form)

        assert answer.status_code == 422
        assert "at least one clinician" in text(answer)
        assert 'value="Works here"' in text(answer)

    def test_asks_for_the_team_on_file(self, sign_in, closed, clinician, nurse):
        page = text(sign_in(clinician).get(self.address(closed)))

        assert page.count("checked") == 2  # the clinician, and that reception books

    @pytest.fixture
    def late(self, sign_in, closed, clinician, colleague, nurse):
        """What comes of a page that was open while a colleague named another team."""
        client, address = sign_in(clinician), self.address(closed)
        opened = as_it_stands(client.get(address), address)
        client.post(address, opened | {"members": [clinician.pk, colleague.pk]})
        mine = {"members": [clinician.pk, nurse.pk], "reason": "Other"}
        return client.post(address, opened | mine)

    def test_shows_both_teams_to_whoever_was_second(self, late):
        assert late.status_code == 422
        questions = late.context["form"].meeting.questions
        assert [(met.name, met.is_contested) for met in questions] == [
            ("members", True), ("reason", False),
        ]  # fmt: skip
        assert "colleague" in questions[0].theirs
        assert "nurse" in questions[0].mine

    def test_keeps_the_team_that_was_chosen(
        self, sign_in, late, closed, clinician, colleague
    ):
        address = self.address(closed)
        chosen = as_it_stands(late, address) | {"take-members": "theirs"}

        assert sign_in(clinician).post(address, chosen).status_code == 302

        kept = Restriction.objects.get()
        assert (kept.reason, kept.version) == ("Other", 3)
        assert {row.member for row in kept.team.standing()} == {clinician, colleague}

    def test_of_a_file_opened_again_meanwhile_begins_anew_only_on_purpose(
        self, sign_in, closed, clinician
    ):
        client, address = sign_in(clinician), self.address(closed)
        opened = as_it_stands(client.get(address), address)
        lift = reverse("patients:restriction_lift", args=[closed.number])
        lifting = as_it_stands(client.get(address), lift) | {"reason": "Has left"}
        client.post(lift, lifting)

        late = client.post(address, opened)
        twice = client.post(lift, lifting | {"reason": "Went away"})

        assert "A colleague ended this while you had it open" in text(late)
        assert 'value="Went away"' in text(twice)
        assert not Restriction.objects.in_force().exists()
        assert client.post(address, as_it_stands(late, address)).status_code == 302
        assert Restriction.objects.in_force().count() == 1

    def test_is_lifted_with_a_reason(self, sign_in, closed, clinician):
        address = reverse("patients:restriction_lift", args=[closed.number])
        client = sign_in(clinician)

        assert client.post(address, {"reason": "", "version": 1}).status_code == 422
        assert client.post(address, {"reason": "Has left", "version": 1}).status_code == 302
        assert not Restriction.objects.in_force().exists()

    @pytest.mark.parametrize(
        ("reader", "status"),
        [("nurse", 403), ("receptionist", 403), ("manager", 404), ("colleague", 404)],
    )
    def test_is_for_those_who_see_the_file(self, sign_in, closed, reader, status, request):
        client = sign_in(request.getfixturevalue(reader))

        assert client.get(self.address(closed)).status_code == status


class TestReviewing:
    def test_lists_what_waits_and_what_is_overdue(
        self, sign_in, closed, nurse, privacy_officer
    ):
        glass = patients.broken(closed, by=nurse)
        client = sign_in(privacy_officer)

        shown = text(client.get("/restricted/"))
        assert "Open now" in shown
        assert "Overdue" not in shown
        assert "Asha Sample and Rohan Sample" in shown
        with time_machine.travel(glass.written_at + timedelta(days=4), tick=False):
            client.force_login(privacy_officer)
            shown = text(client.get("/restricted/"))
        assert "Overdue" in shown
        assert "1 overdue" in shown

    def test_keeps_the_verdict(self, sign_in, closed, nurse, privacy_officer):
        glass = patients.broken(closed, by=nurse)
        client = sign_in(privacy_officer)
        address = reverse("patients:glass_review", args=[glass.pk])

        told = {"verdict": "unjustified", "version": glass.version}
        refused = client.post(address, told | {"note": ""})
        kept = client.post(address, told | {"note": "Was curious"})

        assert refused.status_code == 422
        assert "what is in doubt" in text(refused)
        assert kept.status_code == 302
        assert "Was curious" in text(client.get("/restricted/"))

    def test_two_who_review_at_once_are_told(self, sign_in, closed, nurse, privacy_officer):
        glass = patients.broken(closed, by=nurse)
        client = sign_in(privacy_officer)
        address = reverse("patients:glass_review", args=[glass.pk])
        opened = as_it_stands(client.get(address), address)
        client.post(address, opened | {"verdict": "justified", "note": ""})

        late = client.post(address, opened | {"verdict": "unjustified", "note": "Curious"})

        assert late.status_code == 422
        assert "saved this while you had it open" in text(late)
        assert "Curious</textarea>" in text(late)
        again = client.post(address, as_it_stands(late, address))
        assert "This is reviewed already." in text(again)
        assert BrokenGlass.objects.get().verdict == "justified"

    @pytest.mark.parametrize("role", ["nurse", "clinician", "manager", "administrator"])
    def test_is_for_the_privacy_officer_alone(self, sign_in, role, db):
        client = sign_in(accounts.staff(role, "outsider"))

        assert client.get("/restricted/").status_code == 403
        assert client.get("/restricted/glass/1/review/").status_code == 403
