"""The tables refuse what cannot be, in words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from tests.factories import therapy
from therapy.models import GateCheck, GateOverride, Protocol, Session, SessionObservation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(couple, clinician):
    therapy.ready(couple, by=clinician)
    return couple


@pytest.fixture
def begun(ready, nurse):
    return therapy.begun(ready, by=nurse)


@pytest.fixture
def counted(ready, nurse):
    return therapy.counted(ready, by=nurse)


@pytest.fixture
def given(ready, nurse, laboratory):
    return therapy.given(ready, by=nurse, checker=laboratory)


def refuses(law: str, session: Session, **fields) -> None:
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(**fields)


def test_the_plan(ready, clinician):
    planned = therapy.session(ready, by=clinician)
    refuses("cells_are_positive", planned, cells_planned=0)
    refuses("state_has_its_times", planned, state="given")
    refuses("started_by_somebody", planned, state="started", started_at=timezone.now())
    refuses("stopped_or_cancelled_with_a_reason", planned, state="cancelled")
    fields = {"cells_planned": 40_000_000, "route": "intradermal"}
    with pytest.raises(IntegrityError, match="one_planned_a_day"), transaction.atomic():
        Session.objects.create(
            written_by=clinician, couple=ready, woman=ready.woman, donor=ready.man,
            protocol=planned.protocol, planned_for=planned.planned_for, **fields,
        )  # fmt: skip


def test_the_donor_is_another_person(ready, clinician):
    protocol = Protocol.objects.get(code=therapy.LIT)
    with pytest.raises(IntegrityError, match="donor_is_another_person"):
        Session.objects.create(
            written_by=clinician, couple=ready, woman=ready.woman, donor=ready.woman,
            protocol=protocol, planned_for=timezone.localdate(), cells_planned=1,
            route="intradermal",
        )  # fmt: skip


def test_one_session_of_hers_is_under_way(ready, begun, clinician, nurse):
    tomorrow = timezone.localdate() + timedelta(days=1)
    other = therapy.session(ready, by=clinician, planned_for=tomorrow)
    now = timezone.now()
    law = "one_under_way_per_woman"
    refuses(law, other, state="started", started_at=now, started_by=nurse)


def test_the_cells(counted, nurse, laboratory):
    now = timezone.now()
    refuses("viability_is_a_percentage", counted, viability_pct="100.1")
    refuses("volumes_can_be_true", counted, draw_ml=0)
    refuses("cells_recorded_whole", counted, draw_ml=None)
    refuses("released_by_another_person", counted, released_by=nurse, released_at=now)
    refuses("released_after_the_count", counted, released_at=now)


def test_cells_that_nobody_counted_are_not_released(begun, laboratory):
    now, law = timezone.now(), "released_after_the_count"
    refuses(law, begun, released_by=laboratory, released_at=now)


def test_giving(ready, nurse, laboratory):
    released = therapy.released(ready, by=nurse, checker=laboratory)
    now = timezone.now()
    whole = {
        "state": "given", "given_at": now, "given_by": nurse, "sites": ["L1"],
        "cells_given": 40_000_000, "volume_ml": "1.0",
    }  # fmt: skip
    refuses("given_with_its_counts", released, **whole | {"sites": []})
    refuses("given_with_its_counts", released, **whole | {"volume_ml": None})
    refuses("given_not_more_than_counted", released, **whole | {"cells_given": 10**9})
    early = released.drawn_at - timedelta(minutes=1)
    refuses("given_after_the_draw", released, **whole | {"given_at": early})


def test_she_goes_home_after_the_cells_with_instructions(given, nurse):
    now, law = timezone.now(), "goes_home_after_the_cells"
    refuses(law, given, discharged_at=now, discharged_by=nurse)


@pytest.mark.parametrize("changed", [{"cells_given": 1}, {"viability_pct": 99}])
def test_what_was_given_is_frozen(given, changed):
    with pytest.raises(InternalError, match="is not changed"):
        Session.objects.filter(pk=given.pk).update(**changed)


def test_who_receives_whose_cells_never_changes(begun, other_couple):
    with pytest.raises(InternalError, match="changes only by a merge"):
        Session.objects.filter(pk=begun.pk).update(donor=other_couple.man)


def test_looks(given, nurse):
    now = timezone.now()
    look = {"written_by": nurse, "session": given, "taken_at": now}
    with pytest.raises(IntegrityError, match="can_be_true"), transaction.atomic():
        SessionObservation.objects.create(**look, pulse=300)
    SessionObservation.objects.create(**look, pulse=70)
    with pytest.raises(IntegrityError, match="one_look_a_moment"), transaction.atomic():
        SessionObservation.objects.create(**look, pulse=71)


def test_answers_of_gates(begun, nurse):
    check = begun.checks.filter(outcome="PASS").first()
    copy = {
        field.name: getattr(check, field.name)
        for field in GateCheck._meta.fields
        if field.name != "id"
    }
    with pytest.raises(IntegrityError, match="of_one_treatment"), transaction.atomic():
        GateCheck.objects.create(**copy | {"session": None})
    law = "only_notes_are_acknowledged"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        GateCheck.objects.create(**copy | {"acknowledged": True})
    with pytest.raises(InternalError), transaction.atomic():
        GateCheck.objects.filter(pk=check.pk)._raw_delete(using="default")


def test_decisions(begun, nurse, clinician):
    check = begun.checks.first()
    decision = {"written_by": clinician, "check_row": check, "reason_code": "other"}
    with pytest.raises(IntegrityError, match="says_why"), transaction.atomic():
        GateOverride.objects.create(**decision, text="too short")
    law = "second_is_another_person"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        GateOverride.objects.create(**decision, text="long enough now", second=clinician)


def test_an_edition_is_loaded_once(ready):
    protocol = Protocol.objects.get(code=therapy.LIT)
    protocol.pk = None
    with pytest.raises(IntegrityError, match="one_row_per_edition"):
        protocol.save(force_insert=True)


def test_a_confirmation_has_a_name(ready):
    law = "confirmed_by_somebody"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        Protocol.objects.filter(code=therapy.LIT).update(confirmed_at=timezone.now())
