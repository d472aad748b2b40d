"""Minutes in which nobody is at a screen, without waiting for them."""

from typing import Any

import psycopg2

from clinic.servers import local_urls
from tests.stack import RunningClinic

IDLE = """UPDATE accounts_staffsession s SET seen_at = now() - %s * interval '1 minute'
    FROM accounts_user u WHERE u.id = s.staff_id AND u.username = %s RETURNING 1"""
SINCE = """SELECT extract(epoch FROM now() - max(s.seen_at)) / 60
    FROM accounts_staffsession s JOIN accounts_user u ON u.id = s.staff_id
    WHERE u.username = %s"""


def nobody_was_there(clinic: RunningClinic, username: str, *, minutes: int) -> None:
    """Set back in the database when somebody was last at any of his screens."""
    _answer(clinic, IDLE, minutes, username)


def minutes_idle(clinic: RunningClinic, username: str) -> float:
    """How long ago he was last at one of his screens."""
    return float(_answer(clinic, SINCE, username))


def _answer(clinic: RunningClinic, question: str, *words: Any) -> Any:
    connection = psycopg2.connect(local_urls(clinic.folder)["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question, words)
            return cursor.fetchone()[0]
    finally:
        connection.close()
