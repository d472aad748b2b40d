"""Nobody who saved something waits for the queue; all are told while it is silent."""

import os
import socket
import time
from multiprocessing import get_context

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from clinic.celery import app
from foundation.records import queue_line
from tests.reliability.programs import wait_until

SENTENCE = "Printing and messages wait: the queue does not answer. Nothing is lost."
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def quick_to_ask_again(monkeypatch):
    monkeypatch.setattr(queue_line, "ASKED_EVERY_S", 0.02)
    yield
    wait_until(lambda: not queue_line.queue_is_silent(), seconds=15)


@pytest.fixture
def queue_at():
    """Let the queue be somewhere else for a while; nudges are really sent."""

    def at(url):
        app.conf.update(task_always_eager=False, broker_write_url=url)

    yield at
    at(os.environ["REDIS_URL"])


def nudged() -> tuple[bool, float]:
    began = time.monotonic()
    reached = queue_line.nudge(app.tasks["reports.draw_waiting"], {})
    return reached, time.monotonic() - began


def test_a_queue_that_answers_takes_the_nudge(queue_at):
    queue_at(os.environ["REDIS_URL"])
    assert nudged()[0] is True
    assert queue_line.queue_is_silent() is False


def test_a_queue_that_refuses_is_left_alone(queue_at):
    queue_at(NOWHERE)
    assert nudged()[0] is False
    assert queue_line.queue_is_silent() is True


def test_a_queue_that_hangs_costs_one_person_half_a_second_and_nobody_else(queue_at):
    """The line is opened but nobody answers, as of a stopped process or a dead cable."""
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        queue_at(f"redis://127.0.0.1:{hanging.getsockname()[1]}/0")
        first, *others = [nudged() for _ in range(20)]
        assert first[0] is False
        assert queue_line.PATIENCE_S <= first[1] < queue_line.PATIENCE_S + 0.5
        assert max(others) < (False, 0.05)
        queue_at(os.environ["REDIS_URL"])
        wait_until(lambda: not queue_line.queue_is_silent())


def test_a_queue_that_came_back_is_used_again(queue_at):
    queue_at(NOWHERE)
    nudged()
    queue_at(os.environ["REDIS_URL"])
    wait_until(lambda: not queue_line.queue_is_silent())
    assert nudged()[0] is True


def fall_silent():
    queue_line._believe_silent()


def test_the_workers_of_one_web_server_know_it_from_each_other():
    colleague = get_context("fork").Process(target=fall_silent)
    colleague.start()
    colleague.join()
    assert queue_line.queue_is_silent() is True
    queue_line._silent_until[0] = 0.0


def test_a_silence_whose_asker_was_killed_is_not_believed_for_ever(monkeypatch):
    monkeypatch.setattr(queue_line, "BELIEVED_S", 0.05)
    fall_silent()
    assert queue_line.queue_is_silent() is True
    time.sleep(0.06)
    assert queue_line.queue_is_silent() is False


@pytest.mark.parametrize("silent", [True, False])
def test_every_page_says_that_printing_waits_while_the_queue_is_silent(
    rf, monkeypatch, silent
):
    monkeypatch.setattr("foundation.records.context.queue_is_silent", lambda: silent)
    request = rf.get("/")
    request.user, request.resolver_match = AnonymousUser(), None
    assert (SENTENCE in render_to_string("base.html", request=request)) is silent


@pytest.mark.django_db
def test_saying_so_asks_the_database_nothing(
    client, nurse, monkeypatch, django_assert_max_num_queries
):
    client.force_login(nurse)
    client.get("/look/")
    monkeypatch.setattr("foundation.records.context.queue_is_silent", lambda: True)
    with django_assert_max_num_queries(2):
        assert SENTENCE in client.get("/look/").content.decode()
