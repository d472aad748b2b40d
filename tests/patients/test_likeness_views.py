"""Whoever registers somebody alike compares first, and says who is another person."""

import re

import pytest
from django.urls import reverse

from foundation.records.models import Act, Look
from patients.models import Couple
from tests.factories import accounts, patients

URL = reverse("patients:couple_register")
PART = reverse("patients:couple_likeness")
# Asha Sample of the fixture `couple` was born on that day.
ALIKE = {
    "woman_name": "Aasha Sample",
    "woman_native_name": "आशा नमूना",
    "woman_born": "12 Apr 1992",
    "woman_language": "hi",
    "man_name": "Omar Khan",
    "man_language": "en",
    "relation": "married",
}
# And somebody whom nobody on file is like.
UNLIKE = ALIKE | {"woman_name": "Zoya Mirza", "woman_native_name": ""}
ASKS = "Please compare with the file, and say of each whether it is another person."


@pytest.fixture
def desk(client, receptionist):
    client.force_login(receptionist)
    return client


def text(response) -> str:
    """What a reader sees, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def ticks(response) -> list[str]:
    """Each tick that says: another person; with its attributes."""
    return re.findall(r"<input[^>]*_another[^>]*>", response.content.decode())


def test_somebody_alike_is_shown_with_reasons_before_anything_is_saved(desk, couple):
    response = desk.post(URL, ALIKE)

    said = text(response)
    assert response.status_code == 422
    assert "Somebody like her is on file" in said
    assert "Probably the same person" in said
    for reason in (
        "The name sounds the same: Asha Sample.",
        "Born on the same day, 12 Apr 1992.",
    ):
        assert reason in said
    assert ASKS in said
    assert Couple.objects.count() == 1


def test_what_is_only_possible_is_said_so(desk, couple):
    phone = str(couple.woman.phones.get().number)
    said = text(desk.post(URL, ALIKE | {"woman_born": "", "woman_phone": phone}))

    assert "Possibly the same person" in said
    assert "The same telephone, which a family may share." in said
    assert "Probably the same person" not in said


def test_the_man_is_compared_too(desk, couple):
    asked = {"man_name": "Rohan Sampel", "man_born": "12 Apr 1992"}
    said = text(desk.post(URL, UNLIKE | asked))

    assert "Somebody like him is on file" in said
    assert "Somebody like her is on file" not in said


def test_the_file_opens_in_a_tab_of_its_own(desk, couple):
    page = desk.post(URL, ALIKE).content.decode()
    [opening] = re.findall(rf'<a href="{couple.get_absolute_url()}"[^>]*>', page)

    assert 'target="_blank" rel="noopener"' in opening


def test_nothing_typed_is_lost(desk, couple):
    page = desk.post(URL, ALIKE | {"woman_email": "asha@example.org"}).content.decode()

    for typed in (
        "Aasha Sample",
        "आशा नमूना",
        "12 Apr 1992",
        "asha@example.org",
        "Omar Khan",
    ):
        assert f'value="{typed}"' in page


def test_the_first_tick_is_in_focus(desk, couple):
    [tick] = ticks(desk.post(URL, ALIKE))

    assert 'aria-invalid="true"' in tick
    assert f'value="{couple.woman.number}"' in tick
    assert 'id="id_woman_another_0"' in tick
    assert 'href="#id_woman_another_0"' in desk.post(URL, ALIKE).content.decode()


def test_another_person_is_registered_and_who_said_so_is_kept(desk, couple, receptionist):
    answer = desk.post(URL, ALIKE | {"woman_another": [couple.woman.number]})

    made = Couple.objects.exclude(pk=couple.pk).get()
    act = Act.objects.get(action="duplicate.ruled_out")
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (act.actor, act.person_id) == (receptionist, made.woman_id)
    assert act.details == {"on_file": couple.woman.number, "grade": "likely"}


def test_each_is_said_to_be_another(desk, couple, clinician):
    twin = patients.couple(by=clinician)
    answer = desk.post(URL, ALIKE | {"woman_another": [twin.woman.number]})

    marked = {re.search(r'value="(\w+)"', tick)[1]: tick for tick in ticks(answer)}
    assert answer.status_code == 422
    assert "checked" in marked[twin.woman.number]
    assert "aria-invalid" in marked[couple.woman.number]
    assert not Act.objects.filter(action="duplicate.ruled_out").exists()


def test_a_tick_for_whom_nobody_was_shown_is_no_act(desk, couple, other_couple):
    ticked = {"woman_another": [other_couple.woman.number, "C1"]}
    assert desk.post(URL, UNLIKE | ticked).status_code == 302
    assert not Act.objects.filter(action="duplicate.ruled_out").exists()


def test_alike_are_shown_beside_another_refusal(desk, couple):
    response = desk.post(URL, ALIKE | {"man_name": ""})

    assert "Somebody like her is on file" in text(response)
    assert "Please fill this in." in text(response)


def test_showing_people_on_file_is_a_look_at_them(desk, couple):
    desk.post(URL, ALIKE)
    assert Look.objects.get(action="couple.duplicates_shown").shown == [couple.pk]


class TestPart:
    """What is asked while somebody types."""

    def test_tells_who_is_alike_and_saves_nothing(self, desk, couple):
        response = desk.post(PART, {"woman_name": "Asha Sample", "woman_born": "12/4/1992"})

        assert response.status_code == 200
        assert "Somebody like her is on file" in text(response)
        assert 'hx-swap-oob="innerHTML:#likeness-woman"' in response.content.decode()
        assert "aria-invalid" not in response.content.decode()
        assert Couple.objects.count() == 1

    @pytest.mark.parametrize("typed", [{}, {"woman_name": "Zoya"}, {"woman_born": "soon"}])
    def test_is_empty_where_nobody_is_alike(self, desk, couple, typed):
        assert text(desk.post(PART, typed)) == ""
        assert not Look.objects.filter(action="couple.duplicates_shown").exists()

    def test_equals_what_the_fresh_page_shows(self, desk, couple):
        part, page = (
            re.sub(r">\s+<", "><", desk.post(address, ALIKE).content.decode())
            for address in (PART, URL)
        )
        page = page.replace(' aria-invalid="true"', "")
        [inside] = re.findall(r'#likeness-woman">(.*?)</div><div hx-swap', part, re.S)
        assert inside.strip()
        assert inside.strip() in page

    def test_keeps_what_was_ticked(self, desk, couple):
        ticked = {"woman_another": [couple.woman.number]}
        [tick] = ticks(desk.post(PART, ALIKE | ticked))
        assert "checked" in tick

    def test_one_couple_is_one_look_while_somebody_types(self, desk, couple):
        for name in ("Asha Sample", "Asha Sampel"):
            desk.post(PART, ALIKE | {"woman_name": name})
        assert Look.objects.get(action="couple.duplicates_shown").shown == [couple.pk]

    def test_refuses_who_may_not_register(self, client, laboratory, couple):
        client.force_login(laboratory)
        assert client.post(PART, ALIKE).status_code == 403

    def test_sends_a_stranger_to_sign_in(self, client, couple):
        assert client.post(PART, ALIKE).url.startswith(reverse("account_login"))


class TestRestricted:
    """Files that are closed to who registers."""

    def test_names_nobody_and_leads_to_the_glass(self, client, nurse, couple, clinician):
        patients.restricted(couple, by=clinician, team=[clinician])
        client.force_login(nurse)
        response = client.post(URL, ALIKE)

        said = text(response)
        assert f"A restricted file may match: {couple.number} A. S. and R. S." in said
        assert reverse("patients:glass_break", args=[couple.number]) in (
            response.content.decode()
        )
        for told in ("Rohan", "Asha Sample.", "Born on", "same person"):
            assert told not in said

    def test_is_ruled_out_by_number_alone(self, client, nurse, couple, clinician):
        patients.restricted(couple, by=clinician, team=[clinician])
        client.force_login(nurse)
        answer = client.post(URL, ALIKE | {"woman_another": [couple.woman.number]})
        assert answer.status_code == 302

    def test_is_not_there_for_whom_no_glass_is(self, desk, couple, clinician):
        patients.restricted(couple, by=clinician, team=[clinician], desk_books=False)
        assert desk.post(URL, ALIKE).status_code == 302

    def test_is_shown_to_its_team(self, client, couple, clinician):
        nurse = accounts.staff("nurse", "of_the_team")
        patients.restricted(couple, by=clinician, team=[clinician, nurse])
        client.force_login(nurse)
        assert "Born on the same day" in text(client.post(URL, ALIKE))
