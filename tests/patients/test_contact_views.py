"""People change their minds about being contacted; the latest answer counts."""

import pytest

from patients.models import ContactConsent
from patients.selectors import contact_address
from tests.sending import as_it_stands

ANSWERS = {"woman_may_sms": "no", "man_may_whatsapp": "yes"}


@pytest.fixture
def url(couple):
    return f"/couples/{couple.number}/contact/"


def test_contact_change_keeps_the_new_answers_alone(client, receptionist, url, couple):
    client.force_login(receptionist)
    assert client.get(url).status_code == 200
    response = client.post(url, as_it_stands(client.get(url), url) | ANSWERS)
    assert (response.status_code, response.url) == (302, couple.get_absolute_url())
    kept = ContactConsent.objects.values_list("person", "channel", "granted", "version")
    assert sorted(kept) == [
        (couple.woman_id, "sms", False, 2),
        (couple.man_id, "whatsapp", True, 1),
    ]
    assert contact_address(person=couple.woman, channel="sms") is None


def test_contact_change_without_a_change_writes_nothing(client, receptionist, url, couple):
    client.force_login(receptionist)
    client.post(url, as_it_stands(client.get(url), url) | {"woman_may_sms": "yes"})
    assert ContactConsent.objects.get().version == 1


def test_contact_change_never_forgets_an_answer(client, receptionist, url, couple):
    client.force_login(receptionist)
    assert (
        client.post(
            url, as_it_stands(client.get(url), url) | {"woman_may_sms": ""}
        ).status_code
        == 302
    )
    assert ContactConsent.objects.get().granted


def test_contact_change_refuses_in_words(client, receptionist, url, couple):
    client.force_login(receptionist)
    response = client.post(
        url, as_it_stands(client.get(url), url) | {"woman_may_sms": "perhaps"}
    )
    assert response.status_code == 422
    assert "Select a valid choice." in response.content.decode()
    assert ContactConsent.objects.get().granted


@pytest.fixture
def late(client, receptionist, nurse, url, couple):
    """What comes of a page that was open while a colleague saved another answer."""
    client.force_login(receptionist)
    opened = as_it_stands(client.get(url), url)
    theirs = {"woman_may_sms": "no", "man_may_email": "yes"}
    assert client.post(url, opened | theirs).status_code == 302
    client.force_login(nurse)
    return client.post(url, opened | {"man_may_sms": "yes", "man_may_email": "no"})


def test_two_at_the_desk_who_ask_the_same_couple_see_both_answers(late, receptionist):
    assert late.status_code == 422
    assert [
        (met.label, met.before, met.theirs, met.mine, met.is_taken_over)
        for met in late.context["form"].meeting.questions
    ] == [
        ("His E-mail", "Not recorded", "Yes", "No", False),
        ("Her SMS", "Yes", "No", "Yes", True),
        ("His SMS", "Not asked", "Not asked", "Yes", False),
    ]
    assert f"{receptionist} saved this while you had it open." in late.content.decode()


def test_the_second_at_the_desk_chooses_answer_by_answer(client, late, url, couple):
    chosen = as_it_stands(late, url) | {"take-man_may_email": "theirs"}
    assert client.post(url, chosen).status_code == 302
    assert {
        (row.person_id, row.channel): row.granted for row in ContactConsent.objects.all()
    } == {
        (couple.woman_id, "sms"): False,
        (couple.man_id, "email"): True,
        (couple.man_id, "sms"): True,
    }


def test_contact_change_refuses_the_laboratory(client, laboratory, url):
    client.force_login(laboratory)
    assert client.get(url).status_code == 403
    assert client.post(url, ANSWERS).status_code == 403


def test_contact_change_of_an_unknown_couple_is_not_found(client, receptionist):
    client.force_login(receptionist)
    assert client.get("/couples/C9/contact/").status_code == 404
    assert client.post("/couples/C9/contact/", ANSWERS).status_code == 404
