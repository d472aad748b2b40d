"""What the gates say of a session, from what is on file; and what they refuse."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.records.services import StaleRecord
from immunology.models import Laboratory
from patients.models import TreatmentConsent
from tests.factories import accounts, immunology, patients, therapy
from therapy import services
from therapy.models import GateCheck, GateOverride, Session
from therapy.selectors import gates

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(couple, clinician):
    therapy.ready(couple, by=clinician)
    return couple


@pytest.fixture
def planned(ready, clinician):
    return therapy.session(ready, by=clinician)


def start(session, *, by, acknowledged=True, **labels):
    return services.start_session(
        session=session, acknowledged=acknowledged, by=by,
        scanned=therapy.labels(session, **labels), on=timezone.localdate(),
    )  # fmt: skip


def said(session) -> dict[tuple[str, str], str]:
    told = gates.told_before(session, on=timezone.localdate())
    return {(t.answer.gate, t.about.value): t.answer.reason for t in told}


def test_every_gate_is_open_when_everything_is_on_file(planned):
    assert set(said(planned).values()) == {"OK"}
    assert GateCheck.objects.filter(session=planned, stage="order").count() == 7


def test_a_missing_infection_test_stops_the_start_and_leaves_a_trace(
    couple, clinician, nurse
):
    services.load_catalogue()
    therapy.consents(couple, by=clinician)
    session = therapy.session(couple, by=clinician)
    answer = start(session, by=nurse)
    session.refresh_from_db()
    assert (answer.began, session.state) == (False, "planned")
    kept = GateCheck.objects.get(session=session, stage="start", gate="g_donor_tti")
    assert (kept.outcome, kept.reason) == ("HARD", "TTI_MISSING")


def test_a_reactive_donor_stops(couple, clinician):
    therapy.ready(couple, by=clinician)
    lab = Laboratory.objects.first()
    therapy.infection(couple, of="man", by=clinician, lab=lab, days_ago=1, hbsag="reactive")
    session = therapy.session(couple, by=clinician)
    assert said(session)["g_donor_tti", "donor"] == "TTI_REACTIVE"


def test_a_struck_out_screen_counts_for_nothing(couple, clinician):
    services.load_catalogue()
    therapy.consents(couple, by=clinician)
    therapy.results.load_catalogue()
    lab = immunology.laboratory(by=clinician)
    panel = therapy.infection(couple, of="man", by=clinician, lab=lab)
    therapy.results.void_panel(panel=panel, reason="mixed up", by=clinician)
    session = therapy.session(couple, by=clinician)
    assert said(session)["g_donor_tti", "donor"] == "TTI_MISSING"


def test_both_consents_are_asked_for(planned, couple):
    consents = TreatmentConsent.objects.filter(person=couple.man)
    consents.update(withdrawn_on=timezone.localdate())
    answers = said(planned)
    assert answers["g_consent", "woman"] == "OK"
    assert answers["g_consent", "donor"] == "CONSENT_WITHDRAWN"


def test_allergies_nobody_asked_about_stop(ready, planned, clinician):
    patients.allergy(by=clinician, person=ready.man, substance="Aspirin")
    assert said(planned)["g_allergy", "woman"] == "OK"
    patients.allergy(by=clinician, person=ready.woman, substance="Dust")
    assert said(planned)["g_allergy", "woman"] == "ALLERGIES_NOT_REVIEWED"
    therapy.asked_of_allergies(ready.woman, by=clinician)
    [told] = [
        t.answer
        for t in gates.told_before(planned, on=timezone.localdate())
        if t.answer.gate == "g_allergy"
    ]
    assert (told.reason, told.message) == (
        "OK", "No known allergy stands against it. On her list: Dust.",
    )  # fmt: skip


def test_the_laboratory_reads_no_allergy_and_hears_whether_the_gate_lets_pass(
    ready, planned, clinician, nurse, laboratory
):
    patients.allergy(by=clinician, person=ready.woman, substance="Dust")
    therapy.asked_of_allergies(ready.woman, by=clinician)
    told = gates.told_before(planned, on=timezone.localdate())
    heard = {
        reader: [t for t in gates.as_told_to(reader, told) if t.answer.gate == "g_allergy"]
        for reader in (nurse, laboratory)
    }
    assert "Dust" in heard[nurse][0].answer.message
    assert heard[laboratory][0].answer.message == "Passed."
    kept = GateCheck.objects.filter(gate="g_allergy")
    assert kept.visible_to(nurse).exists()
    assert not kept.visible_to(laboratory).exists()


def test_an_unknown_blood_group_stops(planned):
    planned.woman.abo = ""
    assert said(planned)["g_abo_rhd", "both"] == "GROUP_UNKNOWN"


def test_an_rhd_negative_woman_needs_a_screen_and_a_decision(ready, planned, clinician):
    planned.woman.rhd = "neg"
    assert said(planned)["g_abo_rhd", "both"] == "ANTIBODY_SCREEN_MISSING"
    therapy.antibody_screen(ready, by=clinician)
    assert said(planned)["g_abo_rhd", "both"] == "ANTI_D_DECISION_NEEDED"
    planned.anti_d_decision = "give"
    assert said(planned)["g_abo_rhd", "both"] == "OK"


def test_a_positive_screen_does_not_say_which_antibody(ready, planned, clinician):
    planned.woman.rhd = "neg"
    therapy.antibody_screen(ready, by=clinician, says="positive")
    assert said(planned)["g_abo_rhd", "both"] == "ANTIBODY_SCREEN_MISSING"


@pytest.mark.parametrize(
    "wrong",
    [
        {"band": "C9999F"},
        {"label_for": "C9999F"},
        {"label_from": "C9999M-1"},
        {"donor_tube": "C9999M-1", "label_from": "C9999M-1"},
        {"band": "C9999F", "label_for": "C9999F"},
        {"band": ""},
    ],
    ids=lambda wrong: ", ".join(wrong),
)
def test_wrong_labels_stop_also_when_they_agree_with_each_other(planned, nurse, wrong):
    answer = start(planned, by=nurse, **wrong)
    planned.refresh_from_db()
    assert (answer.began, planned.state) == (False, "planned")


def test_a_label_may_be_typed_in_small_letters(planned, nurse):
    assert start(planned, by=nurse, band=f" {planned.woman.number.lower()} ").began


def test_two_people_start_the_same_session_and_one_wins(planned, nurse, clinician):
    same = Session.objects.get(pk=planned.pk)
    assert start(planned, by=nurse).began
    with pytest.raises(StaleRecord):
        start(same, by=clinician)
    same.refresh_from_db()
    with pytest.raises(ValidationError, match="begun by"):
        start(same, by=clinician)
    assert Session.objects.get(pk=planned.pk).started_by == nurse


def test_a_start_on_an_older_reading_is_refused(planned, nurse):
    before = Session.objects.get(pk=planned.pk)
    services.check_in_session(session=planned, on=timezone.localdate(), by=nurse)
    with pytest.raises(StaleRecord):
        start(before, by=nurse)


def test_a_session_of_another_day_is_not_started(ready, clinician, nurse):
    tomorrow = timezone.localdate() + timedelta(days=1)
    session = therapy.session(ready, by=clinician, planned_for=tomorrow)
    with pytest.raises(ValidationError, match="not for today"):
        start(session, by=nurse)


def test_a_note_is_acknowledged_by_name(ready, clinician, nurse):
    ready.man.abo = "A"
    ready.man.save()
    session = therapy.session(ready, by=clinician)
    with pytest.raises(ValidationError, match="Read the notes"):
        start(session, by=nurse, acknowledged=False)
    assert start(session, by=nurse).began
    note = GateCheck.objects.get(session=session, stage="start", outcome="WARN")
    assert (note.reason, note.acknowledged, note.evaluated_by) == ("ABO_MAJOR", True, nurse)


@pytest.fixture
def early(ready, clinician, nurse, laboratory, time_machine):
    """A session 18 days after the last one: a clinician decides."""
    now = timezone.now()
    time_machine.move_to(now - timedelta(days=18))
    TreatmentConsent.objects.update(signed_on=timezone.localdate())
    therapy.infection(
        ready, of="man", by=clinician, lab=Laboratory.objects.first(), days_ago=1
    )
    therapy.infection(
        ready, of="woman", by=clinician, lab=Laboratory.objects.first(), days_ago=1
    )
    therapy.given(ready, by=nurse, checker=laboratory)
    time_machine.move_to(now)
    return therapy.session(ready, by=clinician)


def decide(session, *, by, text="The transfer is on Monday.", second=None, gate=None):
    if gate is None:
        told = gates.told_before(session, on=timezone.localdate())
        gate = next(t for t in told if t.needs_decision)
    return services.override_gate(
        told=gate, session=session, stage="order", on=timezone.localdate(),
        reason_code="timing", text=text, second=second, by=by,
    )  # fmt: skip


def test_what_needs_a_decision_is_refused_until_a_clinician_decides(
    early, clinician, nurse
):
    assert not start(early, by=nurse).began
    decide(early, by=clinician)
    assert start(early, by=nurse).began


def test_a_decision_holds_for_one_session_only(early, ready, clinician):
    decide(early, by=clinician)
    services.cancel_session(session=early, reason="rescheduled", by=clinician)
    again = therapy.session(ready, by=clinician)
    told = gates.told_before(again, on=timezone.localdate())
    assert any(t.needs_decision for t in told)


def test_a_decision_lapses_when_the_gate_sees_something_else(early, clinician):
    decide(early, by=clinician)
    tomorrow = timezone.localdate() + timedelta(days=1)
    told = gates.told_before(early, on=tomorrow)
    assert any(t.needs_decision for t in told)


def test_a_nurse_cannot_decide(early, nurse):
    with pytest.raises(ValidationError, match="Your role cannot override"):
        decide(early, by=nurse)


def test_a_decision_says_why(early, clinician):
    with pytest.raises(ValidationError, match="at least 10 characters"):
        decide(early, by=clinician, text="  ok     ")
    assert not GateOverride.objects.exists()


def test_nobody_goes_past_a_stop(early, clinician):
    told = gates.told_before(early, on=timezone.localdate())
    hard = replace(told[0].answer, outcome=gates.GateOutcome.HARD)
    with pytest.raises(ValidationError, match="Nobody can go past"):
        decide(early, by=clinician, gate=replace(told[0], answer=hard))


@pytest.fixture
def infected(ready, clinician):
    """She is reactive for syphilis: two clinicians decide."""
    lab = Laboratory.objects.first()
    therapy.infection(
        ready, of="woman", by=clinician, lab=lab, days_ago=2, syphilis="reactive"
    )
    return therapy.session(ready, by=clinician)


def test_two_clinicians_decide_where_the_rule_says_two(infected, clinician, nurse):
    with pytest.raises(ValidationError, match="second clinician"):
        decide(infected, by=clinician)
    with pytest.raises(ValidationError, match="second clinician"):
        decide(infected, by=clinician, second=clinician)
    with pytest.raises(ValidationError, match="second clinician"):
        decide(infected, by=clinician, second=nurse)
    other = accounts.staff("clinician", "clinician2")
    assert decide(infected, by=clinician, second=other).second == other
    assert start(infected, by=nurse).began


def give(session, *, by, **fields):
    return services.give_cells(
        session=session,
        scanned=fields.pop("scanned", therapy.labels(session)),
        given_at=timezone.now(), millions_given=Decimal(40), volume_ml=Decimal(1),
        sites=["L1"], on=timezone.localdate(), by=by,
    )  # fmt: skip


def test_dead_cells_are_not_given(ready, nurse, laboratory):
    session = therapy.released(ready, by=nurse, checker=laboratory, viability="65")
    answer = give(session, by=nurse)
    session.refresh_from_db()
    assert (answer.went_in, session.state) == (False, "started")
    kept = GateCheck.objects.get(session=session, stage="give", gate="g_cells")
    assert kept.reason == "VIABILITY_LT_70"


def test_cells_of_somebody_else_are_not_given(ready, nurse, laboratory):
    session = therapy.released(ready, by=nurse, checker=laboratory)
    wrong = therapy.labels(session, label_for="C9999F")
    assert not give(session, by=nurse, scanned=wrong).went_in


def test_cells_that_nobody_released_are_not_given(ready, nurse):
    session = therapy.counted(ready, by=nurse)
    assert not give(session, by=nurse).went_in


def test_a_decision_on_the_cells_outlives_the_minutes_it_took(
    ready, nurse, laboratory, clinician, time_machine
):
    time_machine.move_to(timezone.now())
    session = therapy.released(ready, by=nurse, checker=laboratory, viability="80")
    today = timezone.localdate()
    told = gates.told_of_release(session, at=timezone.now(), on=today)
    decide(session, by=clinician, gate=told[0])
    time_machine.shift(timedelta(minutes=20))
    assert give(session, by=nurse).went_in


def test_who_counted_does_not_check(ready, nurse):
    session = therapy.counted(ready, by=nurse)
    with pytest.raises(ValidationError, match="Another person must check"):
        services.release_cells(session=session, checker=nurse, by=nurse)


def test_reception_does_not_check_cells(ready, nurse, receptionist):
    session = therapy.counted(ready, by=nurse)
    with pytest.raises(ValidationError, match="does not check cells"):
        services.release_cells(session=session, checker=receptionist, by=nurse)


def test_a_gate_that_breaks_down_is_a_stop(planned, monkeypatch):
    def breaks(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(gates, "infection_facts", breaks)
    assert said(planned)["g_donor_tti", "donor"] == "ENGINE_ERROR"
