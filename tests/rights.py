"""Requests of the test client have the rights of the programs, not those of the owner.

The tests themselves make and empty tables as the owner; what a page or a task that is
left does in between, it could do in a real installation too.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg2
from celery import signals
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test.client import ClientHandler

from clinic.grants import SignIn, grant_rights

_get_response = ClientHandler.get_response
_depth: list[str] = []


def programs() -> str:
    """The role of the programs in this database; two runs of tests may share a server."""
    return f"programs_of_{connection.settings_dict['NAME']}"


def share_rights() -> None:
    """Give the rights on the tests' database; every request and task takes them on."""
    with transaction.atomic(), connection.cursor() as cursor:
        grant_rights(cursor, to=SignIn({"user": programs(), "password": "of no use"}))
    ClientHandler.get_response = get_response
    signals.task_prerun.connect(_begin, weak=False)
    signals.task_postrun.connect(_end, weak=False)


def get_response(self: ClientHandler, request: HttpRequest) -> HttpResponse:
    with rights_of_the_programs():
        return _get_response(self, request)


@contextmanager
def rights_of_the_programs() -> Iterator[None]:
    _begin()
    try:
        yield
    finally:
        _end()


def _begin(**_: object) -> None:
    _depth.append("")
    if len(_depth) == 1:
        _say(f'SET ROLE "{programs()}"')


def _end(**_: object) -> None:
    _depth.pop()
    if not _depth:
        _say("RESET ROLE")


def _say(order: str) -> None:
    """Past Django, which counts questions. A failed transaction takes its role with it."""
    if connection.connection is not None:
        with suppress(psycopg2.Error), connection.connection.cursor() as cursor:
            cursor.execute(order)
