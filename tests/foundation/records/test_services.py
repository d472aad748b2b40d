"""The one door: signed, validated, logged, never lost, never overwritten."""

from datetime import date

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.records.changes import change
from foundation.records.models import Act, Look
from foundation.records.models.act import IsPermanent
from foundation.records.services import (
    StaleRecord,
    UnreadRecord,
    hold,
    log_look,
    void,
    write,
)
from patients.models import Couple, Person
from patients.models.person import Person as PersonModel


def new_person(**fields) -> Person:
    return Person(number="X1F", name="Nila Sample", sex="F", search_name="nila", **fields)


def test_write_signs_and_logs_a_new_record(clinician):
    person = write(new_person(), by=clinician, action="person.registered", desk="front")

    act = Act.objects.get()
    assert (person.written_by, person.version) == (clinician, 1)
    assert (act.actor, act.action, act.subject_type, act.subject_id, act.details) == (
        clinician,
        "person.registered",
        "patients.Person",
        str(person.pk),
        {"desk": "front"},
    )


def test_write_refuses_in_words_and_leaves_nothing(clinician):
    with pytest.raises(ValidationError, match="how exact it is"):
        write(new_person(born_on="1990-01-01"), by=clinician, action="person.registered")

    assert (Person.objects.count(), Act.objects.count()) == (0, 0)


def test_write_says_in_words_what_only_the_database_knew(clinician, monkeypatch):
    """Two people press the button at once: both pass validation, one is refused."""
    write(new_person(), by=clinician, action="person.registered")
    monkeypatch.setattr(PersonModel, "full_clean", lambda self, **_: None)
    wrong = new_person(born_on="1990-01-01")
    wrong.number = "X2F"

    with pytest.raises(ValidationError, match="how exact it is"):
        write(wrong, by=clinician, action="person.registered")


def test_a_row_that_is_right_is_saved_without_asking_the_table_about_its_rules(clinician):
    with CaptureQueriesContext(connection) as asked:
        write(new_person(), by=clinician, action="person.registered")

    assert [each["sql"] for each in asked if "_check" in each["sql"]] == []
    assert len(asked) <= 6, [each["sql"] for each in asked]


def test_a_row_that_breaks_two_rules_of_its_table_is_told_both(clinician):
    write(new_person(), by=clinician, action="person.registered")

    with pytest.raises(ValidationError) as refusal:
        write(
            new_person(born_on=date(1990, 1, 1)),
            by=clinician,
            action="person.registered",
        )

    said = " ".join(refusal.value.messages)
    assert "how exact it is" in said
    assert "already exists" in said


def test_a_stale_edit_is_refused_and_the_colleagues_words_stay(couple, clinician, nurse):
    hers, his = (Couple.objects.get(pk=couple.pk) for _ in range(2))
    hers.relation = "partners"
    write(hers, by=nurse, action="couple.changed")
    his.relation = "other"

    with pytest.raises(StaleRecord, match="while you had it open"):
        write(his, by=clinician, action="couple.changed")

    couple.refresh_from_db()
    assert (couple.relation, couple.version) == ("partners", 2)


def test_a_page_changes_only_what_a_form_says_was_read(couple, clinician):
    couple.relation = "partners"

    with pghistory.context(page="couples:couple_change"):
        with pytest.raises(UnreadRecord, match=r"patients\.Couple: which version"):
            write(couple, by=clinician, action="couple.changed")
        write(couple, by=clinician, action="couple.changed", follows=True)
        made = write(new_person(), by=clinician, action="person.registered")
        write(made, by=clinician, action="person.changed")

    couple.refresh_from_db()
    assert (couple.relation, couple.version) == ("partners", 2)


def test_late_work_changes_what_no_form_has_read(couple, clinician):
    with pghistory.context(page="home"), change(task="clinic.tidy"):
        write(couple, by=clinician, action="couple.changed")

    assert couple.version == 2


def test_a_refused_change_is_no_new_version(couple, clinician):
    couple.relation = "no such relation"

    with pytest.raises(ValidationError):
        write(couple, by=clinician, action="couple.changed")

    assert couple.version == 1


def test_a_row_is_held_as_it_is_on_file_or_not_at_all(couple, clinician):
    older = Couple.objects.get(pk=couple.pk)
    Couple.objects.filter(pk=couple.pk).update(relation="other")
    hold(couple)
    assert couple.relation == "other"
    write(couple, by=clinician, action="couple.changed")

    with pytest.raises(StaleRecord):
        hold(older)


def test_void_needs_a_reason(couple, clinician):
    with pytest.raises(ValidationError, match="needs a reason"):
        void(couple, by=clinician, reason="  ", action="couple.voided")


def test_void_keeps_the_row_with_who_when_and_why(couple, clinician):
    void(couple, by=clinician, reason="entered twice", action="couple.voided")

    couple.refresh_from_db()
    assert (couple.void_reason, couple.voided_at is not None) == ("entered twice", True)
    assert Couple.objects.standing().count() == 0


def test_void_twice_is_refused(couple, clinician):
    void(couple, by=clinician, reason="entered twice", action="couple.voided")

    with pytest.raises(ValidationError, match="already voided"):
        void(couple, by=clinician, reason="again", action="couple.voided")


def test_voided_with_a_reason(couple):
    with pytest.raises(IntegrityError, match="voided_with_a_reason"):
        Couple.objects.update(void_reason="without a time")


@pytest.mark.parametrize("table", ["patients_couple", "patients_person"])
def test_never_deleted_even_by_raw_sql(couple, table):
    with (
        pytest.raises(InternalError, match="Cannot delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a fixed name


def test_every_change_is_kept_with_the_user_even_in_bulk(client, couple, clinician):
    Couple.objects.filter(pk=couple.pk).update(relation="other")

    versions = couple.events.order_by("pgh_id").values_list("relation", "pgh_label")
    assert list(versions) == [("married", "insert"), ("other", "update")]


def test_a_version_of_a_row_cannot_be_changed(couple):
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        couple.events.update(relation="other")


def test_log_look_adds_a_line(couple, nurse):
    log_look(by=nurse, action="chart.opened", subject=couple)

    look = Look.objects.get()
    assert (look.actor, look.action, look.subject_id) == (
        nurse, "chart.opened", str(couple.pk),
    )  # fmt: skip


def test_lines_of_the_log_are_permanent(couple, nurse):
    look = log_look(by=nurse, action="chart.opened", subject=couple)

    for attempt in (look.save, look.delete, Look.objects.all().delete):
        with pytest.raises(IsPermanent):
            attempt()
    with pytest.raises(IsPermanent):
        Look.objects.update(action="nothing.happened")
    with (
        pytest.raises(InternalError, match="Cannot update"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE records_look SET action = 'nothing'")
