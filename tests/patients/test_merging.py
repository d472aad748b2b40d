"""Two records become one and two again; nothing is lost on either way."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from appointments.models import Appointment, Booking
from appointments.rules.resources import Resource, Taken
from foundation.records.models import Act, AuthoredRecord
from immunology.models import Panel
from patients import selectors, services
from patients.models import Couple, Merge, MovedCell, Person, PhoneNumber, Pregnancy
from patients.models.merging import moving
from reports.choices import State
from reports.models import Document
from tests.factories import appointments, patients
from tests.house.test_laws import our_models
from tests.security.whole_clinic import file_of, open_house
from therapy.models import Session

WHY = "Same identity card"


def merged(kept, double, *, by, reason: str = WHY) -> Merge:
    """Merge after a look at the plan, as the page does."""
    if isinstance(kept, Person):
        plan, act = selectors.people_merged, services.merge_people
    else:
        plan, act = selectors.couples_merged, services.merge_couples
    records = {"kept": kept, "merged": double}
    seen = plan(**records, by=by).digest
    return act(**records, reason=reason, seen=seen, by=by)


def refusals(kept, double, *, by) -> list[str]:
    kind = selectors.people_merged if isinstance(kept, Person) else selectors.couples_merged
    return kind(kept=kept, merged=double, by=by).every_refusal


def rows() -> dict[str, list[dict]]:
    """Everything on file, without how often it was saved."""
    told = {}
    for model in our_models():
        if issubclass(model, AuthoredRecord) and model is not Merge or model is Booking:
            found = model._base_manager.order_by("pk").values()
            told[model._meta.label] = [
                {name: value for name, value in row.items() if name != "version"}
                for row in found
            ]
    return told


def differing(before: dict, after: dict) -> dict:
    return {label: (before[label], after[label]) for label in before
            if before[label] != after[label]}  # fmt: skip


@pytest.fixture
def double(clinician) -> Couple:
    """The same two people, registered once more."""
    return patients.couple(by=clinician, woman="Asha Sampel", man="Rohan Sampel")


@pytest.fixture
def visits(clinician, manager):
    appointments.house(by=manager, clinicians=[clinician])


class TestEverything:
    """One couple with a row of every kind, and the same two people registered once more."""

    @pytest.fixture
    def full(self, db) -> dict:
        staff = open_house()
        kept = patients.couple(by=staff["clinician"])
        double = patients.couple(by=staff["clinician"], woman="Asha Sampel")
        file_of(double, staff=staff, words="as told")
        for merge in Merge.objects.all():
            services.take_merge_back(merge=merge, reason="Sisters", by=staff["clinician"])
        return {"by": staff["clinician"], "kept": kept, "double": double}

    def test_every_row_moves_and_every_row_comes_back(self, full):
        kept, double, by = full["kept"], full["double"], full["by"]
        before = rows()
        hers = merged(kept.woman, double.woman, by=by)
        his = merged(kept.man, double.man, by=by)

        records = [(Person, one) for one in double.people] + [(Couple, double)]
        left = {
            reference.label: found
            for model, one in records
            for reference, fate in moving(model)
            if (found := reference.model._base_manager.filter(
                **{reference.column: fate.key(one.pk)}).count())
        }  # fmt: skip
        # She answered for the same channel in both records.
        assert left == {"patients.ContactConsent.person": 1}
        double.refresh_from_db()
        assert double.merged_into == kept
        assert Session.objects.filter(couple=kept, woman=kept.woman).exists()
        assert Panel.objects.signed().filter(couple=kept, person=kept.woman).exists()

        services.take_merge_back(merge=his, reason="Brothers", by=by)
        services.take_merge_back(merge=hers, reason="Sisters", by=by)

        assert differing(before, rows()) == {}
        assert not Merge.objects.in_force().exists()

    def test_an_issued_report_says_what_it_said(self, full):
        kept, double, by = full["kept"], full["double"], full["by"]
        paper = Document.objects.get(couple=double, state=State.READY)
        merged(kept.woman, double.woman, by=by)
        merged(kept.man, double.man, by=by)

        now = Document.objects.get(number=paper.number)
        assert now.couple == kept
        assert (now.facts, bytes(now.pdf), now.sha256, now.drawn_at) == (
            paper.facts, bytes(paper.pdf), paper.sha256, paper.drawn_at,
        )  # fmt: skip


def test_the_merged_record_points_to_the_kept_one_with_who_and_why(
    couple, double, clinician
):
    merge = merged(couple.woman, double.woman, by=clinician)

    double.woman.refresh_from_db()
    assert double.woman.merged_into == couple.woman
    assert (merge.written_by, merge.reason) == (clinician, WHY)
    assert str(merge) == f"{double.woman.number} into {couple.woman.number}"
    assert Act.objects.get(action="person.merged").details["merged"] == double.woman.number
    assert double.woman not in Person.objects.standing()
    assert Couple.objects.get(pk=double.pk).woman == couple.woman


def test_what_the_kept_record_did_not_know_is_filled_in_and_taken_out_again(
    couple, double, clinician
):
    Person.objects.filter(pk=couple.woman.pk).update(
        abo="", born_on=None, born_precision="unknown"
    )
    Person.objects.filter(pk=double.woman.pk).update(email="a@example.org")
    kept, other = (Person.objects.get(pk=one.woman_id) for one in (couple, double))
    plan = selectors.people_merged(kept=kept, merged=other, by=clinician)
    assert [each.what for each in plan.filled] == ["Born", "E-mail", "ABO group"]

    merge = merged(kept, other, by=clinician)
    kept.refresh_from_db()
    assert (kept.abo, kept.born_words, kept.email) == ("O", "12 Apr 1992", "a@example.org")

    Person.objects.filter(pk=kept.pk).update(email="new@example.org")
    services.take_merge_back(merge=merge, reason="Sisters", by=clinician)
    kept.refresh_from_db()
    assert (kept.abo, kept.born_on, kept.email) == ("", None, "new@example.org")


def test_pregnancies_are_numbered_after_those_on_file(couple, double, clinician):
    own = patients.pregnancy(by=clinician, couple=couple)
    theirs = [patients.pregnancy(by=clinician, couple=double) for _ in range(2)]
    merge = merged(couple.woman, double.woman, by=clinician)
    assert list(couple.woman.pregnancies.in_order()) == [own, *theirs]
    assert [p.seq for p in couple.woman.pregnancies.in_order()] == [1, 2, 3]

    services.take_merge_back(merge=merge, reason="Sisters", by=clinician)
    assert [p.seq for p in double.woman.pregnancies.in_order()] == [1, 2]


def test_what_is_written_afterwards_stays_unless_its_couple_goes_back(
    couple, double, clinician
):
    merge = merged(couple.woman, double.woman, by=clinician)
    double.refresh_from_db()
    hers = patients.pregnancy(by=clinician, couple=couple)
    paper = patients.attachment(by=clinician, couple=double, person=double.woman)

    services.take_merge_back(merge=merge, reason="Sisters", by=clinician)

    double.refresh_from_db()
    paper.refresh_from_db()
    hers.refresh_from_db()
    assert hers.woman == couple.woman
    assert paper.person == double.woman != couple.woman


def test_two_contradicting_records_are_shown_as_such(couple, double, clinician):
    Person.objects.filter(pk=double.woman.pk).update(abo="A", born_on=date(1993, 1, 1))
    told = {"ended_precision": "day", "ga_days": 70, "ga_basis": "end"}
    patients.pregnancy(by=clinician, couple=couple, ended_on=date(2023, 3, 1), **told)
    patients.pregnancy(by=clinician, couple=double, ended_on=date(2023, 3, 20), **told)
    plan = selectors.people_merged(
        kept=couple.woman, merged=Person.objects.get(pk=double.woman_id), by=clinician
    )

    grave = [each.what for each in plan.differences if each.is_grave]
    assert grave == ["Born", "ABO group"]
    [doubt] = plan.doubts
    assert "overlaps the other one" in doubt


def test_two_visits_at_one_time_are_shown_and_neither_is_lost(
    couple, double, clinician, colleague, visits
):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    at = noon + timedelta(days=3)
    from appointments.models import Room

    first = appointments.visit(by=clinician, couple=couple, starts_at=at)
    second = appointments.visit(
        by=colleague,
        couple=double,
        starts_at=at,
        room=Room.objects.get(name="Consulting 2"),
    )
    plan = selectors.people_merged(kept=couple.woman, merged=double.woman, by=clinician)
    assert [left.called for left in plan.left if "times" in left.called] == [
        "times taken by visits"
    ]
    merge = merged(couple.woman, double.woman, by=clinician)
    assert Booking.objects.filter(
        appointment__in=[first, second],
        resource=Resource(Taken.PERSON, couple.woman.pk).key,
    ).count() == 1  # fmt: skip
    services.take_merge_back(merge=merge, reason="Sisters", by=clinician)
    assert Appointment.objects.count() == 2


def test_a_shared_telephone_stays_and_another_one_moves(couple, double, clinician):
    shared = couple.woman.phones.get()
    for number in (str(shared.number), "+919820011223"):
        PhoneNumber(person=double.woman, number=number, written_by=clinician).save()
    merged(couple.woman, double.woman, by=clinician)

    assert couple.woman.phones.count() == 3
    assert [phone.number for phone in double.woman.phones.all()] == [shared.number]


class TestRefusals:
    def test_nobody_is_merged_with_himself(self, couple, clinician):
        assert refusals(couple.woman, couple.woman, by=clinician) == [
            "This is one and the same record."
        ]

    def test_a_woman_and_a_man_are_two(self, couple, double, clinician):
        assert refusals(couple.woman, double.man, by=clinician) == [
            "A woman and a man are not one person."
        ]

    def test_couples_of_other_people_are_two(self, couple, other_couple, clinician):
        women, men = refusals(couple, other_couple, by=clinician)
        assert "Where the two women are one person" in women
        assert "Where the two men are one person" in men

    def test_neither_chains_nor_circles(self, couple, double, other_couple, clinician):
        merged(couple.woman, double.woman, by=clinician)
        kept, taken, third = (
            Person.objects.get(pk=one)
            for one in (couple.woman_id, double.woman.pk, other_couple.woman_id)
        )
        assert refusals(taken, kept, by=clinician)[0].startswith(
            f"{taken.number} is itself"
        )
        assert "was merged into" in refusals(third, taken, by=clinician)[0]
        assert "Take that merge back first" in refusals(third, kept, by=clinician)[0]
        assert refusals(kept, third, by=clinician) == []

    def test_a_restricted_file_somebody_may_not_see(
        self, couple, double, clinician, colleague
    ):
        patients.restricted(double, by=clinician, team=[clinician])

        assert refusals(couple.woman, double.woman, by=colleague) == [
            "One of the files this touches is restricted and not open to you."
        ]
        assert refusals(couple.woman, double.woman, by=clinician) == []

    def test_two_ongoing_pregnancies(self, couple, double, clinician):
        for one in (couple, double):
            patients.pregnancy(by=clinician, couple=one, outcome="ongoing")
        [refusal] = refusals(couple.woman, double.woman, by=clinician)
        assert refusal.endswith("She already has an ongoing pregnancy on file.")

    def test_what_changed_since_somebody_looked(self, couple, double, clinician):
        seen = selectors.people_merged(
            kept=couple.woman, merged=double.woman, by=clinician
        ).digest
        patients.pregnancy(by=clinician, couple=double)
        with pytest.raises(ValidationError, match="changed since you looked"):
            services.merge_people(
                kept=couple.woman, merged=double.woman, reason=WHY, seen=seen, by=clinician
            )
        assert not MovedCell.objects.exists()

    def test_no_reason(self, couple, double, clinician):
        with pytest.raises(ValidationError):
            merged(couple.woman, double.woman, by=clinician, reason=" ")

    def test_the_earlier_of_two_merges_that_moved_the_same_rows(
        self, couple, double, clinician
    ):
        hers = merged(couple.woman, double.woman, by=clinician)
        his = merged(couple.man, double.man, by=clinician)
        with pytest.raises(ValidationError, match="came later"):
            services.take_merge_back(merge=hers, reason="Sisters", by=clinician)
        services.take_merge_back(merge=his, reason="Brothers", by=clinician)
        services.take_merge_back(merge=hers, reason="Sisters", by=clinician)
        hers.refresh_from_db()
        with pytest.raises(ValidationError, match="already"):
            services.take_merge_back(merge=hers, reason="Again", by=clinician)


class TestDatabase:
    """What holds whoever writes, and how."""

    def test_nothing_signed_moves_without_a_merge(self, couple, double, clinician):
        paper = patients.attachment(by=clinician, couple=double)
        with pytest.raises(InternalError, match="changes only by a merge"):
            type(paper).objects.filter(pk=paper.pk).update(couple=couple)

    @pytest.mark.parametrize(
        ("law", "fields"),
        [
            ("of_two_people_or_of_two_couples", {"kept_couple": 0}),
            ("of_two_records", {"merged_person": 0}),
            ("says_why", {"reason": ""}),
            ("taken_back_as_a_whole", {"undo_reason": "Sisters"}),
            ("taken_back_as_a_whole", {"undone_at": timezone.now()}),
        ],
    )
    def test_refuses_half_a_merge(self, couple, double, clinician, law, fields):
        known = {"kept_couple": couple, "merged_person": couple.woman}
        told = {
            "kept_person": couple.woman, "merged_person": double.woman, "reason": WHY,
            **{name: known.get(name, value) for name, value in fields.items()},
        }  # fmt: skip
        with pytest.raises(IntegrityError, match=law):
            Merge.objects.create(written_by=clinician, **told)

    @pytest.mark.parametrize("law", ["a_person_once", "a_couple_once"])
    def test_refuses_a_second_merge_of_one_record(
        self, couple, double, other_couple, clinician, law
    ):
        kind = "person" if law == "a_person_once" else "couple"
        pick = (lambda c: c.woman) if kind == "person" else (lambda c: c)
        told = {"written_by": clinician, "reason": WHY, f"merged_{kind}": pick(double)}
        Merge.objects.create(**told, **{f"kept_{kind}": pick(couple)})
        with pytest.raises(IntegrityError, match=law):
            Merge.objects.create(**told, **{f"kept_{kind}": pick(other_couple)})

    def test_refuses_a_chain(self, couple, double, other_couple, clinician):
        told = {"written_by": clinician, "reason": WHY}
        Merge.objects.create(kept_person=couple.woman, merged_person=double.woman, **told)
        with pytest.raises(InternalError, match="not merged any further"):
            Merge.objects.create(
                kept_person=other_couple.woman, merged_person=couple.woman, **told
            )

    def test_refuses_a_record_that_points_to_itself(self, couple):
        for model, one in ((Person, couple.woman), (Couple, couple)):
            with (
                pytest.raises(IntegrityError, match="not_merged_into_itself"),
                transaction.atomic(),
            ):
                model.objects.filter(pk=one.pk).update(merged_into=one)

    def test_never_changes_what_was_merged(self, couple, double, clinician):
        merge = merged(couple.woman, double.woman, by=clinician)
        with pytest.raises(InternalError, match="what_was_merged_never_changes"):
            Merge.objects.filter(pk=merge.pk).update(reason="Something else")


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_of_the_same_two_one_wins(couple, double, clinician):
    gate, told = threading.Barrier(2), []

    def work(kept: Person, double: Person) -> None:
        try:
            seen = selectors.people_merged(kept=kept, merged=double, by=clinician).digest
            gate.wait(20)
            services.merge_people(
                kept=kept, merged=double, reason=WHY, seen=seen, by=clinician
            )
            told.append("merged")
        except ValidationError:
            told.append("refused")
        finally:
            connection.close()

    pair = (couple.woman, double.woman)
    threads = [threading.Thread(target=work, args=way) for way in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["merged", "refused"]
    assert Merge.objects.in_force().count() == 1
    assert Pregnancy.objects.count() == 0
