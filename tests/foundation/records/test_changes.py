"""Every kept version of a row says who changed it, in which request, and why."""

import re
from uuid import UUID, uuid4

import pytest
from celery import shared_task
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.urls import reverse
from pghistory.models import Context

from foundation.records.changes import ClinicCommand, change, present_request
from foundation.records.models import Act
from foundation.records.services import void, write
from immunology.services import void_panel
from immunology.services.catalogue import load_catalogue
from patients.models import Couple
from tests.factories import immunology, patients
from tests.house.repository import ROOT


def said(row) -> dict:
    """What is attached to the newest version of a row."""
    return row.events.order_by("-pgh_id").first().pgh_context.metadata


def test_an_act_tells_who_which_act_and_why(couple, clinician):
    void(couple, by=clinician, reason="entered twice", action="couple.voided")

    assert said(couple) == {
        "user": clinician.pk,
        "act": "couple.voided",
        "reason": "entered twice",
    }


def test_an_act_lends_its_reason_to_nothing_beside_it(couple, other_couple, clinician):
    with change(request=str(uuid4())):
        void(couple, by=clinician, reason="entered twice", action="couple.voided")
        other_couple.relation = "other"
        write(other_couple, by=clinician, action="couple.changed")

    assert said(couple)["reason"] == "entered twice"
    assert "reason" not in said(other_couple)
    assert said(couple)["request"] == said(other_couple)["request"]


def test_rows_changed_in_bulk_carry_the_act_and_its_reason(couple, clinician):
    load_catalogue()
    lab = immunology.laboratory(by=clinician)
    panel = immunology.panel(couple, by=clinician, lab=lab)
    void_panel(panel=panel, reason="wrong couple", by=clinician)

    for row in (panel, *panel.results.all()):
        assert (said(row)["act"], said(row)["reason"]) == ("panel.voided", "wrong couple")


def test_a_request_is_known_by_its_number_and_page_and_names_nobody(
    client, couple, clinician
):
    pregnancy = patients.pregnancy(by=clinician, couple=couple)
    client.force_login(clinician)
    address = reverse("patients:pregnancy_void", args=[couple.number, pregnancy.pk])
    client.post(address, {"reason": "of another woman", "version": pregnancy.version})

    told, act = said(pregnancy), Act.objects.get(action="pregnancy.voided")
    assert told == {
        "user": clinician.pk,
        "request": str(act.request),
        "page": "patients:pregnancy_void",
        "act": "pregnancy.voided",
        "reason": "of another woman",
    }
    assert couple.number not in str({**told, "reason": ""})


def test_two_requests_have_two_numbers(client, couple, clinician):
    client.force_login(clinician)
    from foundation.records.models import Look

    for _ in range(2):
        client.get(couple.get_absolute_url())

    assert len(set(Look.objects.values_list("request", flat=True))) == 2


@shared_task(name="tests.separate")
def separate(couple_id: int) -> None:
    Couple.objects.filter(pk=couple_id).update(relation="other")


def test_a_worker_tells_which_task_it_was(couple):
    done = separate.delay(couple_id=couple.pk)

    assert said(couple) == {"task": "tests.separate", "request": done.id}
    assert present_request() is None


def test_a_command_tells_its_name(couple):
    class Separate(ClinicCommand):
        def handle(self, **_):
            Couple.objects.update(relation="other")

    call_command(Separate())

    told = said(couple)
    assert told["command"] == "test_changes"
    assert UUID(told["request"])


def test_every_command_that_writes_records_tells_its_name():
    """Those that prepare, start, ship or bring back a clinic write none of their own."""
    unnamed = {"dev", "migrate", "prepare", "restore", "ship_log", "unseal"}
    commands = {
        path.stem: path.read_text()
        for path in ROOT.rglob("management/commands/[a-z]*.py")
        if ".venv" not in path.parts
    }
    silent = {name for name, text in commands.items() if "(ClinicCommand)" not in text}

    assert silent - {"audit_verify"} == unnamed


def test_what_was_said_is_never_amended(couple, clinician):
    with change(act="first"):
        Couple.objects.update(relation="other")
        spoken = Context.objects.get()
    with (
        pytest.raises(InternalError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE pghistory_context SET metadata = '{}'")

    spoken.refresh_from_db()
    assert spoken.metadata == {"act": "first"}


def test_the_library_still_attaches_by_the_function_we_replace():
    """The triggers of a new version of the library call the same function."""
    trigger = next(t for t in Couple._meta.triggers if t.name == "update_update")

    assert re.search(r"_pgh_attach_context\(\)", trigger.compile(Couple).install_sql)
