"""The doors to sessions: who may enter, what they refuse, what stays typed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.records.models import Act
from tests.factories import accounts, therapy
from tests.factories.accounts import PASSWORD
from tests.sending import as_it_stands
from tests.therapy.test_session_day import moment, step, typed_labels
from therapy.models import GateOverride, Protocol, Session, SessionObservation

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(couple, clinician):
    therapy.ready(couple, by=clinician)
    return therapy.session(couple, by=clinician)


def plan_url(couple) -> str:
    return reverse("therapy:session_plan", args=[couple.number])


def list_url(couple) -> str:
    return reverse("therapy:session_list", args=[couple.number])


def plan(**other) -> dict[str, object]:
    typed = {
        "protocol": Protocol.objects.get(code=therapy.LIT).pk,
        "planned_for": timezone.localdate().strftime("%d %b %Y"),
        "millions": "40",
        "route": "intradermal",
    }
    return typed | other


@pytest.mark.parametrize("role", ["reception", "manager"])
def test_who_sees_no_therapies_gets_no_session(client, couple, planned, role):
    client.force_login(accounts.staff(role, f"{role}2"))
    assert client.get(list_url(couple)).status_code == 403
    assert client.get(planned.get_absolute_url()).status_code == 403
    assert client.get(reverse("therapy:sessions_today")).status_code == 403
    assert step(client, planned, "check-in").status_code == 403


def test_a_nurse_neither_plans_nor_cancels_nor_decides(client, couple, planned, nurse):
    client.force_login(nurse)
    assert client.get(plan_url(couple)).status_code == 403
    cancel = reverse("therapy:session_cancel", args=[planned.pk])
    assert client.post(cancel, {"version": 1, "reason": "x"}).status_code == 403
    decide = reverse("therapy:gate_override", args=[planned.pk, "g_interval", "woman"])
    assert client.get(decide).status_code == 403


def test_what_is_not_there_is_not_found(client, planned, clinician):
    client.force_login(clinician)
    gone = planned.pk + 1
    assert client.get(reverse("therapy:session_detail", args=[gone])).status_code == 404
    step_url = reverse("therapy:session_step", args=[gone, "start"])
    assert client.post(step_url, {"version": 1}).status_code == 404
    no_step = reverse("therapy:session_step", args=[planned.pk, "dance"])
    assert client.post(no_step, {"version": 1}).status_code == 404
    assert client.get("/couples/C9/sessions/").status_code == 404
    assert client.get("/couples/C9/sessions/plan/").status_code == 404
    no_gate = reverse("therapy:gate_override", args=[planned.pk, "g_no", "woman"])
    assert client.get(no_gate).status_code == 404


def test_another_couples_session_is_not_listed(client, other_couple, planned, nurse):
    client.force_login(nurse)
    page = client.get(list_url(other_couple)).content.decode()
    assert planned.get_absolute_url() not in page


def test_another_couples_visit_is_not_a_choice(client, couple, planned, clinician):
    client.force_login(clinician)
    answer = client.post(plan_url(couple), plan(appointment="999"))
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"millions": "40000000"}, "Ensure that there are no more than"),
        ({"millions": "4"}, "The protocol allows 10 to 100 million cells."),
        ({"millions": "101"}, "The protocol allows 10 to 100 million cells."),
        ({"planned_for": "1 Jan 2020"}, "This day has passed."),
        ({"planned_for": ""}, "Please fill this in."),
        ({"route": "by post"}, "Select a valid choice."),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(client, couple, clinician, typed, said):
    therapy.ready(couple, by=clinician)
    client.force_login(clinician)
    answer = client.post(plan_url(couple), plan(note="window seat", **typed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "window seat" in answer.content.decode()
    assert not Session.objects.exists()


def test_a_plan_sent_twice_is_one_session(client, couple, clinician):
    therapy.ready(couple, by=clinician)
    client.force_login(clinician)
    typed = plan(submission_key=str(uuid4()))
    first, second = (client.post(plan_url(couple), typed) for _ in range(2))
    assert first.url == second.url
    assert Session.objects.count() == 1


def test_a_second_plan_for_the_same_day_is_refused_in_words(
    client, couple, planned, clinician
):
    client.force_login(clinician)
    answer = client.post(plan_url(couple), plan())
    assert "already planned for her on this day" in answer.content.decode()


def test_a_refused_start_says_why_keeps_the_labels_and_the_trace(client, planned, nurse):
    client.force_login(nurse)
    step(client, planned, "check-in")
    wrong = typed_labels(planned, band="C9999F", submission_key=str(uuid4()))
    answer = step(client, planned, "start", **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Stop. Nothing was started or given." in page
    assert 'value="C9999F"' in page
    planned.refresh_from_db()
    assert planned.state == "planned"
    assert planned.checks.filter(stage="start", outcome="HARD").count() == 1
    assert Act.objects.filter(action="session.start_refused").count() == 1


def test_a_step_on_an_older_page_is_refused_once_and_may_be_repeated(
    client, planned, nurse
):
    client.force_login(nurse)
    Session.objects.filter(pk=planned.pk).update(version=7)
    url = reverse("therapy:session_step", args=[planned.pk, "check-in"])
    answer = client.post(url, {"version": 1})
    assert "saved this while you had it open" in answer.content.decode()
    assert 'name="version" value="7"' in answer.content.decode()


def test_of_two_who_start_one_session_the_second_sees_who_began(
    client, planned, nurse, laboratory
):
    client.force_login(nurse)
    url = reverse("therapy:session_step", args=[planned.pk, "start"])
    step(client, planned, "check-in")
    opened = as_it_stands(client.get(planned.get_absolute_url()), url)
    opened |= typed_labels(planned)
    assert client.post(url, opened).status_code == 302

    late = client.post(url, opened)
    again = client.post(url, as_it_stands(late, url))

    page = late.content.decode()
    assert (late.status_code, again.status_code) == (422, 422)
    assert f"<td>{nurse}</td>" in page
    assert f'value="{planned.woman.number}"' in page
    assert "begun by nurse" in again.content.decode()
    assert Act.objects.filter(action="session.started").count() == 1


def test_two_counts_of_the_same_cells_are_both_seen(client, counted, nurse, laboratory):
    client.force_login(nurse)
    url = reverse("therapy:session_step", args=[counted.pk, "cells"])
    opened = as_it_stands(client.get(counted.get_absolute_url()), url)
    client.post(url, opened | {"millions_counted": "48"})

    late = client.post(url, opened | {"millions_counted": "55", "draw_ml": "60"})

    html = late.content.decode()
    assert late.status_code == 422
    assert "Both changed it" in html
    take = {"take-millions_counted": "theirs"}
    assert client.post(url, as_it_stands(late, url) | take).status_code == 302
    counted.refresh_from_db()
    assert (counted.millions_counted, counted.draw_ml) == (48, 60)


def test_a_step_that_is_over_says_so(client, planned, nurse, laboratory, couple):
    session = planned
    client.force_login(nurse)
    step(client, session, "start", **typed_labels(session))
    answer = step(client, session, "start", **typed_labels(session))
    assert answer.status_code == 422
    assert "begun by nurse" in answer.content.decode()


@pytest.fixture
def counted(couple, clinician, nurse):
    therapy.ready(couple, by=clinician)
    return therapy.counted(couple, by=nurse)


def test_the_person_who_counted_does_not_check(client, counted, nurse):
    client.force_login(nurse)
    answer = step(client, counted, "release", checker="nurse", passphrase=PASSWORD)
    assert answer.status_code == 422
    assert "Another person must check them" in answer.content.decode()
    counted.refresh_from_db()
    assert counted.released_by is None


def test_a_wrong_passphrase_of_the_checker_is_refused(client, counted, nurse, laboratory):
    client.force_login(nurse)
    answer = step(client, counted, "release", checker="laboratory", passphrase="wrong")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "do not belong together" in page
    assert "wrong" not in page.split("</form>")[0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"viability_pct": "101"}, "Viability lies between 0 and 100 per cent."),
        ({"millions_counted": "0"}, "A number of cells is above 0."),
        ({"draw_ml": "600"}, "One of these volumes cannot be right."),
        ({"drawn_at": "31 Dec 2099 10:00"}, "This is still to come."),
        ({"drawn_at": "yesterday"}, "Write the day and the time"),
    ],
)
def test_cells_that_cannot_be_are_refused_in_words(
    client, couple, clinician, nurse, typed, said
):
    therapy.ready(couple, by=clinician)
    session = therapy.begun(couple, by=nurse)
    client.force_login(nurse)
    whole = {
        "drawn_at": moment(), "draw_ml": "50", "millions_counted": "52",
        "viability_pct": "94",
    }  # fmt: skip
    answer = step(client, session, "cells", **whole | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_more_cells_than_were_counted_are_refused(
    client, couple, clinician, nurse, laboratory
):
    therapy.ready(couple, by=clinician)
    session = therapy.released(couple, by=nurse, checker=laboratory)
    client.force_login(nurse)
    answer = step(
        client, session, "give", **typed_labels(session), given_at=moment(),
        millions_given="60", volume_ml="1", sites=["L1"],
    )  # fmt: skip
    assert "Only 52 million were counted." in answer.content.decode()


def test_a_look_at_nothing_is_refused(client, counted, nurse):
    client.force_login(nurse)
    answer = step(client, counted, "observe", taken_at=moment())
    assert "Write down at least one thing" in answer.content.decode()
    assert not SessionObservation.objects.exists()


def test_a_session_is_stopped_with_a_reason(client, counted, nurse):
    client.force_login(nurse)
    assert step(client, counted, "stop", reason="").status_code == 422
    assert step(client, counted, "stop", reason="She feels unwell").status_code == 302
    counted.refresh_from_db()
    assert (counted.state, counted.reason) == ("stopped", "She feels unwell")


def test_a_planned_session_is_cancelled_with_a_reason(client, planned, clinician):
    client.force_login(clinician)
    url = reverse("therapy:session_cancel", args=[planned.pk])
    assert client.post(url, {"version": planned.version, "reason": ""}).status_code == 422
    answer = client.post(url, {"version": planned.version, "reason": "He has a cold"})
    assert answer.status_code == 302
    planned.refresh_from_db()
    assert planned.state == "cancelled"
    page = client.get(planned.get_absolute_url()).content.decode()
    assert "He has a cold" in page


def test_a_clinician_decides_on_a_page_of_its_own(
    client, couple, clinician, nurse, laboratory
):
    therapy.ready(couple, by=clinician)
    session = therapy.released(couple, by=nurse, checker=laboratory, viability="80")
    client.force_login(clinician)
    page = client.get(session.get_absolute_url()).content.decode()
    url = reverse("therapy:gate_override", args=[session.pk, "g_cells", "both"])
    assert url in page
    assert "80.0 % of the cells live." in client.get(url).content.decode()
    short = client.post(url, {"reason_code": "other", "text": "fine"})
    assert short.status_code == 422
    assert "at least 10 characters" in short.content.decode()
    whole = {"reason_code": "other", "text": "Few cells, but fresh and counted twice."}
    assert client.post(url, whole).url == session.get_absolute_url()
    assert GateOverride.objects.get().written_by == clinician
    assert "counted twice" in client.get(session.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 302


def test_a_swap_gets_the_same_part_as_the_page(client, planned, nurse):
    client.force_login(nurse)
    url = planned.get_absolute_url()
    part = client.get(url, headers={"HX-Request": "true", "HX-Target": "session"})
    assert part.content.decode().lstrip().startswith("<div")
    assert "<html" not in part.content.decode()


def test_a_list_asks_as_often_for_thirty_sessions_as_for_one(
    client, planned, couple, clinician, nurse
):
    client.force_login(nurse)
    client.get(list_url(couple))
    protocol, day = planned.protocol, timezone.localdate()

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(list_url(couple))
        return len(seen)

    one = asked()
    Session.objects.bulk_create(
        Session(
            written_by=clinician, couple=couple, woman=couple.woman, donor=couple.man,
            protocol=protocol, planned_for=day + timedelta(days=n), route="intradermal",
            cells_planned=40_000_000,
        )
        for n in range(1, 30)
    )  # fmt: skip
    assert asked() == one
    assert one <= 12
