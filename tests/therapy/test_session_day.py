"""One session along its day, as the nurse and the clinician click through it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import therapy
from tests.factories.accounts import PASSWORD, seen
from therapy.models import GateCheck, Session

pytestmark = pytest.mark.django_db


def typed_labels(session, **other) -> dict[str, str]:
    labels = {
        "band": session.woman.number,
        "label_for": session.woman.number,
        "donor_tube": f"{session.donor.number}-1",
        "label_from": f"{session.donor.number}-1",
    }
    return labels | other


def step(client, session, code, **typed):
    session.refresh_from_db()
    url = reverse("therapy:session_step", args=[session.pk, code])
    # A look only adds a row, so it carries no version of the session.
    read = {} if code == "observe" else {"version": session.version}
    return client.post(url, {**read, **typed})


def moment() -> str:
    return timezone.localtime().strftime("%d %b %Y %H:%M")


@pytest.fixture
def planned(couple, clinician):
    therapy.ready(couple, by=clinician)
    return therapy.session(couple, by=clinician)


def test_a_session_goes_from_the_plan_to_the_way_home(
    client, couple, clinician, nurse, laboratory, time_machine
):
    time_machine.move_to(datetime(2026, 11, 20, 5, 0, tzinfo=UTC))
    therapy.ready(couple, by=clinician)
    client.force_login(clinician)
    plan = reverse("therapy:session_plan", args=[couple.number])
    assert client.get(plan).status_code == 200
    today = timezone.localdate().strftime("%d %b %Y")
    protocol = Session.protocol.field.related_model.objects.get(code=therapy.LIT)
    answer = client.post(
        plan,
        {
            "protocol": protocol.pk,
            "planned_for": today,
            "millions": "40",
            "route": "intradermal",
        },
    )
    session = Session.objects.get()
    assert answer.url == session.get_absolute_url()
    client.force_login(nurse)
    along_the_day(client, session, checker=laboratory)
    home_after_half_an_hour(client, session, time_machine)
    session.refresh_from_db()
    assert session.state == "given"
    assert session.discharged_by == nurse
    assert session.released_by == laboratory
    assert GateCheck.objects.filter(session=session, stage="start").count() == 8
    listed = client.get(reverse("therapy:session_list", args=[couple.number]))
    assert "40 million" in listed.content.decode()
    assert client.get(reverse("therapy:sessions_today")).status_code == 200


def along_the_day(client, session, *, checker) -> None:
    page = client.get(session.get_absolute_url())
    assert b"Both are here" in page.content
    assert step(client, session, "check-in").status_code == 302
    assert step(client, session, "start", **typed_labels(session)).status_code == 302
    counted = step(
        client, session, "cells", drawn_at=moment(), draw_ml="50",
        millions_counted="52", viability_pct="94",
    )  # fmt: skip
    assert counted.status_code == 302
    name = checker.username
    released = step(client, session, "release", checker=name, passphrase=PASSWORD)
    assert released.status_code == 302
    given = step(
        client, session, "give", **typed_labels(session), given_at=moment(),
        millions_given="40", volume_ml="1.2", sites=["L1", "L2", "R1"],
    )  # fmt: skip
    assert given.status_code == 302


def home_after_half_an_hour(client, session, time_machine) -> None:
    looked = step(client, session, "observe", taken_at=moment(), pulse="76")
    assert looked.status_code == 302
    early = step(client, session, "discharge", vitals_ok="on", instructions_given="on")
    assert early.status_code == 422
    assert "Observe her for 30 minutes." in early.content.decode()
    time_machine.shift(timedelta(minutes=31))
    seen(client)
    step(client, session, "observe", taken_at=moment(), pulse="74", site_reaction="redness")
    home = step(client, session, "discharge", vitals_ok="on", instructions_given="on")
    assert home.status_code == 302
    assert "+31 min" in client.get(session.get_absolute_url()).content.decode()
