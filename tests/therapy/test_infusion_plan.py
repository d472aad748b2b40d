"""Planning an infusion: from her weight and the brand to vials and rates."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.records.models import Act
from tests.factories import patients
from therapy.forms.infusions import day_typed
from therapy.models import Infusion


def typed(**fields) -> dict[str, str]:
    """What is typed for the first worked case: 60 kg, 400 mg/kg."""
    today = day_typed(timezone.localdate())
    return {
        "protocol": "IVIG_MAINTENANCE",
        "product": "OCTAGAM10_US",
        "planned_for": today,
        "dose_mg_per_kg": "400",
        "weight_kg": "60",
        "weighed_on": today,
        "rounding": "FEWEST_WITHIN_TOL",
        "first_rules": "on",
        **fields,
    }


def words(response) -> str:
    """The text of a page, in one line."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " ")
    return re.sub(r" (?=[:.,])", "", re.sub(r"\s+", " ", text))


@pytest.fixture
def plan_url(couple) -> str:
    return reverse("therapy:infusion_plan", args=[couple.number])


@pytest.fixture
def preview_url(couple) -> str:
    return reverse("therapy:infusion_preview", args=[couple.number])


def test_the_first_worked_case_is_read_on_the_preview(client, clinician, preview_url):
    client.force_login(clinician)
    read = words(client.post(preview_url, typed()))
    assert "25 g of Octagam 10% = 1 × 20 g + 1 × 5 g = 250 ml" in read
    assert "1 0 min 30 min 36 ml/h 18 ml 18 ml 2 30 min 60 min 72 ml/h 36 ml 54 ml" in read
    assert "3 60 min 90 min 144 ml/h 72 ml 126 ml" in read
    assert "4 90 min 116 min end 288 ml/h 124 ml 250 ml" in read
    assert "250 ml in 116 min (1 h 56 min)" in read
    assert "Whole vials change it by +4.2 %" in read
    assert not Infusion.objects.exists()


def test_planning_freezes_what_the_preview_showed(client, clinician, couple, plan_url):
    client.force_login(clinician)
    response = client.post(plan_url, typed(), follow=True)
    assert "250 ml in 116 min" in words(response)
    infusion = Infusion.objects.get()
    assert infusion.plan["vials_g"] == ["20", "5"]
    assert [s["rate_ml_per_h"] for s in infusion.plan["steps"]] == [36, 72, 144, 288]
    assert (infusion.plan["rules_version"], infusion.limits_version) == (
        infusion.rules_version,
        infusion.plan["limits_version"],
    )
    assert Act.objects.filter(action="infusion.planned").count() == 1


def test_every_check_is_listed_and_what_stops_comes_first(client, clinician, preview_url):
    client.force_login(clinician)
    read = words(client.post(preview_url, typed()))
    assert "Stop Consent: There is no signed consent for this treatment." in read
    assert "Stop Kidneys: No dated creatinine is on file." in read
    assert "Needs a decision Immunoglobulin A: Her IgA was never measured." in read
    assert "Passed Weight: 60 kg." in read
    assert "Passed Dose of immunoglobulin: The dose is within its limits." in read
    assert read.index("Stop Kidneys") < read.index("Needs a decision Immunoglobulin A")
    assert read.index("Needs a decision Immunoglobulin A") < read.index("Passed Weight")


def test_the_newest_weight_on_file_is_proposed_with_its_own_day(
    client, clinician, couple, plan_url
):
    client.force_login(clinician)
    begun = client.get(plan_url).context["form"]
    today = day_typed(timezone.localdate())
    assert (begun["weight_kg"].value(), begun["weighed_on"].value()) == (None, today)
    for day, kg in ((3, "64.00"), (1, "70.00")):
        patients.measurement(
            by=clinician, person=couple.woman, measured_on=date(2026, 3, day), weight_kg=kg
        )
    patients.measurement(by=clinician, person=couple.man, weight_kg=90)
    begun = client.get(plan_url).context["form"]
    proposed = (begun["weight_kg"].value(), begun["weighed_on"].value())
    assert proposed == ("64", "3 Mar 2026")


def test_without_a_weight_there_is_no_plan_but_the_checks(client, clinician, preview_url):
    client.force_login(clinician)
    read = words(client.post(preview_url, typed(weight_kg="")))
    assert "Weigh her first; the rates need her weight." in read
    assert "Stop Weight: Weigh her: no dated weight is on file." in read


REFUSED = [
    ("weight_kg", "29", "29 kg cannot be right; weights from 30 to 200 kg are accepted."),
    ("weight_kg", "", "Please fill this in."),
    ("weight_kg", "sixty", "Enter a number."),
    ("dose_mg_per_kg", "600", "This protocol allows 200 to 400 mg/kg."),
    ("protocol", "", "Please choose."),
    ("product", "", "Please choose."),
    ("weighed_on", "", "Please fill this in."),
    ("creatinine_mg_per_dl", "0.7", "A creatinine needs its value and its day."),
]


@pytest.mark.parametrize(("name", "value", "sentence"), REFUSED)
def test_a_refusal_stands_beside_the_question_and_nothing_is_lost(
    client, clinician, plan_url, name, value, sentence
):
    client.force_login(clinician)
    response = client.post(plan_url, typed(note="x", **{name: value}))
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Infusion.objects.exists()
    assert 'value="OCTAGAM10_US" selected' in response.content.decode() or name == "product"


def test_two_plans_for_one_day_are_refused(client, clinician, plan_url):
    client.force_login(clinician)
    client.post(plan_url, typed())
    response = client.post(plan_url, typed())
    assert response.status_code == 422
    assert "An infusion is already planned for her on this day." in words(response)
    assert Infusion.objects.count() == 1


def test_a_form_sent_twice_is_one_plan(client, clinician, plan_url):
    client.force_login(clinician)
    key = {"submission_key": "8a0f8a52-9a0c-4a63-8c39-6a3f4d9fb6c1"}
    first = client.post(plan_url, typed(**key))
    again = client.post(plan_url, typed(**key))
    assert (first.status_code, again.url) == (302, first.url)
    assert Infusion.objects.count() == 1


@pytest.mark.parametrize("role", ["nurse", "receptionist", "laboratory", "manager"])
def test_only_a_clinician_plans(request, client, plan_url, preview_url, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(plan_url).status_code == 403
    assert client.post(plan_url, typed()).status_code == 403
    assert client.post(preview_url, typed()).status_code == 403
    assert not Infusion.objects.exists()


def test_a_couple_that_is_not_on_file_is_not_found(client, clinician):
    client.force_login(clinician)
    nowhere = reverse("therapy:infusion_plan", args=["C9999"])
    assert client.get(nowhere).status_code == 404


def test_at_risk_the_rates_keep_to_the_cap(client, clinician, preview_url):
    client.force_login(clinician)
    read = words(client.post(preview_url, typed(at_risk="on")))
    assert "108 ml/h" in read
    assert "144 ml/h" not in read
    assert "At risk: rate capped" in read


def test_kidneys_that_need_the_slow_rate_get_it(client, clinician, preview_url):
    yesterday = day_typed(timezone.localdate() - timedelta(days=1))
    kidneys = {"creatinine_mg_per_dl": "1.4", "creatinine_on": yesterday}
    client.force_login(clinician)
    read = words(client.post(preview_url, typed(her_state="not_pregnant", **kidneys)))
    assert "At risk: rate capped" in read
    assert "108 ml/h" in read
