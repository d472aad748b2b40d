"""Who may do what is one table; nothing else grants anything."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import override_settings

from foundation.accounts.models import User
from foundation.accounts.roles import ROLES, Permission
from foundation.records.models import Act
from tests.factories.accounts import PASSWORD


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_every_role_says_in_a_sentence_what_it_is_for(role):
    assert role.description.endswith(".")
    assert role.permissions <= frozenset(Permission)


def test_every_permission_belongs_to_somebody():
    granted = frozenset().union(*(role.permissions for role in ROLES.values()))
    assert granted == frozenset(Permission)


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        pytest.param("reception", Permission.APPOINTMENT_BOOK, True, id="reception books"),
        pytest.param("reception", Permission.RESULT_VIEW, False, id="but sees no results"),
        pytest.param("reception", Permission.HISTORY_VIEW, False, id="and no history"),
        pytest.param("nurse", Permission.SESSION_RECORD, True, id="a nurse gives sessions"),
        pytest.param("nurse", Permission.RESULT_SIGN, False, id="but signs no results"),
        pytest.param("laboratory", Permission.RESULT_ENTER, True, id="laboratory enters"),
        pytest.param("laboratory", Permission.REPORT_VIEW, False, id="sees no reports"),
        pytest.param("manager", Permission.HISTORY_VIEW, False, id="manager: no history"),
        pytest.param("clinician", Permission.REPORT_ISSUE, True, id="clinician reports"),
        pytest.param("manager", Permission.STAFF_MANAGE, True, id="a manager invites"),
        pytest.param("clinician", Permission.STAFF_MANAGE, False, id="nobody else does"),
    ],
)
def test_may(role, permission, allowed):
    assert User(username="x", role=role).may(permission) is allowed


CLINICAL = {
    Permission.HISTORY_VIEW,
    Permission.RESULT_VIEW,
    Permission.THERAPY_VIEW,
    Permission.REPORT_VIEW,
}
ABOUT_PATIENTS = CLINICAL | {
    Permission.COUPLE_VIEW,
    Permission.APPOINTMENT_VIEW,
    Permission.REMINDER_VIEW,
}


@pytest.mark.parametrize(
    "role", ["reception", "manager", "privacy_officer", "administrator", "researcher"]
)
def test_no_clinical_read_outside_the_care(role):
    assert ROLES[role].permissions & CLINICAL == set()


@pytest.mark.parametrize("role", ["administrator", "researcher"])
def test_no_patient_is_known_by_name_to(role):
    assert ROLES[role].permissions & ABOUT_PATIENTS == set()


def test_somebody_who_left_may_nothing():
    assert not User(username="x", role="clinician", is_active=False).may("couple_view")


def test_user_has_a_known_role(db):
    """accounts_user_has_a_known_role"""
    with pytest.raises(IntegrityError, match="has_a_known_role"):
        User.objects.create_user("x", role="wizard")


def test_sign_in_by_name_and_password(client, nurse):
    response = client.post("/account/login/", {"login": "nurse", "password": PASSWORD})

    assert (response.status_code, response.url) == (302, "/")


def test_a_sign_in_and_a_failure_are_on_record_a_strange_name_is_not(client, nurse):
    for name, password in (
        (nurse.username, "wrong password"),
        ("my secret password", "x"),
        (nurse.username, PASSWORD),
    ):
        client.post("/account/login/", {"login": name, "password": password})

    acts = Act.objects.order_by("pk").values_list("action", "actor", "details")
    assert list(acts) == [
        ("account.sign_in_failed", nurse.pk, {}),
        ("account.signed_in", nurse.pk, {"ways": ["password"]}),
    ]


def test_sign_in_refuses_a_wrong_password_in_words(client, nurse):
    response = client.post("/account/login/", {"login": "nurse", "password": "wrong one"})

    assert response.status_code == 200
    assert "not correct" in response.content.decode()


@pytest.mark.parametrize("door", ["signup/", "email/", "password/reset/", "password/set/"])
def test_nobody_signs_up_or_renews_a_password_alone(client, nurse, door):
    client.force_login(nurse)

    assert client.get(f"/account/{door}").status_code == 404


@pytest.mark.parametrize("address", ["/", "/search/", "/couples/C1001/"])
def test_strangers_are_sent_to_the_sign_in_page(client, db, address):
    assert client.get(address).url.startswith("/account/login/")


def test_a_disabled_account_is_out_at_the_next_request(client, nurse):
    client.force_login(nurse)
    User.objects.update(is_active=False)

    assert client.get("/").status_code == 302


@override_settings(PASSWORD_HASHERS=["foundation.accounts.hashers.ClinicArgon2Hasher"])
def test_passwords_are_kept_as_argon2id():
    user = User(username="x")
    user.set_password("a calm test passphrase")

    assert user.password.startswith("argon2$argon2id$v=19$m=65536,t=3,p=1$")


class TestCreateOwner:
    def test_makes_one_manager_and_no_more(self, db, tmp_path, capsys):
        secret = tmp_path / "password"
        secret.write_text("seven quiet herons fly\n")

        for _ in range(2):
            call_command("create_owner", username="asha", password_file=secret)

        owner = User.objects.get()
        assert (owner.username, owner.role) == ("asha", "manager")
        assert owner.check_password("seven quiet herons fly")
        assert "nothing to do" in capsys.readouterr().out

    def test_refuses_a_weak_password(self, db, tmp_path):
        secret = tmp_path / "password"
        secret.write_text("short")

        with pytest.raises(CommandError, match="at least 12"):
            call_command("create_owner", password_file=secret)

        assert not User.objects.exists()


def test_demonstration_sign_ins_are_shown_in_a_demonstration_only(client, db):
    page = client.get("/account/login/").content.decode()

    assert "Try it as" not in page
    assert "demo clinic" not in page
