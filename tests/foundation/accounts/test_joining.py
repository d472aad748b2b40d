"""Somebody invited comes with a link that opens once, and chooses his own password."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import StaffLink, User
from tests.factories.accounts import app_of
from tests.foundation.accounts.desks import (
    JOINING,
    NEW,
    STAFF,
    choose,
    invited,
    last_act,
    link_on,
    press,
)


@pytest.fixture
def desk(client, manager) -> Client:
    client.force_login(manager)
    return client


class TestInviting:
    def test_somebody_invited_chooses_a_password_and_signs_in(self, desk, manager):
        person, link = invited(desk)
        invitation = last_act()

        answer, newcomer = choose(link)

        assert (person.role, person.has_usable_password()) == ("nurse", False)
        assert (invitation.actor, invitation.action) == (manager, "staff.invited")
        assert answer.url == "/account/login/"
        signed = newcomer.post("/account/login/", {"login": "nila", "password": NEW})
        assert signed.url == "/"

    def test_and_first_sets_up_a_second_factor(self, desk, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        app_of(User.objects.get(username="manager"))
        _, newcomer = choose(invited(desk)[1])
        newcomer.post("/account/login/", {"login": "nila", "password": NEW})

        assert newcomer.get("/").url == "/account/factors/"

    def test_the_link_is_shown_once(self, desk):
        person, link = invited(desk)

        again = desk.get(f"{STAFF}{person.pk}/link/").content.decode()

        assert link not in again
        assert "shown once" in again

    def test_nothing_on_file_opens_the_account(self, desk):
        person, link = invited(desk)
        token = link.rstrip("/").split("/")[-1]

        assert token not in str(StaffLink.objects.values().get(staff=person))

    def test_where_mail_leaves_the_link_is_sent_and_not_shown(
        self, desk, settings, django_capture_on_commit_callbacks
    ):
        settings.EMAIL_HOST = "mail.clinic.test"
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(f"{STAFF}invite/", JOINING | {"email": "nila@clinic.test"})

        assert mail.outbox[0].to == ["nila@clinic.test"]
        link = re.search(r"http://testserver(/account/join/\S+/)", mail.outbox[0].body)
        assert "/account/join/" not in desk.get(answer.url).content.decode()
        assert choose(link.group(1))[0].url == "/account/login/"

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"username": "MANAGER"}, "Somebody has this username already."),
            ({"username": "two words"}, "Enter a valid username"),
            ({"role": "wizard"}, "Select a valid choice"),
            ({"role": ""}, "Please choose."),
            ({"first_name": ""}, "Please fill this in."),
            ({"email": "nowhere"}, "Enter a valid email address."),
        ],
    )
    def test_what_cannot_be_is_refused_in_words(self, desk, fields, said):
        page = desk.post(f"{STAFF}invite/", JOINING | fields)

        assert page.status_code == 422
        assert said in page.content.decode()
        assert User.objects.count() == 1

    def test_nobody_but_the_manager_invites(self, client, clinician):
        client.force_login(clinician)

        assert client.post(f"{STAFF}invite/", JOINING).status_code == 403
        assert User.objects.count() == 1


class TestLinks:
    @pytest.mark.parametrize(
        ("hours", "opens"), [(71.9, True), (72.1, False)], ids=["in time", "too late"]
    )
    def test_a_link_opens_for_72_hours(self, desk, hours, opens):
        _, link = invited(desk)
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
            answer, _ = choose(link)

        assert answer.status_code == (302 if opens else 410)

    def test_a_link_opens_once(self, desk):
        _, link = invited(desk)
        choose(link)

        answer, _ = choose(link, "another quiet phrase")

        assert answer.status_code == 410
        assert User.objects.get(username="nila").check_password(NEW)

    def test_a_newer_link_replaces_the_older(self, desk):
        person, first = invited(desk)
        answer = press(desk, person, "password", password_reason="lost")
        second = link_on(desk.get(answer.url).content.decode())

        assert choose(first)[0].status_code == 410
        assert choose(second)[0].status_code == 302

    def test_a_closed_account_has_no_link(self, desk):
        person, link = invited(desk)
        press(desk, person, "close", disable_reason="did not come")

        assert choose(link)[0].status_code == 410

    def test_an_invented_link_opens_nothing(self, db):
        assert choose("/account/join/invented/")[0].status_code == 410

    def test_whoever_is_signed_in_does_not_become_somebody_else(self, desk):
        _, link = invited(desk)
        desk.get(link)

        assert (
            desk.post("/account/join/", {"password": NEW, "again": NEW}).status_code == 409
        )

    @pytest.mark.parametrize(
        ("password", "again", "said"),
        [
            ("short", None, "at least 12"),
            ("abababababab", None, "repeats a few letters"),
            (NEW, "four lamps burn high", "The two passwords differ."),
        ],
    )
    def test_a_weak_or_mistyped_password_is_refused(self, desk, password, again, said):
        person, link = invited(desk)

        page, _ = choose(link, password, again)

        assert page.status_code == 422
        assert said in page.content.decode()
        assert choose(link)[0].status_code == 302

    def test_there_is_one_open_link_per_person(self, manager, nurse):
        """accounts_stafflink_one_open_per_person"""
        now = timezone.now()
        row = {"staff": nurse, "made_by": manager, "made_at": now, "expires_at": now}
        StaffLink.objects.create(fingerprint="a", **row)
        with pytest.raises(IntegrityError, match="one_open_per"), transaction.atomic():
            StaffLink.objects.create(fingerprint="b", **row)
