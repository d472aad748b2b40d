"""Consents to treatment: signed, listed, withdrawn; nothing else is a consent."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from patients.models import TreatmentConsent
from patients.selectors import standing_consent
from patients.services import record_treatment_consent, withdraw_treatment_consent
from tests.factories import patients
from tests.sending import as_it_stands

ON = date(2026, 11, 20)
SIGNED = {
    "therapy_code": "LIT_PATERNAL",
    "document": "recipient",
    "document_version": "2",
    "language": "hi",
    "interpreter": "Tara Example",
    "signed_on": "5 Jan 2026",
}
SWAP = {"HX-Request": "true", "HX-Target": "consents"}


@pytest.fixture
def url(couple):
    return f"/couples/{couple.number}/consents/"


@pytest.fixture
def signed(couple, clinician):
    return patients.consent(by=clinician, person=couple.woman)


def standing(person):
    return standing_consent(
        person=person, therapy_code="LIT_PATERNAL", document="recipient"
    )


def test_standing_consent_is_the_newest_and_of_this_person(couple, clinician, signed):
    newer = patients.consent(
        by=clinician, person=couple.woman, signed_on=date(2026, 3, 1), document_version=2
    )
    assert standing(couple.woman) == newer
    assert standing(couple.man) is None


def test_an_older_consent_does_not_come_back_when_the_newer_is_withdrawn(
    couple, clinician, signed
):
    day = date(2026, 3, 1)
    patients.consent(by=clinician, person=couple.woman, signed_on=day, withdrawn_on=day)
    assert standing(couple.woman) is None


def test_a_voided_consent_never_was_one(couple, signed):
    TreatmentConsent.objects.update(voided_at="2026-02-01T00:00Z", void_reason="Not hers")
    assert standing(couple.woman) is None


def test_record_treatment_consent_refuses_the_future(couple, nurse):
    with pytest.raises(ValidationError) as refusal:
        record_treatment_consent(
            person=couple.woman, therapy_code="LIT_PATERNAL", document="recipient",
            document_version=1, language="en", signed_on=date(2026, 11, 21), by=nurse,
            on=ON,
        )  # fmt: skip
    assert refusal.value.message_dict == {"signed_on": ["This day lies in the future."]}


def test_withdraw_treatment_consent_once(couple, nurse, signed):
    day = date(2026, 2, 1)
    withdraw_treatment_consent(consent=signed, withdrawn_on=day, by=nurse, on=ON)
    assert standing(couple.woman) is None
    with pytest.raises(ValidationError, match="withdrawn already"):
        withdraw_treatment_consent(consent=signed, withdrawn_on=day, by=nurse, on=ON)


def test_consent_record_keeps_it_and_answers_with_the_same_part(client, nurse, url, couple):
    client.force_login(nurse)
    typed = SIGNED | {"person": couple.woman.pk}
    response = client.post(url + "record/", typed, headers=SWAP, follow=True)
    consent = couple.woman.treatment_consents.get()
    assert (consent.document_version, consent.language, consent.interpreter) == (
        2,
        "hi",
        "Tara Example",
    )
    page = response.content.decode()
    assert page.lstrip().startswith('<section class="card" id="consents">')
    assert "interpreted by Tara Example" in page


def test_consent_record_twice_is_one_consent(client, nurse, url, couple):
    client.force_login(nurse)
    typed = SIGNED | {"person": couple.woman.pk, "submission_key": str(uuid.uuid4())}
    answers = [client.post(url + "record/", typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert TreatmentConsent.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"signed_on": "2026"}, "write the whole date"),
        ({"signed_on": "5 Jan 2099"}, "This day lies in the future."),
        ({"therapy_code": ""}, "Please choose."),
        ({"document_version": "0"}, "greater than or equal to 1"),
        ({"person": ""}, "Please choose."),
    ],
    ids=str,
)
def test_consent_record_refuses_in_words(wrong, sentence, client, nurse, url, couple):
    client.force_login(nurse)
    typed = SIGNED | {"person": couple.woman.pk} | wrong
    response = client.post(url + "record/", typed, headers=SWAP)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="Tara Example"' in page
    assert not TreatmentConsent.objects.exists()


def test_consent_record_refuses_a_person_of_another_couple(
    client, nurse, url, couple, other_couple
):
    client.force_login(nurse)
    typed = SIGNED | {"person": other_couple.woman.pk}
    response = client.post(url + "record/", typed)
    assert response.status_code == 422
    assert other_couple.woman.name not in response.content.decode()
    assert not TreatmentConsent.objects.exists()


def test_consent_record_refuses_the_same_consent_again(client, nurse, url, couple, signed):
    client.force_login(nurse)
    same = SIGNED | {"person": couple.woman.pk, "document_version": "1"}
    response = client.post(url + "record/", same)
    assert "This consent is already on file." in response.content.decode()


def test_consent_withdraw_from_a_day_on(client, nurse, url, signed):
    client.force_login(nurse)
    address = f"{url}{signed.pk}/withdraw/"
    assert "withdraws" in client.get(address).content.decode()
    typed = as_it_stands(client.get(address), address) | {"withdrawn_on": "1 Feb 2026"}
    assert client.post(address, typed).status_code == 302
    signed.refresh_from_db()
    assert signed.withdrawn_on == date(2026, 2, 1)
    assert client.get(address).status_code == 404


def test_consent_withdraw_refuses_a_day_before_the_signature(client, nurse, url, signed):
    client.force_login(nurse)
    early = {"withdrawn_on": "1 Jan 2026", "version": signed.version}
    response = client.post(f"{url}{signed.pk}/withdraw/", early, headers=SWAP)
    assert response.status_code == 422
    assert "It cannot be withdrawn before it was signed." in response.content.decode()


def test_consent_withdrawn_by_a_colleague_meanwhile_is_told(client, nurse, url, signed):
    client.force_login(nurse)
    address = f"{url}{signed.pk}/withdraw/"
    opened = as_it_stands(client.get(address), address)
    client.post(address, opened | {"withdrawn_on": "1 Feb 2026"})

    typed = opened | {"withdrawn_on": "3 Feb 2026"}
    late = client.post(address, typed, headers=SWAP)

    rest = late.context["form"].meeting.rest
    assert [(each.label, each.now) for each in rest] == [("Withdrawn on", "1 Feb 2026")]
    assert 'value="3 Feb 2026"' in late.content.decode()
    again = client.post(address, as_it_stands(late, address))
    assert "This consent was withdrawn already." in again.content.decode()
    signed.refresh_from_db()
    assert signed.withdrawn_on == date(2026, 2, 1)


def test_another_couples_consent_is_not_found(client, nurse, other_couple, signed):
    client.force_login(nurse)
    address = f"/couples/{other_couple.number}/consents/{signed.pk}/withdraw/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"withdrawn_on": "1 Feb 2026"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "may_read"),
    [("laboratory", True), ("receptionist", False), ("manager", False)],
)
def test_consents_are_kept_by_the_bedside_alone(
    role, may_read, client, request, url, couple, signed
):
    client.force_login(request.getfixturevalue(role))
    assert client.get(url).status_code == (200 if may_read else 403)
    typed = SIGNED | {"person": couple.woman.pk}
    assert client.post(url + "record/", typed).status_code == 403
    assert client.post(f"{url}{signed.pk}/withdraw/").status_code == 403
    assert TreatmentConsent.objects.get() == signed


def test_consent_list_asks_as_often_for_many_as_for_one(
    client, nurse, url, couple, clinician, django_assert_num_queries
):
    client.force_login(nurse)
    for version in range(1, 31):
        patients.consent(by=clinician, person=couple.woman, document_version=version)
    client.get(url)
    with django_assert_num_queries(4):
        assert client.get(url).status_code == 200


def test_consents_are_visible_to_who_may_see_therapies(receptionist, nurse, signed):
    assert list(TreatmentConsent.objects.visible_to(receptionist)) == []
    assert list(TreatmentConsent.objects.visible_to(nurse)) == [signed]
