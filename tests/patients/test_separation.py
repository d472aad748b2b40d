"""Two people separate: both files stay, theirs together is closed; each may come again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from foundation.medicine.dates import read_date
from patients import services
from patients.choices import Relation
from patients.models import Couple, Person
from patients.models.couple import EndReason
from patients.rendering import father_words
from patients.selectors import classification, other_couples
from reports.selectors import couple_facts
from reports.services import issue_couple_report
from tests.factories import patients, therapy
from therapy.selectors.infusions import Wish
from therapy.services.infusions import plan_for


def separated(couple: Couple, *, by, ended: str = "2023") -> Couple:
    return services.separate_couple(
        couple=couple, ended=read_date(ended), end_reason=EndReason.SEPARATED,
        end_note="", by=by,
    )  # fmt: skip


def new_couple(person: Person, *, by, name: str = "Vikram Newman", **fields) -> Couple:
    return services.register_new_couple(
        person=person,
        partner=services.NewPerson(name=name, **fields),
        relation=Relation.PARTNERS,
        by=by,
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [("2023", "2023"), ("Mar 2023", "Mar 2023"), ("about 2023", "about 2023"),
     ("12.3.2023", "12 Mar 2023")],
)  # fmt: skip
def test_the_day_is_kept_as_exactly_as_it_is_known(couple, receptionist, said, words):
    separated(couple, by=receptionist, ended=said)
    assert Couple.objects.get(pk=couple.pk).ended_words == words


def test_the_future_and_a_second_time_are_refused(couple, receptionist):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="future"):
        separated(couple, by=receptionist, ended=f"{tomorrow:%d.%m.%Y}")
    couple.refresh_from_db()
    separated(couple, by=receptionist)
    with pytest.raises(ValidationError, match="already"):
        separated(couple, by=receptionist)


@pytest.mark.parametrize(
    "fields",
    [{"ended_on": date(2023, 1, 1)}, {"end_reason": "separated"}, {"end_note": "x"},
     {"ended_on": date(2023, 1, 1), "ended_precision": "year"}],
)  # fmt: skip
def test_half_an_end_is_refused_by_the_table(couple, fields):
    with pytest.raises(IntegrityError, match="end_has_its_precision_and_reason"):
        Couple.objects.filter(pk=couple.pk).update(**fields)


class TestClosed:
    """What tells of both, or treats her with cells of his, is closed in words."""

    def test_sessions(self, couple, clinician):
        therapy.ready(couple, by=clinician)
        separated(couple, by=clinician)
        with pytest.raises(ValidationError, match="closed for new sessions"):
            therapy.session(couple, by=clinician)

    def test_infusions(self, couple, clinician):
        separated(couple, by=clinician)
        wish = Wish(
            protocol="X", product="X", planned_for=timezone.localdate(),
            dose_mg_per_kg=None, weight_kg=None, weighed_on=None,
        )  # fmt: skip
        with pytest.raises(ValidationError, match="closed for new infusions"):
            plan_for(couple=couple, wish=wish, by=clinician)

    def test_papers_about_both(self, couple, clinician):
        issued = issue_couple_report(couple=couple, by=clinician)
        separated(couple, by=clinician)
        with pytest.raises(ValidationError, match="no new paper"):
            issue_couple_report(couple=couple, by=clinician)
        issued.refresh_from_db()
        assert issued.facts["people"]

    def test_but_each_file_goes_on(self, couple, clinician):
        separated(couple, by=clinician)
        patients.consent(by=clinician, person=couple.woman)
        told = patients.pregnancy(by=clinician, couple=couple)
        assert told.woman == couple.woman


class TestAnotherPartner:
    def test_she_is_not_entered_again(self, couple, receptionist):
        separated(couple, by=receptionist)
        new = new_couple(couple.woman, by=receptionist, born=read_date("1989"))

        assert new.woman == couple.woman
        assert (new.man.name, new.man.number) == ("Vikram Newman", f"{new.number}M")
        assert new.number != couple.number
        [other] = other_couples(Couple.objects.all(), couple=new)
        assert (other.couple, other.whose, other.words) == (couple, "Her", "until 2023")

    def test_nor_is_a_partner_who_is_on_file(self, couple, other_couple, receptionist):
        for one in (couple, other_couple):
            separated(one, by=receptionist)
        new = services.register_new_couple(
            person=couple.woman, partner=other_couple.man, relation="married",
            by=receptionist,
        )  # fmt: skip
        assert new.people == (couple.woman, other_couple.man)

    @pytest.mark.parametrize("who", ["person", "partner"])
    def test_nobody_is_in_two_couples_at_once(
        self, couple, other_couple, receptionist, who
    ):
        separated(other_couple if who == "person" else couple, by=receptionist)
        with pytest.raises(ValidationError, match="which has not ended"):
            services.register_new_couple(
                person=couple.woman, partner=other_couple.man, relation="married",
                by=receptionist,
            )  # fmt: skip

    def test_a_donor_is_nobodys_partner(self, couple, clinician):
        separated(couple, by=clinician)
        donor = patients.donor(by=clinician, sex="M")
        with pytest.raises(ValidationError, match=f"{donor.code} is the code of a donor"):
            services.register_new_couple(
                person=couple.woman, partner=donor.person, relation="married", by=clinician
            )
        assert Couple.objects.count() == 1

    def test_her_history_counts_and_says_with_whom_not_who(
        self, founding, couple, clinician
    ):
        for year in (2019, 2020, 2021):
            patients.pregnancy(
                by=clinician, couple=couple, ended_on=date(year, 3, 1),
                ended_precision="day", ga_days=60, ga_basis="end",
            )  # fmt: skip
        separated(couple, by=clinician)
        new = new_couple(couple.woman, by=clinician)

        first = couple.woman.pregnancies.in_order()[0]
        assert father_words(first, new) == "An earlier partner"
        assert father_words(first, couple) == "Present partner"
        hers = classification(couple=new, on=date(2024, 1, 1))
        assert hers.verdict == classification(couple=couple, on=date(2024, 1, 1)).verdict

    def test_no_new_paper_tells_of_the_earlier_partner(self, couple, clinician):
        therapy.ready(couple, by=clinician)
        patients.pregnancy(by=clinician, couple=couple)
        separated(couple, by=clinician)
        new = new_couple(couple.woman, by=clinician)

        told = str(couple_facts(new, on=timezone.localdate()))
        told = told.replace(couple.woman.number, "her own number")
        assert "Vikram Newman" in told
        for secret in (couple.man.name, couple.man.number, couple.number):
            assert secret not in told


def test_a_couple_that_came_back_is_open_again(couple, clinician):
    separated(couple, by=clinician)
    services.resume_couple(couple=couple, reason="Together again", by=clinician)
    assert not Couple.objects.get(pk=couple.pk).has_ended

    separated(couple, by=clinician)
    new_couple(couple.woman, by=clinician)
    with pytest.raises(ValidationError, match="another couple now"):
        services.resume_couple(couple=couple, reason="Together again", by=clinician)
