"""The pages about a separation, and about a new couple of somebody on file."""

import pytest
from django.urls import reverse

from patients.models import Couple, Person
from tests.factories import patients

ENDED = {"ended": "about 2023", "end_reason": "divorced", "end_note": "", "version": 1}


def test_reception_writes_a_separation_down(client, receptionist, couple):
    client.force_login(receptionist)
    separate = reverse("patients:couple_separate", args=[couple.number])
    assert "each goes on" in client.get(separate).content.decode()
    refused = client.post(separate, {**ENDED, "ended": "soon"})
    assert (refused.status_code, couple.ended_on) == (422, None)

    chart = client.post(separate, ENDED, follow=True).content.decode()
    assert "Divorced, about 2023: both files are kept" in chart
    assert reverse("patients:couple_again", args=[couple.number, "woman"]) in chart


def test_she_is_registered_with_another_and_nothing_names_the_first(
    client, receptionist, couple
):
    client.force_login(receptionist)
    client.post(reverse("patients:couple_separate", args=[couple.number]), ENDED)
    again = reverse("patients:couple_again", args=[couple.number, "woman"])
    people = Person.objects.count()
    new = client.post(
        again,
        {"man_name": "Vikram Newman", "man_language": "en", "relation": "partners"},
        follow=True,
    )
    shown = new.content.decode()
    assert Person.objects.count() == people + 1
    assert "Other couples of these two" in shown
    assert couple.number in shown
    assert couple.man.name not in shown
    searched = client.get("/search/", {"q": couple.number}).content.decode()
    assert "until about 2023" in searched


@pytest.mark.parametrize(
    ("number", "words"),
    [("C1M", "Nobody of this number is on file"), ("other woman", "Nobody of this number"),
     ("other man", "which has not ended"), ("donor", "Nobody of this number")],
)  # fmt: skip
def test_a_partner_on_file_is_found_by_his_number_or_refused_in_words(
    client, receptionist, clinician, couple, other_couple, number, words
):
    Couple.objects.filter(pk=couple.pk).update(
        ended_on="2023-01-01", ended_precision="year", end_reason="other"
    )
    client.force_login(receptionist)
    again = reverse("patients:couple_again", args=[couple.number, "woman"])
    known = {
        "other woman": other_couple.woman.number, "other man": other_couple.man.number,
        "donor": patients.donor(by=clinician, sex="M").code,
    }  # fmt: skip
    told = {"on_file_as": known.get(number, number), "relation": "married"}

    refused = client.post(again, told)

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert Couple.objects.count() == 2


def test_only_the_partner_is_asked_for(client, receptionist, couple):
    client.force_login(receptionist)
    again = reverse("patients:couple_again", args=[couple.number, "woman"])
    asked = client.get(again).content.decode()
    assert couple.woman.name in asked
    assert 'name="woman_name"' not in asked
    refused = client.post(again, {"relation": "partners"}).content.decode()
    assert "or the number where" in refused


def test_the_laboratory_registers_nobody(client, laboratory, couple):
    client.force_login(laboratory)
    for name, args in (("couple_separate", []), ("couple_again", ["woman"])):
        address = reverse(f"patients:{name}", args=[couple.number, *args])
        assert client.get(address).status_code == 403
