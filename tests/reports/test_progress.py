"""How a document that is not drawn yet says how long it takes, and why it waits."""

from datetime import timedelta

import pytest

from reports.selectors import progress
from tests.factories.reports import document

SWAP = {"HX-Request": "true"}


@pytest.fixture
def waiting(couple, clinician):
    return document(couple=couple, by=clinician)


@pytest.fixture
def part(client, nurse, waiting):
    """What the page asks for again while it waits."""

    def seen():
        client.force_login(nurse)
        answer = client.get(waiting.get_absolute_url(), headers=SWAP)
        return answer.content.decode()

    return seen


@pytest.mark.parametrize(
    ("seconds", "pace"), [(4, "250ms"), (5, "1s"), (29, "1s"), (30, "5s"), (3600, "5s")]
)
def test_it_asks_more_rarely_the_longer_it_takes(waiting, seconds, pace):
    later = waiting.asked_at + timedelta(seconds=seconds)
    assert progress(waiting, at=later, queue_is_silent=False).every == pace


def test_a_document_nobody_takes_says_that_printing_waits(part, waiting, time_machine):
    time_machine.move_to(waiting.asked_at + timedelta(seconds=11))
    assert "Printing waits" in part()
    assert "hx-get" in part()


@pytest.mark.parametrize("silent", [True, False])
def test_a_document_says_it_at_once_when_the_queue_is_silent(part, monkeypatch, silent):
    monkeypatch.setattr("reports.views.queue_is_silent", lambda: silent)
    assert ("Printing waits" in part()) is silent
    assert "hx-get" in part()
