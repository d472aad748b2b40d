"""What colleagues saved of a row since somebody read it, from its kept versions."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from appointments.models import Appointment
from foundation.records.changes import change
from foundation.records.models.meanwhile import as_of
from foundation.records.services import void, write
from patients.models import Couple, Pregnancy
from tests.factories import appointments


def rename(couple, relation, *, by) -> None:
    row = Couple.objects.get(pk=couple.pk)
    row.relation = relation
    write(row, by=by, action="couple.changed")


def said(since) -> list[tuple[str, str, str]]:
    return [(each.label, each.then, each.now) for each in since.changed]


def test_nobody_saved_it_since(couple):
    since = couple.saved_since(1)

    assert (since.by, since.at, since.changed) == ((), None, ())


def test_it_says_who_saved_it_when_and_what_that_changed(couple, clinician, nurse):
    rename(couple, "partners", by=nurse)
    rename(couple, "other", by=clinician)
    rename(couple, "partners", by=nurse)

    since = Couple.objects.get(pk=couple.pk).saved_since(2)

    assert since.by == (str(clinician), str(nurse))
    assert since.at == couple.events.latest("pgh_id").pgh_created_at
    assert said(since) == []
    assert said(Couple.objects.get(pk=couple.pk).saved_since(1)) == [
        ("Relation", "Married", "Partners")
    ]


@pytest.mark.parametrize("version", [None, 0, 99_999_999])
def test_of_a_version_nobody_knows_it_says_at_most_who_was_last(couple, nurse, version):
    rename(couple, "partners", by=nurse)

    since = Couple.objects.get(pk=couple.pk).saved_since(version)

    assert since.changed == ()
    assert set(since.by) <= {str(nurse), str(couple.written_by)}


def test_that_it_was_struck_out_is_said(couple, nurse):
    void(couple, by=nurse, reason="Twice", action="couple.voided")

    words = {label: now for label, _, now in said(couple.saved_since(1))}

    assert words["Struck out because"] == "Twice"


def test_a_row_says_its_choices_people_times_and_blanks_in_words(clinician, couple):
    house = appointments.house(by=clinician, clinicians=[clinician])
    visit = Appointment(
        couple=couple, kind=appointments.kind(), comes="both", clinician=clinician,
        room=house["Consulting 1"], status="arrived",
        starts_at=datetime(2026, 3, 5, 4, 30, tzinfo=UTC),
    )  # fmt: skip

    told = {name: each.words for name, each in visit.in_words().items()}

    assert {name: told[name] for name in ("comes", "clinician", "status", "note")} == {
        "comes": "Both partners", "clinician": str(clinician), "status": "Arrived",
        "note": "Not recorded",
    }  # fmt: skip
    assert told["starts_at"] == "5 Mar 2026 10:00"
    assert {"id", "version", "written_by"} & set(told) == set()


def test_a_pregnancy_says_its_dates_as_exactly_as_they_are_known(couple):
    row = Pregnancy(
        woman=couple.woman, outcome="live_birth", ended_on=date(2018, 1, 1),
        ended_precision="year", ended_about=True, ga_days=49, ga_days_latest=56,
    )  # fmt: skip

    told = {name: (each.label, each.words) for name, each in row.in_words().items()}

    assert told["ended_on"] == ("When", "about 2018")
    assert told["ga_days"] == ("Gestation", "7+0 to 8+0")
    assert told["ga_basis"] == ("Gestation taken", "Not recorded")
    assert "ended_precision" not in told


def test_a_version_that_was_not_kept_is_nothing(couple):
    assert as_of(couple, 5) is None
    assert as_of(couple, None) is None


def test_a_version_the_clinic_made_by_itself_names_nobody(couple):
    with change(task="by itself"):
        Couple.objects.filter(pk=couple.pk).update(relation="other", version=2)

    since = Couple.objects.get(pk=couple.pk).saved_since(1)

    assert (since.by, said(since)) == ((), [("Relation", "Married", "Other")])


def test_what_is_struck_out_is_no_longer_changed(couple, nurse):
    void(couple, by=nurse, reason="Twice", action="couple.voided")
    couple.relation = "other"

    with pytest.raises(ValidationError, match="struck out"):
        write(couple, by=nurse, action="couple.changed")
