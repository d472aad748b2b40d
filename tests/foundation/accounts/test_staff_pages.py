"""The manager sees how each account stands, and looks through them every ninety days."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from foundation.accounts import selectors, services
from foundation.accounts.models import StaffReview, User
from tests.factories.accounts import app_of, staff
from tests.foundation.accounts.desks import STAFF, invited, last_act


@pytest.fixture
def desk(client, manager) -> Client:
    client.force_login(manager)
    return client


class TestPages:
    def test_the_list_says_how_each_account_stands(self, desk, nurse, clinician):
        app_of(nurse)
        invited(desk)
        staff("reception", "gone", is_active=False)

        lines = {line.staff.username: line for line in selectors.staff_lines()}
        page = desk.get(STAFF).content.decode()

        assert lines["nurse"].factors == "app"
        assert (lines["clinician"].factors, lines["clinician"].state) == ("", "open")
        assert lines["nila"].state == "has a link"
        assert lines["gone"].state == "closed"
        assert "none yet" in page

    @pytest.mark.parametrize("many", [1, 30])
    def test_the_list_asks_the_same_of_many(self, desk, many, django_assert_num_queries):
        for number in range(many):
            app_of(staff("nurse", f"nurse{number}"))
        desk.get(STAFF)

        with django_assert_num_queries(6):
            desk.get(STAFF)

    def test_a_person_shows_what_can_be_done(self, desk, nurse, manager):
        page = desk.get(f"{STAFF}{nurse.pk}/").content.decode()
        assert "Close the account" in page
        assert "Take the second factor away" not in page

        own = desk.get(f"{STAFF}{manager.pk}/").content.decode()
        assert "This is your own account" in own
        assert "Close the account" not in own

    def test_somebody_who_does_not_exist_is_not_found(self, desk):
        assert desk.get(f"{STAFF}987654/").status_code == 404


class TestReview:
    def test_shows_who_joined_left_changed_and_what_lies_unused(self, desk, nurse, manager):
        invited(desk)
        services.change_role(staff=nurse, role="clinician", reason="exams", by=manager)
        services.disable(staff=nurse, reason="left", by=manager)
        lazy = staff("laboratory", "lazy")
        long_ago = timezone.now() - timedelta(days=91)
        User.objects.filter(pk=lazy.pk).update(date_joined=long_ago, last_seen_at=long_ago)

        found = selectors.review(now=timezone.now())

        told = {(change.who, change.what, change.role) for change in found.changes}
        assert ("Nila Sample", "joined", "Nurse") in told
        assert ("nurse", "changed role", "Nurse → Clinician") in told
        assert ("nurse", "left", "") in told
        assert [line.staff.username for line in found.unused] == ["lazy"]
        assert "lazy" in {line.staff.username for line in found.without_factor}
        assert desk.get(f"{STAFF}review/").status_code == 200

    def test_is_confirmed_by_name_and_cannot_be_changed(self, desk, manager):
        desk.post(f"{STAFF}review/confirm/", {"note": "all known"})

        kept = StaffReview.objects.get()
        assert (kept.confirmed_by, kept.note) == (manager, "all known")
        assert kept.counted == {"changes": 1, "unused": 0, "without_factor": 1}
        assert last_act().action == "staff.reviewed"
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            StaffReview.objects.update(note="changed")

    @pytest.mark.parametrize(
        ("days", "overdue"), [(89, False), (91, True)], ids=["in time", "overdue"]
    )
    def test_is_due_every_ninety_days(self, desk, days, overdue):
        desk.post(f"{STAFF}review/confirm/", {})
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
            assert selectors.review_is_overdue(now=timezone.now()) is overdue

    @pytest.mark.parametrize(
        ("days", "overdue"), [(89, False), (91, True)], ids=["new", "never looked"]
    )
    def test_a_clinic_that_never_looked_is_told_on_list_and_settings(
        self, client, manager, days, overdue
    ):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
            client.force_login(manager)
            told = "The review of accounts is overdue" in client.get(STAFF).content.decode()
            badge = "Review overdue" in client.get("/settings/").content.decode()

        assert (told, badge) == (overdue, overdue)
