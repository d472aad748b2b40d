"""Trying for a child: what is told is kept, what follows is computed, never typed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from patients.forms.fertility import ITEMS
from patients.models import Fertility
from patients.selectors.fertility import fertility_overview, infertility_rule
from patients.services import tell_fertility
from tests.factories import patients

NORMAL = dict.fromkeys(ITEMS, "normal")


@pytest.fixture
def tell(client, couple, clinician):
    """Send the form as the page shows it now."""
    client.force_login(clinician)
    address = reverse("patients:fertility_tell", args=[couple.number])

    def send(*, version=None, **told):
        row = Fertility.objects.first()
        hidden = {"version": version or row.version} if row else {}
        return client.post(address, {"trying": "", "note": "", **hidden, **told})

    return send


def said(couple, reader, on=date(2026, 11, 30)) -> tuple[str, str]:
    overview = fertility_overview(couple=couple, on=on, reader=reader)
    return overview.sentence, overview.time


def test_two_first_answers_at_once_are_one_row_once_per_couple(couple, clinician):
    patients.fertility(by=clinician, couple=couple)
    with pytest.raises(ValidationError, match="on file already"):
        tell_fertility(
            couple=couple, record=None, trying=None, note="", by=clinician, **NORMAL
        )


def test_each_item_of_the_rule_has_a_question():
    assert tuple(item.code for item in infertility_rule().items) == ITEMS


def test_nobody_asked_is_not_normal(couple, clinician):
    assert said(couple, clinician) == ("Nobody has asked yet.", "")


def test_a_year_and_everything_normal_is_unexplained(tell, couple, clinician):
    assert tell(trying="1 Nov 2025", **NORMAL).status_code == 302
    sentence, time = said(couple, clinician)
    assert sentence == "Unexplained infertility: 12 months or more, every item normal."
    assert "long enough to be called infertility" in time


@pytest.mark.parametrize("item", ITEMS)
def test_what_nobody_looked_at_leaves_it_open(tell, couple, clinician, item):
    tell(trying="Jan 2024", **NORMAL | {item: ""})
    label = next(each.label for each in infertility_rule().items if each.code == item)
    assert said(couple, clinician)[0] == f"Work-up incomplete: {label}."


def test_what_is_not_normal_explains_it(tell, couple, clinician):
    tell(trying="2020", **NORMAL | {"tubes": "abnormal", "cervix": ""})
    assert said(couple, clinician)[0] == "Explained by: tubes."


def test_eleven_months_are_not_infertility_yet(tell, couple, clinician):
    tell(trying="31 Dec 2025", **NORMAL)
    assert said(couple, clinician)[0] == "Not infertility yet: fewer than 12 months."


def test_a_year_that_may_be_too_short_decides_nothing(tell, couple, clinician):
    tell(trying="2025", **NORMAL)
    sentence, time = said(couple, clinician)
    assert sentence.startswith("Cannot be decided: the time they have tried")
    assert time == "Trying since 2025."


def test_no_date_decides_nothing(tell, couple, clinician):
    tell(**NORMAL)
    assert said(couple, clinician)[0].startswith("Cannot be decided: how long")


def test_a_second_answer_changes_the_row_and_keeps_the_first(tell, couple, clinician):
    tell(trying="2020", **NORMAL)
    tell(trying="2021", **NORMAL)
    row = Fertility.objects.get()
    assert (row.version, row.trying.text()) == (2, "2021")
    assert row.events.count() == 2


def test_a_day_to_come_is_refused_beside_it_and_nothing_is_kept(tell):
    answer = tell(trying="2090", note="Kept in the form")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This day has not come yet." in page
    assert "Kept in the form" in page
    assert not Fertility.objects.exists()


def test_a_stale_form_meets_what_the_colleague_saved(tell):
    tell(trying="2020", **NORMAL)
    tell(trying="2021", **NORMAL)
    answer = tell(version=1, trying="2022", **NORMAL)
    assert answer.status_code == 422
    assert Fertility.objects.get().trying.text() == "2021"


def test_views_say_it_on_the_page(client, tell, couple):
    tell(trying="2020", **NORMAL)
    page = client.get(reverse("patients:fertility_list", args=[couple.number]))
    assert "Unexplained infertility" in page.content.decode()
    assert "from 12 months" in page.content.decode()
