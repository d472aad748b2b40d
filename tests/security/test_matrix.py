"""Every address crossed with every role: one table says what each of them gets.

Behind every address lies a real row, so that who is let in finds something, and who is
not could have found something. Each is opened and each is sent a form.
"""

import csv
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from foundation.accounts.roles import ROLES
from tests.factories import patients
from tests.security.whole_clinic import (
    address,
    file_of,
    guarded_doors,
    open_house,
    signed_in,
)

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parent / "matrix.csv"
READERS = ["anonymous", *ROLES]
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# These are about a file that only its care team sees.
RESTRICTED = {
    "patients:restriction_lift", "patients:glass_break", "patients:glass_close",
    "patients:glass_review",
}  # fmt: skip
# What is written when somebody is refused: that he was, and that his session goes on.
OF_A_REFUSAL = {"records_look", "django_session", "accounts_staffsession"}


def expected() -> dict[str, dict[str, str]]:
    with TABLE.open(newline="") as file:
        return {row.pop("address"): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def clinic(django_db_setup, django_db_blocker) -> Iterator[dict]:
    """A desk of each reader, and for each address one that leads to a row."""
    house = override_settings(SECOND_FACTOR_REQUIRED=False, PASSWORD_HASHERS=QUICK)
    with house, django_db_blocker.unblock(), transaction.atomic():
        staff = open_house()
        couple, closed = (patients.couple(by=staff["clinician"]) for _ in range(2))
        file_of(couple, staff=staff, words="Plain")
        team = [staff["clinician"], staff["manager"]]
        patients.restricted(closed, by=staff["manager"], team=team)
        for role in ("nurse", "laboratory", "clinician"):
            patients.broken(closed, by=staff[role])
        where = {
            door: address(door, closed if door.name in RESTRICTED else couple)
            for door in guarded_doors()
        }
        desks = {role: signed_in(staff[role]) for role in ROLES}
        logging.disable()  # every refusal would write a line with its whole way
        yield {"where": where, "desks": {"anonymous": Client(), **desks}}
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written() -> dict[str, int]:
    """How many rows of each table this transaction has touched so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del"
            " FROM pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())


def got(client: Client, method: str, path: str, *, told: str) -> str:
    """What a reader gets at the door: past it, refused, asked who he is, or nothing."""
    with taken_back():
        before = written() if told != "allowed" else {}
        answer = getattr(client, method)(path)
        changed = changes(since=before) if told != "allowed" else set()
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        said = "sign in"
    else:
        words = {403: "refused", 404: "nothing there", 500: "a fault"}
        said = words.get(answer.status_code, "allowed")
    return f"{said}, and it wrote {sorted(changed)}" if changed else said


def changes(*, since: dict[str, int]) -> set[str]:
    """The tables touched since, beside those that say that somebody was refused."""
    now = written()
    return {table for table in now if now[table] != since.get(table, 0)} - OF_A_REFUSAL


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(expected()) == {door.label for door in guarded_doors()}


def test_every_cell_is_what_the_table_says(clinic):
    told, tried, wrong = expected(), 0, []
    for door, path in clinic["where"].items():
        for reader in READERS:
            for method in ("get", "post"):
                tried += 1
                cell = told[door.label][reader]
                answer = got(clinic["desks"][reader], method, path, told=cell)
                if answer != cell:
                    wrong.append(f"{method} {path} as {reader}: {answer}")
    assert wrong == []
    assert tried == 2 * len(READERS) * len(told) >= 2 * 9 * 97


def test_nobody_is_let_in_who_has_not_signed_in():
    assert {row["anonymous"] for row in expected().values()} == {"sign in"}


@pytest.mark.parametrize("role", ["administrator", "researcher"])
def test_no_address_of_a_couple_is_open_to(role):
    opened = [
        name
        for name, row in expected().items()
        if row[role] == "allowed" and ("/couples/" in name or "patients:" in name)
    ]
    assert opened == []


def test_the_table_is_that_of_the_roles():
    """What the table says is what the role's permissions say: neither can drift alone."""
    told = expected()
    wrong = [
        f"{door.label} as {role}"
        for door in guarded_doors()
        for role, its in ROLES.items()
        if (told[door.label][role] == "allowed") != (door.permission in its.permissions)
    ]
    assert wrong == []
