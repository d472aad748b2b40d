"""The door where results are entered: as typed, nothing lost, nothing half saved."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.records.models import Look
from immunology import services
from immunology.choices import PanelCode
from immunology.forms.panels import PanelForm
from immunology.models import Analyte, Panel, Result
from tests.factories import immunology
from tests.factories.immunology import confirmed
from tests.sending import as_it_stands

SWAP = {"HX-Request": "true"}


@pytest.fixture
def today():
    return timezone.localdate()


def url_of(couple, code="phenotype", of="woman", name="panel_enter") -> str:
    return reverse(f"immunology:{name}", args=[couple.number, code]) + f"?of={of}"


@pytest.fixture
def head(lab, today):
    return {
        "laboratory": lab.pk,
        "sampled_on": today.isoformat(),
        "reported_on": today.isoformat(),
        "submission_key": str(uuid4()),
    }


def page_of(response) -> str:
    return response.content.decode()


def test_a_panel_is_entered_and_shown(client, laboratory, couple, head):
    client.force_login(laboratory)
    answer = client.post(url_of(couple), head | {"nk_pct": "14.2", "cd3_pct": "72,1"})
    panel = Panel.objects.get()
    assert (answer.status_code, answer.url) == (302, panel.get_absolute_url())
    assert panel.results.count() == 2


def test_a_swap_leaves_for_the_panel(client, laboratory, couple, head):
    client.force_login(laboratory)
    typed = head | {"nk_pct": "14.2"}
    answer = client.post(url_of(couple), typed, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == Panel.objects.get().get_absolute_url()


def test_the_form_shows_last_time_and_every_test(
    client, laboratory, couple, lab, clinician
):
    immunology.panel(couple, by=clinician, lab=lab, values={"nk_pct": "13.7"}, signed=True)
    client.force_login(laboratory)
    page = page_of(client.get(url_of(couple)))
    assert page.count("data-cell") == len(Analyte.objects.filter(panel="phenotype"))
    assert "13.7 %" in page


def test_opening_the_form_is_on_the_record(client, laboratory, couple, catalogue):
    client.force_login(laboratory)
    client.get(url_of(couple))
    assert Look.objects.get().action == "results.opened_for_entry"


@pytest.mark.parametrize("role", ["receptionist", "nurse", "manager"])
def test_who_enters_no_results_is_refused(client, request, couple, head, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(url_of(couple)).status_code == 403
    assert client.post(url_of(couple), head | {"nk_pct": "14.2"}).status_code == 403
    assert not Panel.objects.exists()


NOT_THERE = [
    pytest.param("C9999", "phenotype", "woman", id="no such couple"),
    pytest.param(None, "nothing", "woman", id="no such panel"),
    pytest.param(None, "phenotype", "man", id="the panel is not made of his sample"),
    pytest.param(None, "semen", "woman", id="nor this one of hers"),
    pytest.param(None, "phenotype", "donor", id="nobody of that name"),
]


@pytest.mark.parametrize(("number", "code", "of"), NOT_THERE)
def test_what_is_not_there_is_404(client, laboratory, couple, catalogue, number, code, of):
    client.force_login(laboratory)
    address = reverse("immunology:panel_enter", args=[number or couple.number, code])
    assert client.get(f"{address}?of={of}").status_code == 404


@pytest.mark.parametrize("code", PanelCode.values)
def test_every_panel_of_the_catalogue_has_its_form(client, laboratory, couple, lab, code):
    client.force_login(laboratory)
    address = reverse("immunology:panel_enter", args=[couple.number, code])
    assert client.get(address).status_code == 200


BAD = [
    pytest.param({"nk_pct": "12,4,5"}, "12,4,5 has more than one decimal mark",
                 id="two decimal marks"),
    pytest.param({"nk_pct": "5 mg/L"}, "“mg/L” is not the unit of this test, which is %.",
                 id="a unit the laboratory does not use"),
    pytest.param({"nk_pct": "120"}, "120 % is impossible for this test", id="impossible"),
    pytest.param({"nk_pct": "60"}, "60 % is unusual for this test", id="unusual"),
    pytest.param({"reported_on": "2026-01-01"},
                 "The report is dated before the sample was taken.",
                 id="a report dated before its sample"),
    pytest.param({"sampled_on": "2099-01-01", "reported_on": "2099-01-02"},
                 "The sample date lies in the future.", id="a sample in the future"),
    pytest.param({"sampled_on": "31 Feb 2026"}, "There is no 31 February 2026.",
                 id="a day that does not exist"),
    pytest.param({"laboratory": ""}, "Please choose.", id="no laboratory"),
    pytest.param({"collected_at": "25:00"}, "25:00", id="no such time"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), BAD)
def test_bad_input_is_told_in_words_and_nothing_typed_is_lost(
    client, laboratory, couple, head, typed, sentence
):
    client.force_login(laboratory)
    everything = {"cd3_pct": "72,10", "note": "tube was half full"} | typed
    answer = client.post(url_of(couple), head | everything)
    page = page_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    for kept in everything.values():
        assert f'value="{kept}"' in page or f">\n{kept}" in page or kept == ""
    assert not Panel.objects.exists()


def test_a_bad_cell_is_marked_also_when_the_head_is_refused(
    client, laboratory, couple, head
):
    client.force_login(laboratory)
    answer = client.post(url_of(couple), head | {"laboratory": "", "nk_pct": "12,4,5"})
    cell = re.search(r'<input[^>]*name="nk_pct"[^>]*>', page_of(answer))[0]
    assert 'aria-invalid="true"' in cell


def test_the_same_form_sent_twice_is_one_panel(client, laboratory, couple, head):
    client.force_login(laboratory)
    typed = head | {"nk_pct": "14.2"}
    answers = [client.post(url_of(couple), typed) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Panel.objects.count() == 1


def test_an_unusual_value_is_kept_after_its_tick(client, laboratory, couple, head):
    client.force_login(laboratory)
    client.post(url_of(couple), head | {"nk_pct": "60", "sure-nk_pct": "60 %"})
    assert Result.objects.get().unusual_confirmed


def test_contradicting_results_ask_and_are_kept_after_the_tick(
    client, laboratory, couple, head
):
    client.force_login(laboratory)
    typed = head | {"cd3_pct": "72", "cd19_pct": "21", "nk_pct": "14"}
    asked = client.post(url_of(couple), typed)
    question = re.search(r'name="acknowledged" value="([^"]*)"', page_of(asked))[1]
    assert question == "T, B and NK cells add up to 107 % (expected: 90 to 105 %)."
    answer = client.post(url_of(couple), typed | {"acknowledged": question})
    assert answer.status_code == 302


def read(client, couple, typed, **at) -> str:
    return page_of(client.post(url_of(couple, name="panel_read", **at), typed))


def test_reading_shows_how_everything_is_read_and_saves_nothing(
    client, laboratory, couple, head, clinician
):
    confirmed("nk_pct.02", by=clinician)
    client.force_login(laboratory)
    page = read(client, couple, head | {"nk_pct": "40", "cd3_pct": "12,4,5"})
    assert "<strong>40 %</strong>" in page
    assert "High" in page
    assert "5.2 to 36.6 %" in page
    assert "more than one decimal mark" in page
    assert not Panel.objects.exists()


def test_reading_before_anything_is_chosen_says_what_is_missing(
    client, laboratory, couple, lab
):
    client.force_login(laboratory)
    page = read(client, couple, {"nk_pct": "40"})
    assert "the interval depends on something not recorded of the sample" in page


@pytest.mark.parametrize("role", ["receptionist", "nurse", "manager"])
def test_reading_is_for_those_who_enter(client, request, couple, catalogue, role):
    client.force_login(request.getfixturevalue(role))
    answer = client.post(url_of(couple, name="panel_read"), {"nk_pct": "40"})
    assert answer.status_code == 403


def test_reading_for_a_couple_that_is_not_there_is_404(client, laboratory, catalogue):
    client.force_login(laboratory)
    address = reverse("immunology:panel_read", args=["C9999", "phenotype"])
    assert client.post(address, {"nk_pct": "40"}).status_code == 404


def plain(html: str) -> str:
    """Without the keys that are fresh each time."""
    return re.sub(r'name="(csrfmiddlewaretoken|submission_key)" value="[^"]*"', "", html)


def test_the_refused_part_equals_the_part_of_the_refused_page(
    client, laboratory, couple, head
):
    client.force_login(laboratory)
    typed = head | {"nk_pct": "12,4,5"}
    part = client.post(url_of(couple), typed, headers={"HX-Request": "true"})
    page = client.post(url_of(couple), typed)
    assert plain(page_of(part)).strip() in plain(page_of(page))


def test_no_test_of_the_catalogue_is_called_like_a_field_of_the_form(catalogue):
    codes = set(Analyte.objects.values_list("code", flat=True))
    assert codes & set(PanelForm.base_fields) == set()


@pytest.fixture
def draft(couple, lab, clinician):
    return immunology.panel(couple, by=clinician, lab=lab, values={"nk_pct": "14,2"})


def change_url(panel, name="panel_change") -> str:
    return reverse(f"immunology:{name}", args=[panel.pk])


def test_a_draft_opens_as_it_was_typed(client, laboratory, draft):
    client.force_login(laboratory)
    assert 'value="14,2"' in page_of(client.get(change_url(draft)))


def test_a_draft_is_changed(client, laboratory, draft, head):
    client.force_login(laboratory)
    typed = head | {"nk_pct": "15.1", "version": "1"}
    assert client.post(change_url(draft), typed).status_code == 302
    assert draft.results.get().shown == "15.1"


@pytest.fixture
def late(client, laboratory, clinician, draft):
    """What comes of a grid that was open while a colleague changed two cells."""
    url = change_url(draft)
    client.force_login(laboratory)
    opened = as_it_stands(client.get(url), url)
    client.force_login(clinician)
    theirs = opened | {"nk_pct": "15.1", "cd3_pct": "70"}
    assert client.post(url, theirs).status_code == 302
    client.force_login(laboratory)
    return client.post(url, opened | {"nk_pct": "16.2", "cd19_pct": "9"}, headers=SWAP)


def test_a_colleague_who_was_faster_in_the_grid_is_met_cell_by_cell(late, clinician, draft):
    assert late.status_code == 422
    assert [
        (met.name, met.before, met.theirs, met.mine, met.is_taken_over)
        for met in late.context["form"].meeting.questions
    ] == [
        ("nk_pct", "14,2", "15.1", "16.2", False),
        ("cd3_pct", "Not recorded", "70", "Not recorded", True),
        ("cd19_pct", "Not recorded", "Not recorded", "9", False),
    ]
    assert f"{clinician} saved this while you had it open." in page_of(late)
    assert draft.results.standing().get(code="nk_pct").shown == "15.1"


def test_what_was_typed_in_the_grid_is_saved_with_the_colleagues_cells(client, late, draft):
    url = change_url(draft)

    assert client.post(url, as_it_stands(late, url)).status_code == 302

    shown = draft.results.standing().values_list("code", "shown")
    assert dict(shown) == {"nk_pct": "16.2", "cd3_pct": "70", "cd19_pct": "9"}


def test_a_draft_signed_while_it_was_open_keeps_what_was_typed(client, laboratory, draft):
    url = change_url(draft)
    client.force_login(laboratory)
    opened = as_it_stands(client.get(url), url)
    services.sign_panel(panel=Panel.objects.get(), by=draft.written_by)

    late = client.post(url, opened | {"nk_pct": "16.2"})
    again = client.post(url, as_it_stands(late, url))

    assert [each.label for each in late.context["form"].meeting.rest] == [
        "Signed at", "Signed by",
    ]  # fmt: skip
    assert "This panel is signed." in page_of(again)
    assert 'value="16.2"' in page_of(again)
    assert client.get(url).status_code == 302


def test_a_draft_being_changed_does_not_ask_about_its_own_sample(client, laboratory, draft):
    client.force_login(laboratory)
    day = draft.sampled_on.isoformat()
    typed = {"laboratory": draft.laboratory_id, "sampled_on": day, "nk_pct": "15"}
    page = page_of(client.post(change_url(draft, "draft_read"), typed))
    assert "already on file" not in page


@pytest.mark.parametrize("name", ["panel_change", "draft_read"])
def test_a_draft_is_closed_to_others(client, nurse, draft, name):
    client.force_login(nurse)
    assert client.post(change_url(draft, name), {"nk_pct": "1"}).status_code == 403


@pytest.mark.parametrize("name", ["panel_change", "draft_read"])
def test_a_draft_that_is_not_there_is_404(client, laboratory, draft, name):
    client.force_login(laboratory)
    address = reverse(f"immunology:{name}", args=[draft.pk + 1])
    assert client.post(address, {"nk_pct": "1"}).status_code == 404


def test_a_signed_panel_does_not_open_for_change(
    client, laboratory, couple, lab, clinician
):
    panel = immunology.panel(couple, by=clinician, lab=lab, signed=True)
    client.force_login(laboratory)
    assert client.get(change_url(panel)).url == panel.get_absolute_url()


def queries(django_assert_max_num_queries, client, address) -> int:
    with django_assert_max_num_queries(100) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_form_asks_the_database_as_often_after_thirty_panels(
    client, laboratory, couple, lab, clinician, django_assert_max_num_queries, today
):
    client.force_login(laboratory)
    counts = []
    for upto in (1, 30):
        while Panel.objects.count() < upto:
            day = today.replace(year=2020) - timedelta(days=Panel.objects.count())
            immunology.panel(couple, by=clinician, lab=lab, sampled_on=day)
        counts.append(queries(django_assert_max_num_queries, client, url_of(couple)))
    assert counts[0] == counts[1] <= 12
