"""Every line of the log knows whose file it concerns, and tells nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from foundation.records.models import Act, Look
from foundation.records.selectors import acts_about
from foundation.records.services import log_act, log_look, log_renewal
from immunology.services.catalogue import load_catalogue
from patients.models import Couple
from tests.factories import appointments, immunology, patients, reports

LONG_AGO = timezone.now() - timedelta(days=1)


def told(couple: Couple, since=LONG_AGO) -> list[str]:
    people = [person.pk for person in couple.people]
    return [
        act.action for act in acts_about(couple_id=couple.pk, people=people, since=since)
    ]


def looked(couple: Couple) -> list[str]:
    people = [person.pk for person in couple.people]
    looks = Look.objects.about(couple_id=couple.pk, people=people).order_by("pk")
    return list(looks.values_list("action", flat=True))


@pytest.fixture
def panel(couple, clinician):
    """Her results, recorded through the services."""
    load_catalogue()
    return immunology.panel(couple, by=clinician, lab=immunology.laboratory(by=clinician))


def test_an_act_is_kept_with_the_couple_and_the_person(couple, panel):
    act = Act.objects.get(action="panel.recorded")

    assert (act.couple_id, act.person_id) == (couple.pk, panel.person_id)


def test_what_was_done_is_told_of_this_couple_alone(couple, other_couple, clinician):
    pregnancy = patients.pregnancy(by=clinician, couple=couple)
    log_act(by=clinician, action="couple.registered", subject=couple)
    log_act(by=clinician, action="pregnancy.recorded", subject=pregnancy)
    log_act(by=clinician, action="phone.recorded", subject=couple.man.phones.get())
    log_act(by=clinician, action="couple.changed", subject=other_couple)

    assert told(couple) == ["couple.registered", "pregnancy.recorded", "phone.recorded"]
    assert told(other_couple) == ["couple.changed"]


def test_what_was_done_earlier_is_not_told(couple, clinician):
    log_act(by=clinician, action="couple.registered", subject=couple)

    assert told(couple, since=timezone.now()) == []


def test_her_second_couple_hears_of_her_and_not_of_the_first_one(couple, panel, clinician):
    man = patients.person(by=clinician, number="X9M", name="Ajit Example", sex="M")
    ended = {"ended_precision": "day", "end_reason": "other"}
    Couple.objects.filter(pk=couple.pk).update(ended_on=timezone.localdate(), **ended)
    second = Couple.objects.create(
        written_by=clinician, number="C4999", woman=couple.woman, man=man
    )
    pregnancy = patients.pregnancy(by=clinician, couple=couple)
    log_act(by=clinician, action="pregnancy.recorded", subject=pregnancy)

    assert told(second) == ["pregnancy.recorded"]
    assert told(couple) == ["panel.recorded", "pregnancy.recorded"]


def test_a_line_about_nobody_is_in_nobodys_file(couple, clinician):
    log_act(
        by=clinician, action="laboratory.added", subject=immunology.laboratory(by=clinician)
    )

    act = Act.objects.get()
    assert (act.couple_id, act.person_id, told(couple)) == (None, None, [])


def test_a_search_is_a_look_at_every_couple_it_showed(client, couple, other_couple, nurse):
    client.force_login(nurse)
    client.get(reverse("search"), {"q": "Asha"})

    assert Look.objects.get().shown == [couple.pk]
    assert (looked(couple), looked(other_couple)) == (["couples.sought"], [])


@pytest.fixture
def day(couple, other_couple, panel, clinician):
    """A clinic where this couple has a visit, a result to sign and a document today."""
    appointments.house(by=clinician, clinicians=[clinician])
    midday = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    appointments.visit(by=clinician, couple=couple, starts_at=midday)
    reports.drawn(couple=couple, by=clinician)


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("home", "day.opened"),
        ("appointments:calendar", "calendar.opened"),
        ("immunology:panels_unsigned", "unsigned_results.opened"),
        ("reports:document_list", "documents.listed"),
    ],
)
def test_a_list_is_a_look_at_every_couple_it_showed(
    client, day, couple, other_couple, clinician, name, action
):
    client.force_login(clinician)
    client.get(reverse(name))

    assert (looked(couple), looked(other_couple)) == ([action], [])


def test_the_looks_at_one_file_are_found_without_reading_the_others(couple, nurse):
    for action in ("chart.opened", "results.opened"):
        log_look(by=nurse, action=action, subject=couple)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Look.objects.about(couple_id=couple.pk, people=[1, 2]).explain()

    assert "Seq Scan" not in plan
    assert "records_look_of_couple" in plan
    assert "records_look_of_person" in plan
    assert "records_look_shown" in plan


class TestRenewal:
    """A board that asks by itself leaves a line for what it shows anew."""

    def renew(self, nurse, *couples):
        shown = [couple.pk for couple in couples]
        return log_renewal(by=nurse, action="day.opened", shown=shown)

    def test_the_same_again_is_no_other_look(self, couple, nurse):
        assert self.renew(nurse, couple)
        assert self.renew(nurse, couple) is None

    def test_a_couple_that_came_is_a_look(self, couple, other_couple, nurse):
        self.renew(nurse, couple)

        assert self.renew(nurse, couple, other_couple)
        assert self.renew(nurse, other_couple) is None

    def test_another_reader_is_another_look(self, couple, nurse, clinician):
        self.renew(nurse, couple)

        assert self.renew(clinician, couple)

    def test_an_hour_later_it_is_said_again(self, couple, nurse):
        with time_machine.travel(timezone.now() - timedelta(hours=1, seconds=1)):
            self.renew(nurse, couple)

        assert self.renew(nurse, couple)
