"""The pages that show the whole clinic: the day, the search, the chart, the settings."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.accounts.roles import ROLES
from foundation.records.models import Look
from patients.models import Person
from patients.selectors import MOST_FOUND
from tests.factories import appointments, patients


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


class TestChart:
    def test_shows_both_partners_and_writes_the_look_down(self, client, nurse, couple):
        client.force_login(nurse)

        shown = page(client, couple.get_absolute_url())

        assert "Asha Sample" in shown
        assert "Rohan Sample" in shown
        look = Look.objects.get(action="chart.opened")
        assert (look.actor, look.subject_id) == (nurse, str(couple.pk))

    @pytest.mark.parametrize(
        ("role", "parts"),
        [
            pytest.param("receptionist", {"appointments"}, id="reception: visits only"),
            pytest.param(
                "nurse",
                {
                    "timeline",
                    "fertility",
                    "consultations",
                    "history",
                    "measurements",
                    "pregnancies",
                    "transfers",
                    "workup",
                    "panels",
                    "sessions",
                    "appointments",
                    "consents",
                    "attachments",
                    "documents",
                },
                id="a nurse: everything",
            ),
            pytest.param("manager", {"appointments"}, id="a manager: visits only"),
            pytest.param("privacy_officer", set(), id="privacy officer: no panel at all"),
            pytest.param(
                "laboratory",
                {"panels", "sessions", "consents", "attachments"},
                id="laboratory: results",
            ),
        ],
    )
    def test_each_reader_is_offered_his_own_panels(
        self, client, couple, role, parts, request
    ):
        client.force_login(request.getfixturevalue(role))

        response = client.get(couple.get_absolute_url())

        assert {panel.part for panel, _ in response.context["panels"]} == parts

    def test_every_panel_it_offers_opens(self, client, clinician, couple):
        client.force_login(clinician)
        response = client.get(couple.get_absolute_url())

        for panel, url in response.context["panels"]:
            part = client.get(url, headers={"HX-Request": "true"}).content.decode()
            assert f'id="{panel.part}"' in part

    def test_a_number_nobody_has_is_not_found(self, client, clinician):
        client.force_login(clinician)

        assert client.get("/couples/C9/").status_code == 404

    def test_nothing_of_another_couple_is_on_it(self, client, nurse, couple, other_couple):
        client.force_login(nurse)

        shown = page(client, couple.get_absolute_url())

        assert "Meera" not in shown
        assert other_couple.number not in shown

    @pytest.mark.parametrize(
        ("his", "said"),
        [
            pytest.param("pos", "She is RhD negative. He is RhD positive.", id="positive"),
            pytest.param("", "He is not typed for RhD.", id="missing is not harmless"),
        ],
    )
    def test_an_rhd_negative_woman_is_never_overlooked(
        self, client, nurse, couple, his, said
    ):
        Person.objects.filter(pk=couple.woman.pk).update(rhd="neg")
        Person.objects.filter(pk=couple.man.pk).update(rhd=his)
        client.force_login(nurse)

        assert said in page(client, couple.get_absolute_url())

    def test_the_desk_is_told_no_blood_group(self, client, receptionist, couple):
        Person.objects.filter(pk=couple.woman.pk).update(abo="AB", rhd="neg")
        client.force_login(receptionist)

        shown = page(client, couple.get_absolute_url())

        assert "Asha Sample" in shown
        assert not re.search(r"\bAB\b", shown)  # a key of a form may hold the letters
        assert "RhD" not in shown

    @pytest.mark.parametrize("role", ["administrator", "researcher"])
    def test_no_chart_opens_to_those_who_see_no_patient(
        self, client, couple, role, request
    ):
        client.force_login(request.getfixturevalue(role))

        assert client.get(couple.get_absolute_url()).status_code == 403


# The session and its owner.
ITS_OWN = 1


class TestSearch:
    @pytest.mark.parametrize("sought", ["asha", "SAMPLE roh", "{number}", "{phone}"])
    def test_finds_by_name_number_and_telephone(self, client, receptionist, couple, sought):
        phone = couple.woman.phones.get().digits[-6:]
        client.force_login(receptionist)

        shown = page(
            client, f"/search/?q={sought.format(number=couple.number, phone=phone)}"
        )

        assert couple.get_absolute_url() in shown

    @pytest.fixture
    def coming(self, clinician, couple):
        """Asha and Rohan come tomorrow."""
        appointments.house(by=clinician)
        noon = timezone.now().replace(hour=6, minute=30, second=0, microsecond=0)
        starts_at = noon + timedelta(days=1)
        return appointments.visit(by=clinician, couple=couple, starts_at=starts_at)

    def test_tells_one_couple_from_another(self, client, receptionist, coming, couple):
        client.force_login(receptionist)

        [line] = client.get("/search/?q=asha").context["found"]
        shown = page(client, "/search/?q=asha")

        tails = [person.phones.get().digits[-4:] for person in couple.people]
        assert line.phone_tails == f"… {tails[0]}, … {tails[1]}"
        assert line.next_visit == coming.starts_at
        for told in ("Rohan Sample", f"{couple.woman.age(on=timezone.localdate())} y"):
            assert told in shown

    def test_shows_no_visit_to_whom_the_book_is_closed(
        self, client, laboratory, coming, couple
    ):
        client.force_login(laboratory)

        [line] = client.get("/search/?q=asha").context["found"]
        assert line.next_visit is None

    def test_says_so_when_there_are_more(self, client, nurse, clinician):
        client.force_login(nurse)
        for _ in range(MOST_FOUND - 1):
            patients.couple(by=clinician)
        assert "Only the first ones are shown." not in page(client, "/search/?q=asha")

        patients.couple(by=clinician)
        assert "Only the first ones are shown." in page(client, "/search/?q=asha")

    def test_offers_to_register_whom_it_does_not_find(self, client, receptionist, db):
        client.force_login(receptionist)

        shown = page(client, "/search/?q=9820099999")

        assert "No couple matches." in shown
        assert 'href="/couples/register/?sought"' in shown

    def test_every_search_is_written_down(self, client, laboratory, couple):
        client.force_login(laboratory)
        page(client, "/search/?q=asha")

        look = Look.objects.get(action="couples.sought")
        assert (look.details, look.shown) == ({"sought": "asha"}, [couple.pk])

    def test_what_was_typed_is_text_and_never_markup(self, client, receptionist, db):
        client.force_login(receptionist)

        assert "<script>x" not in page(client, "/search/?q=<script>x</script>")

    @pytest.mark.parametrize(
        ("sought", "asked"), [("asha", 2), ("9198200", 2), ("Asha 1992", 2)]
    )
    @pytest.mark.parametrize("many", [1, 30])
    def test_asks_the_same_of_many(
        self, client, nurse, clinician, many, sought, asked, django_assert_num_queries
    ):
        for _ in range(many):
            patients.couple(by=clinician)
        client.force_login(nurse)

        with django_assert_num_queries(ITS_OWN + asked):
            page(client, f"/search/?q={sought}")


@pytest.fixture
def booked(clinician, couple):
    """Asha and Rohan come today."""
    appointments.house(by=clinician)
    noon = timezone.now().replace(hour=6, minute=30, second=0, microsecond=0)
    return appointments.visit(by=clinician, couple=couple, starts_at=noon)


class TestDay:
    def test_says_so_when_nobody_is_booked(self, client, receptionist, db):
        client.force_login(receptionist)

        shown = page(client, "/")

        assert "Nobody is booked today." in shown
        assert f"{timezone.localdate():%B}" in shown

    def test_the_part_equals_the_fresh_pages_part(self, client, nurse, db):
        client.force_login(nurse)

        part = client.get("/", headers={"HX-Request": "true"}).content.decode()

        assert part.strip() in page(client, "/")

    @pytest.mark.parametrize(
        ("role", "tiles"),
        [
            ("receptionist", ["Waiting now", "In rooms", "Calls to make"]),
            (
                "clinician",
                ["Waiting now", "In rooms", "Results to sign", "Calls to make"],
            ),
            ("laboratory", []),
        ],
    )
    def test_each_reader_sees_only_what_waits_for_him(self, client, role, tiles, request):
        client.force_login(request.getfixturevalue(role))

        assert [tile.label for tile in client.get("/").context["tiles"]] == tiles

    @pytest.mark.parametrize(
        ("role", "ways"),
        [
            ("laboratory", ["Couples", "Sessions", "Donors"]),
            ("privacy_officer", ["Couples", "Restricted files"]),
            ("administrator", ["Machine room"]),
            ("researcher", []),
        ],
    )
    def test_a_role_without_a_day_reads_what_it_is_for(self, client, role, ways, request):
        client.force_login(request.getfixturevalue(role))

        response = client.get("/")

        assert ROLES[role].description in response.content.decode()
        assert [way.label for way in response.context["ways"]] == ways

    @pytest.mark.parametrize("role", ["administrator", "researcher"])
    def test_no_patient_is_on_the_first_page_of(
        self, client, booked, couple, role, request
    ):
        client.force_login(request.getfixturevalue(role))

        shown = page(client, "/")

        assert "Asha" not in shown
        assert couple.number not in shown
        assert "Find a couple" not in shown


class TestSettings:
    def test_shows_what_is_open(self, client, clinician):
        client.force_login(clinician)

        assert "No definition has been chosen yet." in page(client, "/settings/")

    def test_is_not_for_the_desk(self, client, receptionist):
        client.force_login(receptionist)

        assert client.get("/settings/").status_code == 403
