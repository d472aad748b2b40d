"""The tables refuse nonsense, whoever writes it and how."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from patients.models import (
    BrokenGlass,
    CareTeamMember,
    ContactConsent,
    Couple,
    DefinitionChoice,
    LossDefinition,
    Person,
    PhoneNumber,
    Restriction,
    TreatmentConsent,
)
from patients.models.restriction import GLASS_LASTS
from tests.factories import patients

DAY = date(2024, 3, 12)
ENDED = {"ended_precision": "day", "end_reason": "separated"}


def refused(law: str, write) -> None:
    """The database itself names the law that was broken."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    assert refusal.value.__cause__.diag.constraint_name == f"patients_{law}"


@pytest.fixture
def pregnancy(couple, clinician):
    return patients.pregnancy(
        by=clinician, couple=couple, ended_on=DAY, ended_precision="day"
    )


@pytest.mark.parametrize(
    ("law", "change"),
    [
        ("ended_date_has_its_precision", {"ended_precision": "unknown"}),
        ("ended_date_has_its_precision", {"ended_on": None}),
        ("ongoing_has_not_ended", {"outcome": "ongoing"}),
        ("type_only_of_miscarriage", {"outcome": "ectopic", "loss_type": "fetal"}),
        ("gestation_is_possible", {"ga_days": 13}),
        ("gestation_is_possible", {"ga_days": 311}),
        ("gestation_range_runs_forwards", {"ga_days": 60, "ga_days_latest": 59}),
        ("gestation_range_runs_forwards", {"ga_days": 60, "ga_days_latest": 311}),
        ("gestation_range_runs_forwards", {"ga_days": None, "ga_days_latest": 60}),
        ("test_date_has_its_precision", {"hcg_positive_on": DAY}),
        ("hcg_date_where_nothing_was_seen", {"outcome": "biochemical_loss"}),
        ("hcg_date_where_nothing_was_seen", {"outcome": "pul_treated"}),
        ("molar_needs_proof", {"outcome": "molar_partial"}),
        ("ends_after_conception", {"conceived_on": date(2024, 3, 13)}),
        ("period_date_has_its_precision", {"last_period_on": DAY}),
        ("period_date_has_its_precision", {"last_period_precision": "day"}),
        (
            "ends_after_the_period",
            {"last_period_on": date(2024, 3, 13), "last_period_precision": "day"},
        ),
        ("present_partner_is_named", {"genetic_father": None}),
        ("unknown_father_is_not_named", {"father": "unknown"}),
        ("newborn_death_after_live_birth", {"neonatal_death": True}),
        ("living_children_were_carried", {"outcome": "live_birth", "living": 2}),
        ("voided_with_a_reason", {"voided_at": "2026-01-01T00:00Z"}),
        ("voided_with_a_reason", {"void_reason": "A slip"}),
    ],
)
def test_pregnancy_keeps_its_laws(law, change, pregnancy):
    others = type(pregnancy).objects.filter(pk=pregnancy.pk)
    refused(f"pregnancy_{law}", lambda: others.update(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"ga_days": 14},
        {"ga_days": 310},
        {"ga_days": 49, "ga_days_latest": 49},
        {"conceived_on": DAY},
        {"outcome": "molar_partial", "seen": "histology"},
        {"outcome": "molar_complete", "genetics": "Diandric triploidy"},
        {"outcome": "live_birth", "fetuses": 2, "living": 2},
        {
            "outcome": "pul_resolved",
            "hcg_positive_on": DAY,
            "hcg_positive_precision": "day",
        },
        {"father": "former", "genetic_father": None},
    ],
)
def test_pregnancy_may_be_what_can_be(change, pregnancy):
    assert type(pregnancy).objects.filter(pk=pregnancy.pk).update(**change) == 1


def test_one_ongoing_per_woman(couple, clinician):
    patients.pregnancy(by=clinician, couple=couple, outcome="ongoing")
    patients.pregnancy(
        by=clinician, couple=couple, outcome="ongoing", carried_by="surrogate"
    )
    again = {"by": clinician, "couple": couple, "outcome": "ongoing"}
    refused("pregnancy_one_ongoing_per_woman", lambda: patients.pregnancy(**again))


def test_one_per_place_in_history(pregnancy, couple, clinician):
    refused(
        "pregnancy_one_per_place_in_history",
        lambda: patients.pregnancy(by=clinician, couple=couple, seq=pregnancy.seq),
    )


@pytest.mark.parametrize(
    ("law", "change"),
    [
        ("birth_date_has_its_precision", {"born_precision": "unknown"}),
        ("birth_date_has_its_precision", {"born_on": None}),
        ("has_a_name", {"name": ""}),
        ("voided_with_a_reason", {"void_reason": "A slip"}),
    ],
)
def test_person_keeps_its_laws(law, change, couple):
    she = Person.objects.filter(pk=couple.woman_id)
    refused(f"person_{law}", lambda: she.update(**change))


def test_telephone_is_kept_once_per_person(couple, clinician):
    number = couple.woman.phones.get().number
    again = PhoneNumber(person=couple.woman, number=number, written_by=clinician)
    refused("phonenumber_once_per_person", again.save)
    assert (
        PhoneNumber(person=couple.man, number=number, written_by=clinician).save() is None
    )


@pytest.mark.parametrize(
    ("law", "change"),
    [
        ("is_two_people", {"man": "woman"}),
        (
            "ends_after_it_began",
            {"began_on": DAY, "ended_on": date(2024, 3, 11), **ENDED},
        ),
    ],
)
def test_couple_keeps_its_laws(law, change, couple):
    change = {"man": couple.woman} if change == {"man": "woman"} else change
    rows = Couple.objects.filter(pk=couple.pk)
    refused(f"couple_{law}", lambda: rows.update(**change))


def test_couple_is_on_file_once_while_together(couple, clinician):
    again = {"woman": couple.woman, "man": couple.man, "written_by": clinician}
    refused("couple_on_file_once", lambda: Couple.objects.create(number="C1", **again))
    Couple.objects.filter(pk=couple.pk).update(ended_on=DAY, **ENDED)
    assert Couple.objects.create(number="C2", **again).pk


def test_couple_is_a_woman_and_a_man(couple):
    couple.woman, couple.man = couple.man, couple.woman
    with pytest.raises(ValidationError, match="a woman and a man"):
        couple.full_clean()


def test_contact_consent_has_one_answer_per_channel(couple, clinician):
    again = ContactConsent(
        person=couple.woman, channel="sms", granted=False, written_by=clinician
    )
    refused("contactconsent_one_answer_per_channel", again.save)


@pytest.mark.parametrize(
    ("law", "change"),
    [
        ("withdrawn_after_signing", {"withdrawn_on": date(2024, 3, 11)}),
        ("versions_count_from_one", {"document_version": 0}),
    ],
)
def test_treatment_consent_keeps_its_laws(law, change, couple, clinician):
    consent = patients.consent(by=clinician, person=couple.woman, signed_on=DAY)
    rows = TreatmentConsent.objects.filter(pk=consent.pk)
    refused(f"treatmentconsent_{law}", lambda: rows.update(**change))


def test_treatment_consent_is_signed_once_a_day(couple, clinician):
    patients.consent(by=clinician, person=couple.woman, signed_on=DAY)
    again = {"by": clinician, "person": couple.woman, "signed_on": DAY}
    refused("treatmentconsent_signed_once", lambda: patients.consent(**again))


def test_definition_is_on_file_once_per_edition(definitions):
    row = definitions["who_3c"]
    row.pk = None
    refused("lossdefinition_one_row_per_edition", lambda: row.save(force_insert=True))


def test_definition_is_confirmed_by_somebody(definitions):
    rows = LossDefinition.objects.all()
    now = "2026-01-01T00:00Z"
    refused("lossdefinition_confirmed_by_somebody", lambda: rows.update(confirmed_at=now))


def test_choice_of_a_definition_says_why(founding):
    rows = DefinitionChoice.objects.all()
    refused("definitionchoice_says_why", lambda: rows.update(reason=""))


def test_a_clinical_row_is_never_deleted(couple):
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Person.objects.filter(pk=couple.woman_id)._raw_delete("default")


@pytest.mark.parametrize(
    ("law", "change"),
    [
        ("says_why", {"reason": ""}),
        ("lifted_with_a_reason", {"lift_reason": "Has left"}),
        ("lifted_with_a_reason", {"lifted_at": timezone.now()}),
    ],
)
def test_restriction_cannot_be(couple, clinician, law, change):
    row = patients.restricted(couple, by=clinician)

    refused(
        f"restriction_{law}", lambda: Restriction.objects.filter(pk=row.pk).update(**change)
    )


def test_restriction_is_one_in_force_per_couple(couple, clinician):
    """one_in_force_per_couple"""
    patients.restricted(couple, by=clinician)

    refused(
        "restriction_one_in_force_per_couple",
        lambda: patients.restricted(couple, by=clinician),
    )


def test_a_member_of_a_care_team_is_named_once(couple, clinician):
    row = patients.restricted(couple, by=clinician, team=[clinician])

    refused(
        "careteammember_named_once",
        lambda: CareTeamMember.objects.create(
            written_by=clinician, restriction=row, member=clinician
        ),
    )


@pytest.mark.parametrize(
    ("law", "change"),
    [
        ("says_why", {"reason": "now"}),
        ("lasts_an_hour_at_most", {"until": timezone.now() + 2 * GLASS_LASTS}),
        ("reviewed_as_a_whole", {"verdict": "justified"}),
        ("reviewed_as_a_whole", {"reviewed_at": timezone.now()}),
    ],
)
def test_broken_glass_cannot_be(couple, clinician, law, change):
    row = patients.broken(couple, by=clinician)

    refused(
        f"brokenglass_{law}", lambda: BrokenGlass.objects.filter(pk=row.pk).update(**change)
    )


def test_broken_glass_is_reviewed_by_somebody_else(couple, clinician, nurse):
    """reviewed_by_somebody_else, doubt_is_explained"""
    row = BrokenGlass.objects.filter(pk=patients.broken(couple, by=clinician).pk)
    review = {"reviewed_at": timezone.now(), "verdict": "justified"}

    refused(
        "brokenglass_reviewed_by_somebody_else",
        lambda: row.update(**review, reviewed_by=clinician),
    )
    refused(
        "brokenglass_doubt_is_explained",
        lambda: row.update(**review | {"verdict": "follow_up"}, reviewed_by=nurse),
    )
