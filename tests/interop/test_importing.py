"""A register comes onto the clinic's file: all of it, or nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone

from foundation.records.models import Act
from interop.choices import State
from interop.models import ImportedRow, RegisterImport
from interop.services import (
    answer_register,
    begin_import,
    bring_register,
    built_upon,
    choose_columns,
    importing,
    undo_import,
    work_on_forgotten,
)
from interop.services.checking import Work
from patients.models import Couple, Person, PhoneNumber, Pregnancy
from patients.services import NewPerson, record_pregnancy, register_couple
from patients.services.pregnancies import PregnancyEntry
from tests.factories import patients
from tests.interop.conftest import worked
from tests.interop.registers import HEADINGS, as_csv, line

pytestmark = pytest.mark.django_db
YEARS = (2010, 2012, 2014, 2016, 2018)
BELOW = {"Outcome": "Live birth", "Date": "about 2021", "GA": "39+0"}


def falls(*_args, **_how):
    raise SystemExit


def imported(register: RegisterImport, by) -> RegisterImport:
    begin_import(register=register, by=by)
    return worked(register)


def on_file() -> tuple[int, int, int, int]:
    models = (Couple, Person, PhoneNumber, Pregnancy)
    return tuple(model.objects.standing().count() for model in models)


def test_couples_and_pregnancies_come_onto_the_file(brought, manager):
    register = imported(brought(line(1), BELOW, line(2)), manager)
    assert (register.state, register.couples, register.pregnancies) == ("imported", 2, 3)
    assert on_file() == (2, 4, 2, 3)
    first = Couple.objects.earliest("pk")
    told = first.woman.pregnancies.in_order()
    assert [(p.outcome, str(p.ended), p.father, p.ga_days) for p in told] == [
        ("miscarriage", "Mar 2019", "partner", 59),
        ("live_birth", "about 2021", "partner", 273),
    ]
    assert {p.genetic_father for p in told} == {first.man}


def test_each_row_keeps_its_act_its_author_and_its_history(brought, manager):
    imported(brought(line(1), BELOW), manager)
    acts = Act.objects.values_list("action").annotate(many=Count("pk"))
    assert dict(acts.order_by("action")) == {
        "couple.registered": 1,
        "person.registered": 2,
        "phone.recorded": 1,
        "pregnancy.recorded": 2,
        "register.brought": 1,
        "register.columns_chosen": 1,
        "register.import_begun": 1,
        "register.imported": 1,
    }
    assert {row.written_by for row in Pregnancy.objects.all()} == {manager}
    assert [row.events.count() for row in Pregnancy.objects.all()] == [1, 1]
    assert ImportedRow.objects.count() == 6


def test_three_bad_rows_of_a_thousand_import_none_until_mended_or_left_out(
    brought, manager
):
    lines = [line(number, Date=str(year)) for number in range(200) for year in YEARS]
    lines[10] = lines[10] | {"Date": "31/2/2019"}
    lines[500] = lines[500] | {"GA": "99"}
    lines[999] = lines[999] | {"Outcome": "gone"}
    register = brought(*lines)
    assert len(register.content.kept("found")["faults"]) == 3
    with pytest.raises(ValidationError, match="Something still stands in its way"):
        begin_import(register=register, by=manager)
    assert (worked(register).state, on_file()) == (State.CHECKED, (0, 0, 0, 0))
    mended = {"12": {"ended": "28/2/2019"}}
    work = Work(mended=mended, skipped=[502])
    words = {"outcome": {"gone": "miscarriage"}}
    answer_register(register=register, work=work, words=words, by=manager)
    register = imported(worked(register), manager)
    assert (register.couples, register.pregnancies) == (200, 999)
    assert on_file() == (200, 400, 200, 999)


def test_pregnancies_are_added_to_a_couple_on_file_and_nothing_else_changes(
    brought, manager, clinician
):
    there = patients.couple(by=clinician, woman="Asha Sample", man="Rohan Sample")
    same = {"Wife": "Asha Sample", "Husband": "Rohan Sample", "Wife DOB": "1992"}
    register = brought(line(1, **same))
    work = Work(alike={"2": f"same:{there.number}"})
    answer_register(register=register, work=work, words={}, by=manager)
    imported(worked(register), manager)
    [told] = there.woman.pregnancies.all()
    assert (told.outcome, told.genetic_father, on_file()) == (
        "miscarriage",
        there.man,
        (1, 2, 2, 1),
    )


def test_what_changed_since_the_preview_stops_the_import(brought, manager):
    register = brought(line(1, Wife="Asha Sample", Husband="Rohan Sample"))
    assert register.content.kept("found")["is_clear"]
    patients.couple(by=manager, woman="Asha Sample", man="Rohan Sample")
    register = imported(register, manager)
    assert (register.state, register.reason) == (State.CHECKED, importing.CHANGED)
    assert Couple.objects.count() == 1
    assert not register.content.kept("found")["is_clear"]


@pytest.mark.parametrize("fault", [SystemExit, KeyError])
def test_whatever_goes_wrong_half_way_leaves_nothing(brought, manager, monkeypatch, fault):
    register = brought(line(1), line(2))
    begin_import(register=register, by=manager)
    record, told = importing.record_history, []

    def fails(**history):
        if told:
            raise fault
        told.append(record(**history))
        return told[-1]

    monkeypatch.setattr(importing, "record_history", fails)
    if fault is SystemExit:
        with pytest.raises(SystemExit):
            worked(register)
    else:
        assert "a fault of ours (KeyError)" in worked(register).reason
    assert on_file() == (0, 0, 0, 0)


def test_a_register_that_a_fallen_worker_left_is_taken_up_again(
    brought, manager, monkeypatch, django_capture_on_commit_callbacks
):
    register = brought(line(1))
    begin_import(register=register, by=manager)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "read_register", falls)
        with pytest.raises(SystemExit):
            worked(register)
    assert worked(register).state == State.IMPORTING  # on lease: nobody else takes it
    past = timezone.now() - importing.LEASE
    RegisterImport.objects.update(leased_until=past, asked_at=past)
    with django_capture_on_commit_callbacks(execute=True):
        assert work_on_forgotten() == 1
    assert (worked(register).state, on_file()[0]) == (State.IMPORTED, 1)


def test_a_register_is_imported_once_whoever_asks(brought, manager):
    register = imported(brought(line(1)), manager)
    worked(register)
    with pytest.raises(ValidationError):
        begin_import(register=register, by=manager)
    assert on_file()[0] == 1


def test_undo_strikes_out_everything_with_one_reason(brought, manager):
    register = imported(brought(line(1), BELOW), manager)
    register = undo_import(register=register, reason="Another clinic's list", by=manager)
    assert (register.state, on_file()) == (State.UNDONE, (0, 0, 0, 0))
    assert {row.void_reason for row in Pregnancy.objects.all()} == {"Another clinic's list"}
    undone = Act.objects.filter(action="register.undone").values_list("details", flat=True)
    assert list(undone) == [{"reason": "Another clinic's list"}]
    assert Act.objects.filter(action="couple.import_undone").count() == 1
    assert [row.events.count() for row in Pregnancy.objects.all()] == [2, 2]


def test_undo_leaves_the_file_it_added_to_as_it_was(brought, manager, clinician):
    there = patients.couple(by=clinician, woman="Asha Sample", man="Rohan Sample")
    register = brought(line(1, Wife="Asha Sample", Husband="Rohan Sample"))
    work = Work(alike={"2": f"same:{there.number}"})
    answer_register(register=register, work=work, words={}, by=manager)
    undo_import(register=imported(worked(register), manager), reason="Wrong", by=manager)
    assert on_file() == (1, 2, 2, 0)


def test_undo_is_refused_where_somebody_changed_or_built_upon_it(
    brought, manager, clinician
):
    register = imported(brought(line(1), line(2), line(3)), manager)
    changed, built, _left = Couple.objects.order_by("pk")
    Person.objects.filter(pk=changed.man_id).update(email="r@example.org", version=2)
    entry = PregnancyEntry(outcome="miscarriage")
    record_pregnancy(couple=built, entry=entry, by=clinician)
    with pytest.raises(ValidationError, match="worked with 3 of these rows since"):
        undo_import(register=register, reason="Wrong", by=manager)
    assert sorted(built_upon(register)) == [
        f"Line 2: person {changed.man.number} was changed since.",
        f"Line 3: person {built.woman.number} has a new pregnancy since.",
        f"Line 3: person {built.man.number} has a new pregnancy since.",
    ]
    assert on_file()[0] == 3


def test_undo_needs_a_reason_and_happens_once(brought, manager):
    register = imported(brought(line(1)), manager)
    with pytest.raises(ValidationError, match="Say why"):
        undo_import(register=register, reason="  ", by=manager)
    undo_import(register=register, reason="Wrong", by=manager)
    with pytest.raises(ValidationError, match="Nothing of this register"):
        undo_import(register=register, reason="Wrong", by=manager)


def test_a_couple_that_came_by_the_form_is_not_touched(brought, manager):
    by_hand = register_couple(
        woman=NewPerson(name="Lata Fiction"), man=NewPerson(name="Anil Fiction"), by=manager
    )
    undo_import(register=imported(brought(line(1)), manager), reason="Wrong", by=manager)
    assert list(Couple.objects.standing()) == [by_hand]


def test_what_else_a_register_says_of_people_comes_along(manager):
    more = {
        "Wife address": "1 Example Road",
        "Husband occupation": "Farmer",
        "Consanguinity": "First cousins",
        "Referred by": "Dr Sample",
    }
    table = as_csv(line(1) | more, headings=(*HEADINGS, *more))
    register = bring_register(table=table, by=manager)
    choose_columns(register=register, mapping=register.mapping, by=manager)
    imported(worked(register), manager)
    couple = Couple.objects.get()
    assert (couple.kinship, couple.man.occupation) == ("first", "Farmer")
    assert (couple.woman.address, couple.woman.referred_by) == (
        "1 Example Road",
        "Dr Sample",
    )
