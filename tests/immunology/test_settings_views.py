"""Limits are confirmed by name; laboratories say whose limits they report with."""

from uuid import uuid4

import pytest
from django.urls import reverse

from immunology.models import Laboratory, ReferenceInterval
from tests.factories import immunology


def intervals(panel="phenotype") -> str:
    return reverse("immunology:intervals_confirm") + f"?panel={panel}"


def page_of(response) -> str:
    return response.content.decode()


def test_every_limit_is_shown_with_its_source_and_how_far_it_was_checked(
    client, clinician, catalogue
):
    client.force_login(clinician)
    page = page_of(client.get(intervals("thyroid")))
    for shown in (
        "0.02 to 3.78 mIU/L",
        "Nanjing 2019, women, Pregnant, first trimester",
        "Zhang et al., Medicine 2019;98:e14245",
        "From memory",
        "above 2.5 mIU/L",
    ):
        assert shown in page


def test_limits_are_confirmed_with_the_clinicians_name(client, clinician, catalogue):
    client.force_login(clinician)
    answer = client.post(intervals(), {"code": ["cd3_pct.02", "nk_pct.02"]})
    assert answer.url == intervals()
    assert ReferenceInterval.objects.filter(confirmed_by=clinician).count() == 2


def test_a_number_from_memory_cannot_be_ticked_only_confirmed_alone(
    client, clinician, catalogue
):
    client.force_login(clinician)
    page = page_of(client.get(intervals("thyroid")))
    assert 'id="tick-tsh.01"' in page
    assert 'id="tick-tsh.04"' not in page
    assert page.count("Looked up: confirm alone") == 1


def test_a_refusal_is_told_and_the_ticks_are_kept(client, clinician, catalogue):
    client.force_login(clinician)
    answer = client.post(intervals("thyroid"), {"code": ["tsh.01", "tsh.04"]})
    page = page_of(answer)
    assert answer.status_code == 422
    assert "From memory, not checked against a source: tsh.04." in page
    assert 'id="tick-tsh.01" aria-label="Confirm tsh.01" checked' in page
    assert not ReferenceInterval.objects.confirmed().exists()


@pytest.mark.parametrize("role", ["receptionist", "nurse", "laboratory", "manager"])
def test_limits_are_confirmed_by_clinicians_only(client, request, catalogue, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(intervals()).status_code == 403
    assert client.post(intervals(), {"code": ["nk_pct.02"]}).status_code == 403
    assert not ReferenceInterval.objects.confirmed().exists()


def test_an_unknown_panel_shows_the_first(client, clinician, catalogue):
    client.force_login(clinician)
    assert "Lymphocytes, absolute" in page_of(client.get(intervals("nothing")))


def test_a_laboratory_is_added_with_the_intervals_it_reports_with(
    client, clinician, catalogue
):
    client.force_login(clinician)
    typed = {"name": "Sample Laboratory", "code": "SL", "interval_sets": ["ARUP", "UCSF"]}
    client.post(reverse("immunology:laboratory_list"), typed)
    added = Laboratory.objects.get()
    assert (added.name, added.interval_sets) == ("Sample Laboratory", ["ARUP", "UCSF"])


BAD = [
    pytest.param({"name": "Other", "code": "DRL"},
                 "Another laboratory already has this short name.", id="name is taken"),
    pytest.param({"name": "", "code": "X"}, "Please fill this in.", id="no name"),
    pytest.param({"name": "Other", "code": "X", "interval_sets": ["Nobody"]},
                 "Nobody is not one of the available choices", id="no such intervals"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), BAD)
def test_a_bad_laboratory_is_told_in_words(client, clinician, lab, typed, sentence):
    client.force_login(clinician)
    answer = client.post(reverse("immunology:laboratory_list"), typed)
    assert answer.status_code == 422
    assert sentence in page_of(answer)
    assert Laboratory.objects.count() == 1


def test_a_laboratory_is_changed(client, clinician, lab):
    client.force_login(clinician)
    typed = {"name": "Renamed", "code": "DRL", "interval_sets": ["ARUP"], "version": 1}
    client.post(reverse("immunology:laboratory_change", args=[lab.pk]), typed)
    lab.refresh_from_db()
    assert (lab.name, lab.interval_sets, lab.version) == ("Renamed", ["ARUP"], 2)


def test_a_colleagues_change_of_a_laboratory_is_not_overwritten(client, clinician, lab):
    client.force_login(clinician)
    address = reverse("immunology:laboratory_change", args=[lab.pk])
    typed = {"name": "First", "code": "DRL", "version": 1}
    client.post(address, typed | {"submission_key": str(uuid4())})
    answer = client.post(address, typed | {"name": "Second"})
    assert answer.status_code == 422
    (met,) = answer.context["form"].meeting.questions
    assert (met.before, met.theirs, met.mine) == ("Not known", "First", "Second")
    assert Laboratory.objects.get().name == "First"


def test_changing_a_laboratory_leaves_results_alone(client, clinician, couple, lab):
    immunology.confirmed("nk_pct.02", by=clinician)
    panel = immunology.panel(couple, by=clinician, lab=lab, values={"nk_pct": "40"})
    client.force_login(clinician)
    typed = {"name": "None", "code": "DRL", "version": 1}
    client.post(reverse("immunology:laboratory_change", args=[lab.pk]), typed)
    assert panel.results.get().flag == "H"


@pytest.mark.parametrize("name", ["laboratory_list", "laboratory_change"])
@pytest.mark.parametrize("role", ["receptionist", "nurse", "laboratory", "manager"])
def test_laboratories_are_kept_by_clinicians(client, request, lab, name, role):
    client.force_login(request.getfixturevalue(role))
    args = [lab.pk] if name == "laboratory_change" else []
    assert client.get(reverse(f"immunology:{name}", args=args)).status_code == 403


def test_a_laboratory_that_is_not_there_is_404(client, clinician, lab):
    client.force_login(clinician)
    address = reverse("immunology:laboratory_change", args=[lab.pk + 1])
    assert client.get(address).status_code == 404
