"""The work-up reads signed results where they lie, and keeps no copy."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from patients.models import WorkupStep
from patients.rules.workup import State
from patients.selectors import workup_checklist
from tests.factories import immunology, patients

ON = immunology.TODAY
THYROID = {"tsh": "1.8", "ft4": "1.1"}
CLEAR = dict.fromkeys(("hiv", "hbsag", "anti_hbc", "anti_hcv", "syphilis"), "non-reactive")


def items(couple, reader):
    checklist = workup_checklist(
        couple=couple,
        steps=WorkupStep.objects.visible_to(reader),
        on=ON,
        sees_infections=reader.may("infection_view"),
        reader=reader,
    )
    return {item.line.item.code: item for item in checklist.items}


@pytest.fixture
def thyroid(couple, clinician, lab):
    def measured(values=THYROID, **more):
        made = {"code": "thyroid", "values": values, "signed": True, "state": "nonpregnant"}
        return immunology.panel(couple, by=clinician, lab=lab, **made | more)

    return measured


def test_a_signed_result_stands_in_the_checklist_with_its_value(thyroid, couple, clinician):
    panel = thyroid({"tsh": "<0.02", "ft4": "1.1"})
    item = items(couple, clinician)["thyroid_function"]
    [tsh] = [each for each in item.results if each.code == "tsh"]
    assert (tsh.value, tsh.on, tsh.url) == (
        "<0.02 mIU/L",
        immunology.SAMPLED,
        panel.get_absolute_url(),
    )
    assert tsh.judged == "not assessed: interval not confirmed by the clinic"
    assert item.line.state is State.NOT_JUDGED
    assert not WorkupStep.objects.exists()


def test_a_result_in_a_confirmed_range_is_no_more_than_one_of_two(
    thyroid, couple, clinician
):
    immunology.confirmed("tsh.04", by=clinician)
    thyroid()
    item = items(couple, clinician)["thyroid_function"]
    [tsh] = [each for each in item.results if each.code == "tsh"]
    assert (tsh.judged, tsh.in_range) == ("in range", True)
    assert item.line.state is State.NOT_JUDGED


def test_a_draft_is_not_read(thyroid, couple, clinician):
    thyroid(signed=False)
    item = items(couple, clinician)["thyroid_function"]
    assert (item.results, item.line.state) == ((), State.NOT_ORDERED)


def test_what_a_clinician_says_on_that_day_comes_after_the_laboratory(
    thyroid, couple, clinician
):
    thyroid()
    patients.workup_step(
        by=clinician, couple=couple, kind="abnormal", happened_on=immunology.SAMPLED
    )
    assert items(couple, clinician)["thyroid_function"].line.state is State.ABNORMAL


def test_a_newer_result_opens_what_was_judged(thyroid, couple, clinician):
    thyroid()
    patients.workup_step(by=clinician, couple=couple, happened_on=date(2026, 2, 3))
    assert items(couple, clinician)["thyroid_function"].line.state is State.NOT_JUDGED


def test_the_laboratory_in_range_again_leaves_it_to_a_clinician(couple, clinician, lab):
    """Both were screened; it was called abnormal before, and is judged after."""
    words = {"couple": couple, "by": clinician, "item": "infection_screen"}
    before, after = (immunology.SAMPLED + timedelta(days=n) for n in (-9, 3))
    patients.workup_step(kind="abnormal", happened_on=before, **words)
    for subject in ("woman", "man"):
        immunology.panel(
            couple, by=clinician, lab=lab, code="infection", subject=subject,
            values=CLEAR, signed=True,
        )  # fmt: skip
    item = items(couple, clinician)["infection_screen"]
    assert item.state == ("In range after an abnormal result: not judged", "caution")
    patients.workup_step(kind="normal", happened_on=after, **words)
    assert items(couple, clinician)["infection_screen"].line.state is State.NORMAL


def test_a_clear_infection_screen_of_both_is_normal_and_hidden_from_a_nurse(
    couple, clinician, nurse, lab
):
    for subject in ("woman", "man"):
        assert items(couple, clinician)["infection_screen"].line.state is not State.NORMAL
        immunology.panel(
            couple, by=clinician, lab=lab, code="infection", subject=subject,
            values=CLEAR, signed=True,
        )  # fmt: skip
    assert items(couple, clinician)["infection_screen"].line.state is State.NORMAL
    hidden = items(couple, nurse)["infection_screen"]
    assert (hidden.is_hidden, hidden.results) == (True, ())


def test_another_couples_results_are_not_read(thyroid, other_couple, clinician):
    thyroid()
    assert items(other_couple, clinician)["thyroid_function"].results == ()


def test_the_checklist_asks_as_often_for_many_results_as_for_one(
    thyroid, client, couple, clinician, django_assert_max_num_queries
):
    client.force_login(clinician)
    url = reverse("patients:workup_list", args=[couple.number])
    for day in (date(2026, 3, 1), date(2026, 5, 1)):
        thyroid(sampled_on=day)
        with django_assert_max_num_queries(11):
            page = client.get(url).content.decode()
    assert "1.8 mIU/L" in page
