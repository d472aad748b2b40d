"""A session is sealed, ends after twelve hours, and its owner can end it from elsewhere."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from foundation.accounts.browsers import browser_words
from foundation.accounts.models import StaffSession, User
from foundation.accounts.sessions import SessionStore
from tests.factories.accounts import PASSWORD, seen, staff

SESSIONS = "/account/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(username: str = "nurse", **extra) -> Client:
    client = Client(**extra)
    answer = client.post("/account/login/", {"login": username, "password": PASSWORD})
    assert answer.url == "/"
    return client


def is_inside(client: Client, address: str = "/") -> bool:
    return client.get(address).status_code == 200


def is_inside_at_work(client: Client) -> bool:
    """The same for a screen that somebody used all the time."""
    seen(client)
    return is_inside(client)


def hours(number: float):
    return time_machine.travel(timezone.now() + timedelta(hours=number), tick=True)


class TestTwelveHours:
    def test_a_busy_session_ends_twelve_hours_after_the_sign_in(self, nurse):
        client = signed_in()

        for hour in (3, 6, 9, 11.9):
            with hours(hour):
                assert is_inside_at_work(client)
        with hours(12.01):
            assert not is_inside_at_work(client)

    def test_a_proof_in_between_adds_nothing(self, nurse):
        client = signed_in()
        with hours(11):
            proved = {"proof-open": "1", "proof-password": PASSWORD}
            assert client.post("/account/factors/app/", proved).status_code == 302
            assert is_inside(client, "/account/factors/app/")

        with hours(12.01):
            assert not is_inside(client)

    def test_signing_in_again_begins_anew(self, nurse):
        client = signed_in()
        with hours(11):
            client.post("/account/logout/")
            client.post("/account/login/", {"login": "nurse", "password": PASSWORD})
        with hours(22):
            assert is_inside_at_work(client)

    def test_the_cookie_ends_with_the_browser(self, nurse):
        cookie = signed_in().cookies[settings.SESSION_COOKIE_NAME]

        assert (cookie["max-age"], cookie["expires"]) == ("", "")
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


class TestSealed:
    def as_it_lies(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_key, session_data FROM accounts_staffsession")
            return cursor.fetchone()

    def test_nothing_of_a_session_is_readable_in_the_table(self, client, nurse):
        client.force_login(nurse)
        client.get("/account/factors/app/")

        key, lies = self.as_it_lies()

        assert "mfa.totp.secret" in client.session
        assert lies.startswith("tests.")
        assert SessionStore(key).decode(lies)["_auth_user_id"] == str(nurse.pk)

    def test_a_session_copied_into_another_row_opens_nothing(self, nurse, clinician):
        victim, thief = signed_in("clinician"), signed_in("nurse")
        stolen = StaffSession.objects.get(staff=clinician).session_data

        StaffSession.objects.filter(staff=nurse).update(session_data=stolen)

        assert not is_inside(thief)
        assert is_inside(victim)

    def test_a_session_sealed_with_a_lost_key_asks_to_sign_in(self, nurse, settings):
        client = signed_in()
        settings.ENCRYPTION_KEYS = {"other": "d" * 64}

        assert client.get("/").url.startswith("/account/login/")


class TestOwnList:
    def test_shows_each_browser_and_none_of_a_colleagues(self, nurse, clinician):
        client = signed_in(headers={"user-agent": FIREFOX}, REMOTE_ADDR="192.0.2.9")
        signed_in("clinician", REMOTE_ADDR="203.0.113.50")

        page = client.get(SESSIONS).content.decode()

        assert "Firefox on Windows" in page
        assert "192.0.2.9" in page
        assert "203.0.113.50" not in page

    def test_the_key_of_a_session_is_on_no_page(self, nurse):
        client, other = signed_in(), signed_in()

        page = client.get(SESSIONS).content.decode()

        assert other.session.session_key not in page
        assert client.session.session_key not in page

    def test_one_browser_can_be_signed_out_from_another(self, nurse):
        here, lost = signed_in(), signed_in()
        number = StaffSession.objects.get(session_key=lost.session.session_key).number

        here.post(f"{SESSIONS}{number}/end/")

        assert not is_inside(lost)
        assert is_inside(here)

    def test_nobody_signs_a_colleague_out(self, nurse, clinician):
        colleague = signed_in("clinician")
        number = StaffSession.objects.get(staff=clinician).number

        signed_in().post(f"{SESSIONS}{number}/end/")

        assert is_inside(colleague)

    def test_everywhere_else_at_once(self, nurse):
        here, first, second = signed_in(), signed_in(), signed_in()

        here.post(f"{SESSIONS}others/end/")

        assert [is_inside(each) for each in (here, first, second)] == [True, False, False]

    def test_what_has_ended_by_itself_is_not_listed(self, nurse):
        signed_in(headers={"user-agent": FIREFOX})
        with hours(13):
            assert "Firefox" not in signed_in().get(SESSIONS).content.decode()


class TestEnds:
    def test_a_new_password_signs_every_other_browser_out(self, nurse):
        here, other = signed_in(), signed_in()

        here.post(
            "/account/password/",
            {
                "oldpassword": PASSWORD,
                "password1": "four lamps burn low",
                "password2": "four lamps burn low",
            },
        )

        assert is_inside(here)
        assert not is_inside(other)
        assert StaffSession.objects.filter(staff=nurse).count() == 1

    @pytest.mark.parametrize(
        "headers",
        [{}, {"HX-Request": "true", "HX-Target": "day"}],
        ids=["a page", "a part of a page"],
    )
    def test_a_disabled_colleague_is_out_at_the_next_request(self, nurse, headers):
        client = signed_in()
        assert client.get("/", headers=headers).status_code == 200

        User.objects.filter(pk=nurse.pk).update(is_active=False)

        answer = client.get("/", headers=headers)
        assert (answer.status_code, answer.url) == (302, "/account/login/?next=/")

    def test_signing_out_lets_the_browser_forget(self, nurse):
        client = signed_in()

        answer = client.post("/account/logout/")

        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert not StaffSession.objects.filter(staff=nurse).exists()

    def test_the_question_whether_to_sign_out_clears_nothing(self, nurse):
        assert "Clear-Site-Data" not in signed_in().get("/account/logout/")


class TestSeen:
    def seen(self) -> object:
        return User.objects.get(username="nurse").last_seen_at

    def test_a_page_opened_is_noted_every_five_minutes(self, nurse):
        client = signed_in()
        client.get("/")
        assert self.seen() is None

        with hours(0.1):
            client.get("/")
            assert timezone.now() - self.seen() < timedelta(seconds=5)

    def test_a_screen_that_renews_itself_is_nobodys_doing(self, nurse):
        client = signed_in()
        with hours(0.1):
            client.get("/", headers={"HX-Request": "true", "X-By-Itself": "yes"})

        assert self.seen() is None

    def test_a_page_in_between_costs_no_question(
        self, client, nurse, django_assert_max_num_queries
    ):
        client.force_login(nurse)
        client.get(SESSIONS)
        with django_assert_max_num_queries(2):  # session with its owner, the list itself
            client.get(SESSIONS)


class TestOneQuestion:
    """The session and whoever it was opened for are read together."""

    def test_reads_both_rows_as_they_are(self, nurse):
        signed_in()
        row = StaffSession.objects.select_related("staff").get()
        store = SessionStore(row.session_key)
        store.reads_staff = True

        opened = store._get_session_from_db()

        assert vars(opened) | {"_state": None} == vars(
            StaffSession.objects.get(pk=row.pk)
        ) | {"_state": None}
        assert vars(store.staff) | {"_state": None} == vars(
            User.objects.get(pk=nurse.pk)
        ) | {"_state": None}

    def test_without_a_key_or_after_its_end_there_is_nobody(self, nurse):
        signed_in()
        for key in ("nothing", StaffSession.objects.get().session_key):
            store = SessionStore(key)
            store.reads_staff = True
            with hours(13):
                assert (store.staff, store.session_key) == (None, None)

    @pytest.mark.parametrize(
        "changed",
        [
            pytest.param({"is_active": False}, id="the account is closed"),
            pytest.param({"password": "!"}, id="the password is another"),
        ],
    )
    def test_a_session_whose_owner_changed_opens_nothing(self, nurse, changed):
        client = signed_in()
        User.objects.filter(pk=nurse.pk).update(**changed)

        assert not is_inside(client)

    def test_a_session_is_nobody_elses(self, nurse, clinician):
        client = signed_in()
        StaffSession.objects.update(staff=clinician)

        assert client.get("/").wsgi_request.user == nurse


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 "
         "Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 "
         "Mobile/15E148 Safari/604.1", "Safari on iPad"),
        ("", "An unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_its_name(user_agent, words):
    assert browser_words(user_agent) == words


def test_a_stranger_before_the_door_has_a_session_of_nobody(client, db):
    staff("nurse")
    client.get("/account/passkey/question/")

    assert StaffSession.objects.get().staff is None
