"""A log says where a fault happened and of which kind, and quotes nobody's record."""

import logging
import sys

import pytest
import time_machine
from django.conf import settings

from clinic.logs import DiscreetFormatter

NAME = "Asha Sample"


@pytest.fixture
def written():
    """How a line looks in the log of a program."""
    laid_out = settings.LOGGING["formatters"]["line"]
    formatter = DiscreetFormatter(
        laid_out["format"], datefmt=laid_out["datefmt"], style=laid_out["style"]
    )

    def write(*words: object, fault: bool = False, name: str = "x") -> str:
        error = sys.exc_info() if fault else None
        return formatter.format(
            logging.LogRecord(name, logging.ERROR, "x.py", 1, words[0], words[1:], error)
        )

    return write


def fail(woman: str) -> None:
    """A fault with a patient in its words and in its locals, caused by another one."""
    try:
        raise KeyError(woman)
    except KeyError as fault:
        raise ValueError(f"{woman} cannot be read") from fault


def test_a_fault_is_told_by_its_kind_and_place_alone(written):
    try:
        fail(NAME)
    except ValueError:
        line = written("Internal Server Error: %s", "/couples/C1001/", fault=True)

    assert NAME not in line
    told = [part for part in line.splitlines() if not part.startswith(" ")]
    assert told[0].endswith("ERROR x Internal Server Error: /couples/C1001/")
    assert told[1:] == ["builtins.KeyError", "which led to", "builtins.ValueError"]
    assert "in fail" in line


def test_a_fault_that_stands_for_another_is_told_alone(written):
    try:
        try:
            fail(NAME)
        except ValueError:
            raise TypeError(NAME) from None
    except TypeError:
        line = written("It failed", fault=True)

    assert NAME not in line
    assert line.endswith("builtins.TypeError")
    assert "which led to" not in line


def test_a_fault_that_names_itself_as_its_cause_is_told_once(written):
    fault = ValueError(NAME)
    try:
        raise fault from fault
    except ValueError:
        line = written("It failed", fault=True)

    assert line.count("builtins.ValueError") == 1


def test_a_failed_task_is_told_without_the_words_of_its_fault(written):
    told = {"name": "reports.draw", "exc": f"ValueError('{NAME}')", "description": "fell"}
    line = written("Task %(name)s %(description)s: %(exc)s", told, name="celery.app.trace")

    assert line.endswith("Task reports.draw fell: ValueError")


def test_an_address_is_kept_without_what_was_asked(written):
    line = written("Error handling request %s %s", "GET", "/search/?q=Asha")

    assert line.endswith("Error handling request GET /search/")


def test_a_line_says_the_hour_and_its_zone(written):
    with time_machine.travel("2026-11-30T05:00:00Z", tick=False):
        assert written("Begun").startswith("2026-11-30 10:30:00+0530 ERROR x Begun")


def test_every_program_writes_this_way():
    handlers, loggers = settings.LOGGING["handlers"], settings.LOGGING["loggers"]
    formatter = logging.getLogger().handlers[0].formatter

    assert {handler["formatter"] for handler in handlers.values()} == {"line"}
    assert loggers["gunicorn.error"]["handlers"] == ["console"]
    assert isinstance(formatter, DiscreetFormatter)
