"""The day of an infusion: start with two names, watch, end; and who may not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import InternalError
from django.urls import reverse
from django.utils import timezone

from foundation.records.models import Act
from patients.models import TreatmentConsent
from tests.factories import accounts, therapy
from tests.sending import as_it_stands
from tests.therapy.test_infusion_plan import typed, words
from therapy.forms.infusions import day_typed
from therapy.models import GateCheck, GateOverride, Infusion, InfusionLot
from therapy.selectors.infusions import report_infusions

TODAY = timezone.localdate


@pytest.fixture
def consent(couple, clinician):
    """She consented, and was asked about allergies."""
    therapy.asked_of_allergies(couple.woman, by=clinician)
    return TreatmentConsent.objects.create(
        person=couple.woman,
        therapy_code="IVIG_MAINTENANCE",
        document="recipient",
        document_version=1,
        language="en",
        signed_on=TODAY() - timedelta(days=3),
        written_by=clinician,
    )


@pytest.fixture
def infusion(client, couple, clinician) -> Infusion:
    """Planned for today, kidneys fine; consent, IgA and infection tests may be missing."""
    client.force_login(clinician)
    fine = {
        "her_state": "not_pregnant",
        "creatinine_mg_per_dl": "0.7",
        "creatinine_on": day_typed(TODAY() - timedelta(days=2)),
    }
    client.post(reverse("therapy:infusion_plan", args=[couple.number]), typed(**fine))
    return Infusion.objects.get()


@pytest.fixture
def second(db):
    return accounts.staff("nurse", "second-nurse")


def url(infusion: Infusion, step: str, *more: str) -> str:
    return reverse(f"therapy:infusion_{step}", args=[infusion.pk, *more])


def vitals(*, minutes_ago: int = 0, **fields) -> dict[str, str]:
    moment = timezone.localtime() - timedelta(minutes=minutes_ago)
    return {
        "taken_at": f"{day_typed(moment.date())} {moment:%H:%M}",
        "pulse": "78",
        "systolic": "118",
        "diastolic": "74",
        "temperature_c": "36.6",
        "spo2_pct": "98",
        **fields,
    }


def start(infusion: Infusion, **fields) -> dict[str, str]:
    expires = day_typed(TODAY() + timedelta(days=200))
    typed = {
        "version": str(infusion.version),
        "band": infusion.woman.number.lower(),
        "label": infusion.woman.number,
        "recalls_checked": "on",
        "acknowledged": "on",
        "checker": "second-nurse",
        "passphrase": accounts.PASSWORD,
        "lots-TOTAL_FORMS": "4",
        "lots-INITIAL_FORMS": "2",
        "lots-0-brand": "Octagam 10%",
        "lots-0-number": "A231",
        "lots-0-expires_on": expires,
        "lots-0-vial_g": "20",
        "lots-0-quantity": "1",
        "lots-1-brand": "Octagam 10%",
        "lots-1-number": "B77",
        "lots-1-expires_on": expires,
        "lots-1-vial_g": "5",
        "lots-1-quantity": "1",
    }
    return {**typed, **fields}


def decide(client, infusion, gate, **fields):
    prefixed = {
        f"{gate}-reason_code": "benefit",
        f"{gate}-text": "Weighed with her; watched closely.",
        **{f"{gate}-{name}": value for name, value in fields.items()},
    }
    return client.post(url(infusion, "override", gate), prefixed)


@pytest.fixture
def ready(client, infusion, consent, clinician) -> Infusion:
    """Baseline taken, both open questions decided by the clinician."""
    client.post(url(infusion, "watch"), vitals(minutes_ago=20))
    decide(client, infusion, "g_iga")
    decide(client, infusion, "g_recipient_tti")
    return infusion


@pytest.fixture
def running(client, ready, second, nurse) -> Infusion:
    client.force_login(nurse)
    client.post(url(ready, "start"), start(ready))
    ready.refresh_from_db()
    return ready


def test_an_infusion_starts_with_two_names_and_its_lots(running, nurse, second):
    assert (running.state, running.started_by, running.checked_by) == (
        "started",
        nurse,
        second,
    )
    lots = InfusionLot.objects.values_list("number", "vial_g", "quantity")
    assert list(lots) == [("A231", Decimal("20.00"), 1), ("B77", Decimal("5.00"), 1)]
    asked = set(running.checks.filter(stage="start").values_list("gate", flat=True))
    assert asked == {
        "g_identity", "g_lot", "g_vitals_pre", "g_consent", "g_allergy", "g_weight",
        "g_ivig_dose", "g_iga", "g_renal", "g_recipient_tti", "g_interval",
    }  # fmt: skip


def test_without_consent_nothing_starts_but_the_answers_stay(
    client, infusion, second, nurse
):
    client.force_login(nurse)
    response = client.post(url(infusion, "start"), start(infusion))
    infusion.refresh_from_db()
    assert (response.status_code, infusion.state) == (422, "planned")
    read = words(response)
    assert "Not started" in read
    assert "Consent: There is no signed consent for this treatment." in read
    assert 'value="A231"' in response.content.decode()
    kept = GateCheck.objects.get(infusion=infusion, stage="start", gate="g_consent")
    assert (kept.outcome, kept.reason) == ("HARD", "CONSENT_MISSING")
    assert Act.objects.filter(action="infusion.start_refused").count() == 1
    assert not InfusionLot.objects.exists()


def test_what_needs_a_decision_does_not_start_without_it(
    client, infusion, consent, second, nurse
):
    client.force_login(nurse)
    client.post(url(infusion, "watch"), vitals())
    response = client.post(url(infusion, "start"), start(infusion))
    assert response.status_code == 422
    assert "Immunoglobulin A: Her IgA was never measured." in words(response)


def test_a_decision_is_for_a_clinician_only(client, infusion, nurse):
    client.force_login(nurse)
    assert decide(client, infusion, "g_iga").status_code == 403
    assert not GateOverride.objects.exists()


def test_a_decision_says_why_in_more_than_a_word(client, infusion, clinician):
    client.force_login(clinician)
    response = decide(client, infusion, "g_iga", text="fine")
    assert response.status_code == 422
    assert "Write at least 10 characters." in words(response)
    assert not GateOverride.objects.exists()


def test_what_stops_cannot_be_decided_away(client, infusion, clinician):
    client.force_login(clinician)
    assert decide(client, infusion, "g_consent").status_code == 404


REFUSED_AT_THE_START = [
    ({"checker": "nurse"}, "The second checker must be another person than you."),
    ({"passphrase": "guessed"}, "This name and passphrase do not belong together."),
    ({"lots-0-vial_g": "10"}, "These vials hold 15 g; 25 g are planned."),
    ({"lots-0-number": ""}, "Lot number: please fill this in."),
    ({"recalls_checked": ""}, "Please confirm this."),
    ({"version": "7"}, "saved this while you had it open."),
    ({"lots-0-brand": "Privigen"}, "Octagam 10% is prescribed; this is another."),
    ({"band": "C0001F"}, "The scanned labels do not belong together."),
    ({"lots-0-expires_on": "1 Jan 2025"}, "This lot expired"),
]


@pytest.mark.parametrize(("fields", "sentence"), REFUSED_AT_THE_START)
def test_a_start_is_refused_in_words(client, ready, second, nurse, fields, sentence):
    client.force_login(nurse)
    response = client.post(url(ready, "start"), start(ready, **fields))
    ready.refresh_from_db()
    assert (response.status_code, ready.state) == (422, "planned")
    assert sentence in words(response)
    assert not InfusionLot.objects.exists()


def test_without_vital_signs_nothing_starts(client, infusion, consent, second, nurse):
    client.force_login(nurse)
    response = client.post(url(infusion, "start"), start(infusion))
    assert "Take temperature, pulse, both blood pressures and oxygen" in words(response)


def test_notes_are_read_before_the_start(client, ready, second, nurse):
    soon = day_typed(TODAY() + timedelta(days=3))
    client.force_login(nurse)
    typed = start(ready, acknowledged="", **{"lots-0-expires_on": soon})
    response = client.post(url(ready, "start"), typed)
    assert "Read the notes, then tick this." in words(response)
    client.post(url(ready, "start"), {**typed, "acknowledged": "on"})
    note = GateCheck.objects.get(infusion=ready, stage="start", gate="g_lot")
    assert (note.outcome, note.acknowledged) == ("WARN", True)


def test_of_two_who_start_it_one_wins(client, running, nurse):
    client.force_login(nurse)
    response = client.post(url(running, "start"), start(running))
    assert response.status_code == 422
    assert "This infusion is no longer planned: it was begun by nurse." in words(response)


WATCHED = [
    ({}, "CONTINUE", "Go on."),
    ({"signs": ["headache"]}, "SLOW", "Slow down to 50 %. That is 18 ml/h."),
    ({"systolic": "88"}, "PAUSE", "Systolic pressure fell from 118 to 88. Pause."),
    ({"spo2_pct": "92"}, "STOP", "Oxygen 92 %. Stop, give oxygen."),
    ({"signs": ["stridor"]}, "STOP", "Stop and call the doctor."),
    ({"signs": ["other"]}, "PAUSE", "Pause and ask the clinician about this sign."),
    ({"pulse": ""}, "PAUSE", "Take a full set of vital signs now"),
    ({"rate_ml_per_h": "300"}, "SLOW", "A step of the rate ladder was skipped."),
    ({"rate_ml_per_h": "600"}, "SLOW", "Faster than Octagam 10% may ever run."),
]


@pytest.mark.parametrize(("fields", "advice", "sentence"), WATCHED)
def test_the_watch_advises(client, running, nurse, fields, advice, sentence):
    _move_start(running, minutes=5)
    client.force_login(nurse)
    page = client.post(
        url(running, "watch"), vitals(rate_ml_per_h="36") | fields, follow=True
    )
    row = running.vitals.get(is_before_start=False)
    assert row.advice == advice
    assert sentence in words(page)


def _move_start(infusion: Infusion, *, minutes: int) -> None:
    infusion.started_at = timezone.now() - timedelta(minutes=minutes)
    infusion.save(update_fields=["started_at"])


def test_an_impossible_value_is_refused_and_the_others_stay(client, running, nurse):
    client.force_login(nurse)
    response = client.post(url(running, "watch"), vitals(temperature_c="63.6"))
    assert response.status_code == 422
    assert "One of these values cannot be right." in words(response)
    assert 'value="118"' in response.content.decode()


def end(infusion: Infusion, **fields) -> dict[str, str]:
    moment = timezone.localtime()
    return {
        "version": str(infusion.version),
        "given_ml": "250",
        "ended_at": f"{day_typed(moment.date())} {moment:%H:%M}",
        **fields,
    }


def test_the_end_freezes_the_record(client, running, nurse, couple):
    _move_start(running, minutes=120)
    client.force_login(nurse)
    client.post(url(running, "end"), end(running))
    running.refresh_from_db()
    assert (running.state, running.given_g) == ("given", Decimal("25.00"))
    frozen = "an infusion that has ended is not changed"
    with pytest.raises(InternalError, match=frozen), connection.cursor() as cursor:
        cursor.execute("UPDATE therapy_infusion SET note = 'x'")


def test_the_report_tells_what_she_received(client, running, nurse, couple):
    _move_start(running, minutes=120)
    client.force_login(nurse)
    client.post(url(running, "end"), end(running))
    (row,) = report_infusions(couple=couple)
    assert row["amount"] == "25 g in 250 ml"
    assert row["lots"] == ["A231 (1 × 20 g)", "B77 (1 × 5 g)"]
    assert (row["product"], row["checked_by"]) == ("Octagam 10%", "second-nurse")


def test_stopped_early_needs_its_reason_and_counts_what_she_had(client, running, nurse):
    _move_start(running, minutes=60)
    client.force_login(nurse)
    refused = client.post(url(running, "end"), end(running, given_ml="54"))
    assert "She did not receive all of it: say why it was stopped." in words(refused)
    client.post(url(running, "end"), end(running, given_ml="54", reason="Chills"))
    running.refresh_from_db()
    assert (running.state, running.given_g) == ("stopped", Decimal("5.40"))


REFUSED_AT_THE_END = [
    ({"given_ml": "251"}, "From 0 to 250 ml, as it was planned."),
    ({"given_ml": ""}, "Please fill this in."),
    ({"ended_at": "1 Jan 2025 10:00"}, "The end lies before the start."),
    ({"version": "1"}, "saved this while you had it open."),
]


@pytest.mark.parametrize(("fields", "sentence"), REFUSED_AT_THE_END)
def test_an_end_is_refused_in_words(client, running, nurse, fields, sentence):
    client.force_login(nurse)
    response = client.post(url(running, "end"), end(running, **fields))
    running.refresh_from_db()
    assert (response.status_code, running.state) == (422, "started")
    assert sentence in words(response)


def test_a_planned_infusion_is_cancelled_with_a_reason(client, infusion, clinician):
    client.force_login(clinician)
    typed = {"version": str(infusion.version), "reason": ""}
    assert client.post(url(infusion, "cancel"), typed).status_code == 422
    client.post(url(infusion, "cancel"), {**typed, "reason": "She has a cold"})
    infusion.refresh_from_db()
    assert (infusion.state, infusion.reason) == ("cancelled", "She has a cold")


@pytest.mark.parametrize("role", ["receptionist", "manager"])
@pytest.mark.parametrize("step", ["start", "watch", "end", "cancel"])
def test_the_wrong_role_stays_outside(request, client, infusion, role, step):
    client.force_login(request.getfixturevalue(role))
    assert client.post(url(infusion, step), {}).status_code == 403
    assert client.get(url(infusion, "detail")).status_code == 403


@pytest.mark.parametrize("step", ["start", "watch", "end", "cancel"])
def test_an_infusion_that_is_not_on_file_is_not_found(client, clinician, step):
    client.force_login(clinician)
    assert client.post(reverse(f"therapy:infusion_{step}", args=[404])).status_code == 404


def test_the_page_tells_the_clock_of_each_step_once_it_runs(client, running, nurse):
    client.force_login(nurse)
    begun = timezone.localtime(running.started_at)
    read = words(client.get(url(running, "detail")))
    later = begun + timedelta(minutes=30)
    assert f"1 {begun:%H:%M} 0 min {later:%H:%M} 30 min 36 ml/h" in read


def test_of_two_who_end_it_the_second_sees_what_was_written_down(
    client, running, nurse, second
):
    _move_start(running, minutes=120)
    client.force_login(second)
    to = url(running, "end")
    opened = as_it_stands(client.get(running.get_absolute_url()), to)
    client.force_login(nurse)
    client.post(to, opened | end(running))
    client.force_login(second)

    late = client.post(to, opened | end(running, given_ml="54", reason="Chills"))
    again = client.post(to, as_it_stands(late, to))

    assert (late.status_code, again.status_code) == (422, 422)
    assert f"{nurse} saved this while you had it open." in words(late)
    assert {"Given ml", "Ended at", "State"} <= {
        each.label for each in late.context["end_form"].meeting.rest
    }
    assert 'value="Chills"' in late.content.decode()
    assert "This infusion is not running." in words(again)
    running.refresh_from_db()
    assert (running.state, running.reason) == ("given", "")
