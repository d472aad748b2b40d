"""Work left for the workers: after commit, by name, and never at the price of the act."""

import pytest
from celery.exceptions import NotRegistered
from django.db import transaction
from kombu.exceptions import OperationalError

from clinic.celery import app
from foundation.records import queue_line
from foundation.records.later import do_later
from tests.reliability.programs import wait_until


class Boom(Exception):
    pass


@pytest.fixture
def nudges(monkeypatch):
    """What reached the queue, by task name and ids."""
    seen = []
    task = app.tasks["celery.ping"] if "celery.ping" in app.tasks else _ping()
    monkeypatch.setattr(
        task, "apply_async", lambda kwargs, **how: seen.append((task.name, kwargs))
    )
    return seen


def _ping():
    @app.task(name="celery.ping")
    def ping(**ids):
        return ids

    return app.tasks["celery.ping"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_nudged_after_commit(nudges):
    with transaction.atomic():
        do_later("celery.ping", document_id=7)
        assert nudges == []

    assert nudges == [("celery.ping", {"document_id": 7})]


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_leaves_no_work(nudges):
    def leave_and_fail() -> None:
        with transaction.atomic():
            do_later("celery.ping", document_id=7)
            raise Boom

    with pytest.raises(Boom):
        leave_and_fail()

    assert nudges == []


def test_a_name_nobody_knows_is_refused_at_once(db):
    with pytest.raises(NotRegistered):
        do_later("reports.draw_documnet", document_id=1)


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_down_refuses_nothing(nudges, monkeypatch, caplog):
    def down(kwargs, **how):
        raise OperationalError("connection refused")

    monkeypatch.setattr(app.tasks["celery.ping"], "apply_async", down)
    monkeypatch.setattr(queue_line, "ASKED_EVERY_S", 0.01)

    do_later("celery.ping", document_id=7)

    assert "The queue is silent (OperationalError): late work waits." in caplog.text
    wait_until(lambda: not queue_line.queue_is_silent())
