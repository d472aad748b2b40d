"""The manager changes and closes accounts; every act says why, and one manager stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.utils import timezone

from foundation.accounts import services
from foundation.accounts.models import User
from foundation.records.models import Act
from tests.factories.accounts import PASSWORD, app_of, code_now, staff
from tests.foundation.accounts.desks import (
    NEW,
    STAFF,
    choose,
    is_inside,
    last_act,
    link_on,
    press,
    signed_in,
)
from tests.sending import as_it_stands


@pytest.fixture
def desk(client, manager) -> Client:
    client.force_login(manager)
    return client


class TestActs:
    def test_a_new_role_holds_at_the_next_page(self, desk, nurse, manager):
        person = signed_in("nurse")
        assert person.get("/settings/").status_code == 403

        answer = press(
            desk, nurse, "role", role_role="clinician", role_reason=" passed her exams "
        )

        assert answer.url == f"{STAFF}{nurse.pk}/"
        assert person.get("/settings/").status_code == 200
        act = last_act()
        assert (act.action, act.actor, act.subject_id) == (
            "staff.role_changed", manager, str(nurse.pk),
        )  # fmt: skip
        assert act.details == {
            "before": "nurse", "role": "clinician", "reason": "passed her exams",
        }  # fmt: skip

    @pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
    def test_a_closed_account_is_out_at_the_next_request(self, desk, nurse, headers):
        person = signed_in("nurse")

        press(desk, nurse, "close", disable_reason="left")

        answer = person.get("/", headers=headers)
        assert (answer.status_code, answer.url) == (302, "/account/login/?next=/")
        again = Client().post("/account/login/", {"login": "nurse", "password": PASSWORD})
        assert again.url == "/account/inactive/"

    def test_an_opened_account_has_what_it_had(self, desk, nurse):
        app_of(nurse)
        press(desk, nurse, "close", disable_reason="leave")
        press(desk, nurse, "open", enable_reason="back")

        person = Client()
        person.post("/account/login/", {"login": "nurse", "password": PASSWORD})
        assert person.post("/account/second-step/", {"code": code_now()}).url == "/"

    def test_a_new_password_does_not_go_round_the_second_factor(self, desk, nurse):
        app_of(nurse)
        person = Client()
        person.force_login(nurse)
        answer = press(desk, nurse, "password", password_reason="forgot")
        link = link_on(desk.get(answer.url).content.decode())

        assert not is_inside(person)
        _, person = choose(link)
        signed = person.post("/account/login/", {"login": "nurse", "password": NEW})
        assert signed.url == "/account/second-step/"

    def test_a_second_factor_taken_away_is_set_up_anew(self, desk, nurse):
        app_of(nurse)
        person = Client()
        person.force_login(nurse)

        press(desk, nurse, "factor", factor_reason="telephone lost")

        assert not Authenticator.objects.filter(user=nurse).exists()
        assert not is_inside(person)
        assert last_act().details == {"reason": "telephone lost"}

    @pytest.mark.parametrize(
        ("path", "prefix", "extra"),
        [("role", "role", {"role-role": "clinician"}), ("close", "disable", {}),
         ("password", "password", {}), ("factor", "factor", {})],
    )  # fmt: skip
    def test_without_a_reason_nothing_is_done(self, desk, nurse, path, prefix, extra):
        app_of(nurse)
        read = {f"{prefix}-version": nurse.version, f"{prefix}-reason": " "}
        page = desk.post(f"{STAFF}{nurse.pk}/{path}/", read | extra)

        assert page.status_code == 422
        assert not Act.objects.filter(subject_id=str(nurse.pk)).exists()
        nurse.refresh_from_db()
        assert (nurse.role, nurse.is_active) == ("nurse", True)

    @pytest.mark.parametrize(
        ("path", "typed"),
        [("role", {"role-role": "clinician", "role-reason": "x"}),
         ("close", {"disable-reason": "x"}), ("open", {"enable-reason": "x"}),
         ("password", {"password-reason": "x"}), ("factor", {"factor-reason": "x"})],
    )  # fmt: skip
    def test_nobody_changes_his_own_account(self, desk, manager, path, typed):
        app_of(manager)
        prefix = next(iter(typed)).partition("-")[0]
        read = {f"{prefix}-version": manager.version}
        answer = desk.post(f"{STAFF}{manager.pk}/{path}/", typed | read)
        assert "Nobody changes his own" in answer.content.decode()

        manager.refresh_from_db()
        assert (manager.role, manager.is_active) == ("manager", True)
        assert manager.check_password(PASSWORD)
        assert Authenticator.objects.filter(user=manager).exists()

    def test_a_manager_who_is_second_sees_what_the_first_did(self, desk, nurse):
        to = f"{STAFF}{nurse.pk}/role/"
        opened = as_it_stands(desk.get(f"{STAFF}{nurse.pk}/"), to)
        first = staff("manager", "first")
        services.change_role(staff=nurse, role="laboratory", reason="asked", by=first)
        services.disable(staff=nurse, reason="left", by=first)
        mine = {"role-role": "clinician", "role-reason": "exams"}

        late = desk.post(to, opened | mine)

        meeting = late.context["forms"]["role"].meeting
        assert late.status_code == 422
        assert [(m.before, m.theirs, m.mine) for m in meeting.questions] == [
            ("Nurse", "Laboratory", "Clinician")
        ]
        assert [(c.label, c.now) for c in meeting.rest] == [("The account", "Closed")]
        assert f"{first} saved this while you had it open." in late.content.decode()
        nurse.refresh_from_db()
        assert (nurse.role, nurse.is_active, nurse.version) == ("laboratory", False, 3)
        assert desk.post(to, as_it_stands(late, to)).status_code == 302
        nurse.refresh_from_db()
        assert (nurse.role, nurse.version) == ("clinician", 4)

    @pytest.mark.parametrize("path", ["role", "close", "open", "password", "factor"])
    def test_whoever_finds_the_managers_desk_empty_changes_nothing(self, desk, nurse, path):
        with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=True):
            answer = desk.post(f"{STAFF}{nurse.pk}/{path}/", {"disable-reason": "x"})

        assert answer.status_code == 401
        assert not Act.objects.filter(subject_id=str(nurse.pk)).exists()

    @pytest.mark.parametrize("path", ["role", "close", "open", "password", "factor"])
    def test_no_other_role_does_any_of_it(self, client, nurse, administrator, path):
        client.force_login(administrator)

        assert client.post(f"{STAFF}{nurse.pk}/{path}/", {}).status_code == 403


class TestLastManager:
    def test_the_last_manager_who_can_sign_in_stays(self, manager):
        closed = staff("manager", "closed", is_active=False)

        with pytest.raises(ValidationError, match="always keeps a manager"):
            services.staff._keep_a_manager(leaving=User(pk=manager.pk, role="clinician"))
        closed.is_active = True
        closed.save()
        services.staff._keep_a_manager(leaving=User(pk=manager.pk, role="clinician"))

    def test_a_manager_who_was_one_a_moment_ago_does_nothing(self, manager, nurse):
        former = User.objects.get(pk=manager.pk)
        User.objects.filter(pk=manager.pk).update(role="clinician")

        with pytest.raises(ValidationError, match="no longer a manager"):
            services.disable(staff=nurse, reason="x", by=former)

    @pytest.mark.django_db(transaction=True)
    def test_two_managers_who_close_each_other_at_once_leave_one(self):
        pair = [staff("manager", name) for name in ("first", "second")]

        def close(acting: int) -> bool:
            try:
                services.disable(staff=pair[1 - acting], reason="x", by=pair[acting])
            except ValidationError:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(2) as both:
            done = list(both.map(close, (0, 1)))

        assert sorted(done) == [False, True]
        assert User.objects.filter(role="manager", is_active=True).count() == 1
