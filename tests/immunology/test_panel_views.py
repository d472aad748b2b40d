"""Reading, signing, striking out and correcting, each behind its door."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.records.models import Look
from immunology import services
from immunology.models import Analyte, Panel
from immunology.selectors.judging import Typed
from tests.factories import immunology
from tests.factories import patients as people
from tests.factories.immunology import SAMPLED, confirmed
from tests.sending import as_it_stands


@pytest.fixture
def draft(couple, lab, clinician):
    confirmed("nk_pct.02", by=clinician)
    return immunology.panel(couple, by=clinician, lab=lab, values={"nk_pct": "40"})


@pytest.fixture
def signed(couple, lab, clinician):
    return immunology.panel(
        couple, by=clinician, lab=lab, values={"nk_pct": "14.2"}, signed=True
    )


def at(name, *args) -> str:
    return reverse(f"immunology:{name}", args=args)


def page_of(response) -> str:
    return response.content.decode()


DOORS = [
    pytest.param("panel_detail", "get", ["receptionist", "manager"], id="read"),
    pytest.param("panel_sign", "post", ["receptionist", "manager", "nurse", "laboratory"],
                 id="sign"),
    pytest.param("panel_void", "post", ["receptionist", "manager", "nurse"], id="void"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "verb", "roles"), DOORS)
def test_the_wrong_role_is_refused(client, request, draft, name, verb, roles):
    for role in roles:
        client.force_login(request.getfixturevalue(role))
        answer = getattr(client, verb)(at(name, draft.pk), {"version": 1, "reason": "x"})
        assert answer.status_code == 403, role
    assert Panel.objects.get().is_draft


@pytest.mark.parametrize(("name", "verb", "roles"), DOORS)
def test_a_panel_that_is_not_there_is_404(client, clinician, draft, name, verb, roles):
    client.force_login(clinician)
    answer = getattr(client, verb)(at(name, draft.pk + 1), {"version": 1, "reason": "x"})
    assert answer.status_code == 404


def test_a_panel_is_read_with_the_limit_that_judged_it(client, nurse, draft):
    client.force_login(nurse)
    page = page_of(client.get(draft.get_absolute_url()))
    for shown in (
        "40",
        "High",
        "5.2 to 36.6 %",
        "CDLI 2004, edition 1",
        "no agreed cut-off",
    ):
        assert shown in page
    assert Look.objects.get().action == "panel.opened"


def test_the_limits_of_studies_are_lines_of_their_own(client, clinician, couple, lab):
    confirmed("nk_pct.06", "nk_pct.07", "nk_pct.08", "nk_pct.09", by=clinician)
    panel = immunology.panel(couple, by=clinician, lab=lab, values={"nk_pct": "14.2"})
    client.force_login(clinician)
    page = page_of(client.get(panel.get_absolute_url()))
    assert "<li>above the limit of Heilmann et al. 2010 (12 %)" in page
    assert "<li>not above the limit of Yamada et al. 2003 (16.4 %)" in page
    assert "interval not confirmed by the clinic" in page


def test_contradicting_results_are_said_on_the_panel(client, clinician, couple, lab):
    said = "CD4 and CD8 together (90.5 %) exceed CD3 (70 %)."
    panel = immunology.panel(
        couple,
        by=clinician,
        lab=lab,
        values={"cd3_pct": "70", "cd4_pct": "60.5", "cd8_pct": "30"},
        acknowledged=said,
    )
    client.force_login(clinician)
    assert said in page_of(client.get(panel.get_absolute_url()))


def test_a_clinician_signs_what_was_read(client, clinician, draft):
    client.force_login(clinician)
    page = page_of(client.get(draft.get_absolute_url()))
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    answer = client.post(at("panel_sign", draft.pk), {"version": version})
    assert answer.url == draft.get_absolute_url()
    assert Panel.objects.get().signed_by == clinician


def test_an_older_version_is_not_signed(client, clinician, draft):
    Panel.objects.update(version=2)
    client.force_login(clinician)
    answer = client.post(at("panel_sign", draft.pk), {"version": 1})
    assert answer.status_code == 422
    assert "saved this while you had it open" in page_of(answer)
    assert Panel.objects.get().is_draft


@pytest.mark.django_db(transaction=True)
def test_who_signs_sees_which_result_was_changed_meanwhile(
    client, clinician, colleague, laboratory, couple, lab, draft
):
    client.force_login(clinician)
    url = at("panel_sign", draft.pk)
    opened = as_it_stands(client.get(draft.get_absolute_url()), url)
    changed = {"nk_pct": Typed("35"), "cd3_pct": Typed("70")}
    services.change_panel(
        panel=Panel.objects.get(), desk=immunology.desk_for(couple, draft=draft),
        sample=immunology.sample(lab), typed=changed, on=immunology.TODAY, by=laboratory,
    )  # fmt: skip

    late = client.post(url, opened)

    names = dict(Analyte.objects.values_list("code", "display"))
    rest = late.context["sign_form"].meeting.rest
    assert {(each.label, each.then, each.now) for each in rest} >= {
        (names["nk_pct"], "40 %", "35 %"), (names["cd3_pct"], "Not recorded", "70 %"),
    }  # fmt: skip
    assert Panel.objects.get().is_draft
    client.post(url, as_it_stands(late, url))
    assert Panel.objects.get().signed_by == clinician


def test_what_was_signed_meanwhile_is_not_struck_out_unseen(client, laboratory, draft):
    client.force_login(laboratory)
    url = at("panel_void", draft.pk)
    opened = as_it_stands(client.get(draft.get_absolute_url()), url)
    services.sign_panel(panel=Panel.objects.get(), by=draft.written_by)

    late = client.post(url, opened | {"reason": "Another tube"})

    assert late.status_code == 422
    assert 'value="Another tube"' in page_of(late)
    assert "A signed panel is struck out by somebody who signs." in page_of(late)
    assert Panel.objects.get().voided_at is None


def test_a_signed_panel_offers_no_change_and_no_second_signature(client, clinician, signed):
    client.force_login(clinician)
    page = page_of(client.get(signed.get_absolute_url()))
    assert "Change the draft" not in page
    assert "Sign these results" not in page


def test_a_draft_is_struck_out_with_a_reason_and_stays(client, laboratory, draft):
    client.force_login(laboratory)
    typed = {"reason": "tube of another person", "version": draft.version}
    client.post(at("panel_void", draft.pk), typed)
    page = page_of(client.get(draft.get_absolute_url()))
    assert "Struck out: these results do not count" in page
    assert "tube of another person" in page
    assert "40" in page


def test_striking_out_needs_a_reason(client, laboratory, draft):
    client.force_login(laboratory)
    answer = client.post(at("panel_void", draft.pk), {"reason": " ", "version": 1})
    assert answer.status_code == 422
    assert "Please fill this in." in page_of(answer)
    assert Panel.objects.get().voided_at is None


def test_what_is_signed_is_not_struck_out_by_the_laboratory(client, laboratory, signed):
    client.force_login(laboratory)
    typed = {"reason": "a mistake", "version": signed.version}
    client.post(at("panel_void", signed.pk), typed)
    assert Panel.objects.get().voided_at is None


def test_a_signed_result_is_corrected_and_the_old_value_stays_readable(
    client, clinician, signed
):
    old = signed.results.get()
    client.force_login(clinician)
    typed = {"value": "41,2", "reason": "decimal mark misread", "version": old.version}
    assert client.post(at("result_correct", old.pk), typed).url == signed.get_absolute_url()
    page = page_of(client.get(signed.get_absolute_url()))
    assert "41.2" in page
    assert "<s>14.2 %</s>" in page
    assert "Corrected: decimal mark misread" in page


BAD_CORRECTIONS = [
    pytest.param({"value": "12,4,5", "reason": "x"}, "more than one decimal mark",
                 id="unreadable"),
    pytest.param({"value": "120", "reason": "x"}, "120 % is impossible", id="impossible"),
    pytest.param({"value": "60", "reason": "x"}, "60 % is unusual", id="unusual"),
    pytest.param({"value": "15", "reason": ""}, "Please fill this in.", id="no reason"),
    pytest.param({"value": "", "reason": "x"}, "Please fill this in.", id="no value"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), BAD_CORRECTIONS)
def test_a_bad_correction_is_told_in_words(client, clinician, signed, typed, sentence):
    client.force_login(clinician)
    url = at("result_correct", signed.results.get().pk)
    answer = client.post(url, as_it_stands(client.get(url), url) | typed)
    assert answer.status_code == 422
    assert sentence in page_of(answer)
    assert signed.results.get().shown == "14.2"


def test_an_unusual_correction_is_kept_after_its_tick(client, clinician, signed):
    client.force_login(clinician)
    typed = {"value": "60", "reason": "digits swapped", "sure": "60 %"}
    old = signed.results.get()
    client.post(at("result_correct", old.pk), typed | {"version": old.version})
    assert signed.results.standing().get().shown == "60"


@pytest.mark.parametrize("role", ["receptionist", "nurse", "laboratory", "manager"])
def test_only_who_signs_corrects(client, request, signed, role):
    client.force_login(request.getfixturevalue(role))
    answer = client.get(at("result_correct", signed.results.get().pk))
    assert answer.status_code == 403


def test_a_result_that_is_not_there_is_404(client, clinician, signed):
    client.force_login(clinician)
    missing = at("result_correct", signed.results.get().pk + 1)
    assert client.get(missing).status_code == 404


def test_a_result_of_a_draft_is_not_corrected(client, clinician, draft):
    client.force_login(clinician)
    answer = client.get(at("result_correct", draft.results.get().pk))
    assert answer.url == draft.get_absolute_url()


def test_what_waits_for_a_signature_is_listed_with_the_critical_first(
    client, clinician, draft, other_couple, lab
):
    urgent = immunology.panel(other_couple, by=clinician, lab=lab, values={"nk_pct": "9"})
    urgent.results.update(flag="HH", flag_reason="")
    client.force_login(clinician)
    page = page_of(client.get(at("panels_unsigned")))
    assert page.index(other_couple.number) < page.index(draft.couple.number)
    assert "critical" in page


def test_signed_and_struck_out_panels_do_not_wait(client, clinician, signed):
    client.force_login(clinician)
    assert "Nothing waits for your signature." in page_of(client.get(at("panels_unsigned")))


@pytest.mark.parametrize("role", ["receptionist", "nurse", "laboratory", "manager"])
def test_the_list_is_for_those_who_sign(client, request, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(at("panels_unsigned")).status_code == 403


def asked(django_assert_max_num_queries, client, address) -> int:
    with django_assert_max_num_queries(60) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_list_asks_as_often_for_thirty_panels(
    client, clinician, lab, django_assert_max_num_queries
):
    client.force_login(clinician)
    counts = []
    for upto in (1, 30):
        while Panel.objects.count() < upto:
            immunology.panel(people.couple(by=clinician), by=clinician, lab=lab)
        counts.append(asked(django_assert_max_num_queries, client, at("panels_unsigned")))
    assert counts[0] == counts[1] <= 6


def test_a_couple_of_thirty_panels_is_read_as_quickly_as_of_one(
    client, clinician, couple, lab, django_assert_max_num_queries
):
    client.force_login(clinician)
    counts = []
    for upto in (1, 30):
        while (number := Panel.objects.count()) < upto:
            day = SAMPLED - timedelta(days=number)
            immunology.panel(couple, by=clinician, lab=lab, sampled_on=day, signed=True)
        address = at("panel_list", couple.number)
        counts.append(asked(django_assert_max_num_queries, client, address))
    assert counts[0] == counts[1] <= 7


def test_both_partners_stand_side_by_side_with_the_newest_of_each_kind(
    client, nurse, clinician, couple, lab
):
    for code, typed in (("autoimmune", {"ana": "positive"}), ("apl", {"la": "neg"})):
        immunology.panel(couple, by=clinician, lab=lab, code=code, values=typed)
    client.force_login(nurse)
    page = page_of(client.get(at("panel_list", couple.number)))
    assert "Abnormal" in page
    assert "As expected:" in page
    assert "Not signed" in page
    assert "Enter results" not in page


def test_the_part_equals_the_part_of_the_fresh_page(client, clinician, couple, signed):
    client.force_login(clinician)
    address = at("panel_list", couple.number)
    part = page_of(client.get(address, headers={"HX-Request": "true"}))
    assert '<section class="card" id="panels">' in part
    assert part.strip() in page_of(client.get(address))


@pytest.mark.parametrize("role", ["receptionist", "manager"])
def test_results_are_closed_to_those_who_see_none(client, request, couple, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(at("panel_list", couple.number)).status_code == 403


def test_results_of_a_couple_that_is_not_there_are_404(client, clinician, couple):
    client.force_login(clinician)
    assert client.get(at("panel_list", "C9999")).status_code == 404


def test_another_couples_results_are_not_shown(client, clinician, signed, other_couple):
    client.force_login(clinician)
    page = page_of(client.get(at("panel_list", other_couple.number)))
    assert "14.2 %" not in page
