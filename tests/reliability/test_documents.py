"""A document that was asked for is drawn once, whoever falls on the way."""

import threading
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.utils import timezone

from foundation.records.models import Act
from reports import rendering, services, tasks
from reports.choices import State
from reports.models import ATTEMPTS_AT_MOST, Document
from reports.rendering import documents, faults, fonts
from tests.factories.reports import document, facts
from tests.reliability.programs import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(couple, clinician):
    return document(couple=couple, by=clinician)


@pytest.fixture
def draws(monkeypatch):
    """Count the drawings; the paper itself is not wanted here."""
    drawn = []

    def draw(facts, *, layout):
        drawn.append(facts["number"])
        return b"%PDF-1.7 " + facts["number"].encode()

    monkeypatch.setattr(rendering, "draw", draw)
    return drawn


@pytest.fixture
def clock(time_machine):
    """The clinic's clock, which a test may turn forward."""
    time_machine.move_to(timezone.now())
    return time_machine


def falls(monkeypatch, fault):
    def draw(facts, *, layout):
        raise fault

    monkeypatch.setattr(rendering, "draw", draw)


def killed_while_drawing(document, monkeypatch):
    with monkeypatch.context() as patch:
        falls(patch, SystemExit())
        with pytest.raises(SystemExit):
            services.render_document(document_id=document.pk)


def state(of: Document) -> tuple[str, str]:
    of.refresh_from_db()
    return of.state, of.reason


def test_the_worker_draws_what_was_issued(issue_and_draw):
    assert issue_and_draw.state == State.READY
    assert bytes(issue_and_draw.pdf).startswith(b"%PDF-1.7")


@pytest.fixture
def issue_and_draw(couple, clinician, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        issued = services.issue_couple_report(couple=couple, by=clinician)
    issued.refresh_from_db()
    return issued


def test_a_drawn_document_is_not_drawn_again(waiting, draws):
    for _ in range(3):
        services.render_document(document_id=waiting.pk)
    assert draws == [waiting.number]
    assert state(waiting) == (State.READY, "")


def test_a_worker_that_falls_leaves_the_document_to_the_next(
    waiting, draws, monkeypatch, clock, django_capture_on_commit_callbacks
):
    """Killed between claim and store: nobody else draws until its lease is over."""
    killed_while_drawing(waiting, monkeypatch)
    assert state(waiting) == (State.DRAWING, "")
    services.render_document(document_id=waiting.pk)
    assert (draws, services.draw_waiting()) == ([], 0)

    clock.shift(services.LEASE + timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.draw_waiting()
    assert draws == [waiting.number]
    assert (state(waiting)[0], waiting.attempts) == (State.READY, 2)


def test_a_nudge_the_queue_lost_is_found_by_the_sweep(
    waiting, draws, clock, django_capture_on_commit_callbacks
):
    assert services.draw_waiting() == 0
    clock.shift(services.ON_ITS_WAY + timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert services.draw_waiting() == 1
    assert draws == [waiting.number]


def test_a_late_worker_does_not_overwrite_the_next_ones_paper(waiting, monkeypatch, clock):
    """The first worker slept past its lease; the second one has drawn meanwhile."""

    def draw_slowly(said, *, layout):
        clock.shift(services.LEASE * 2)
        monkeypatch.setattr(rendering, "draw", lambda said, *, layout: b"%PDF second")
        services.render_document(document_id=waiting.pk)
        return b"%PDF first"

    monkeypatch.setattr(rendering, "draw", draw_slowly)
    services.render_document(document_id=waiting.pk)
    waiting.refresh_from_db()
    assert bytes(waiting.pdf) == b"%PDF second"


def test_a_document_that_takes_every_worker_down_is_given_up(waiting, monkeypatch):
    for _ in range(ATTEMPTS_AT_MOST):
        killed_while_drawing(waiting, monkeypatch)
        past = timezone.now() - timedelta(seconds=1)
        Document.objects.filter(pk=waiting.pk).update(leased_until=past)
    services.draw_waiting()
    assert state(waiting) == (State.FAILED, services.GIVEN_UP)


@pytest.mark.django_db(transaction=True)
def test_two_workers_draw_one_document_once(waiting, monkeypatch):
    both_there, drawn = threading.Barrier(2), []

    def draw(said, *, layout):
        drawn.append(threading.get_ident())
        return b"%PDF once"

    def work():
        try:
            both_there.wait(10)
            services.render_document(document_id=waiting.pk)
        finally:
            connection.close()

    monkeypatch.setattr(rendering, "draw", draw)
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(10)
    assert len(drawn) == 1
    assert (state(waiting)[0], waiting.attempts) == (State.READY, 1)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faults.PressMissing(), "apt-get install libpango-1.0-0"),
        (faults.FontUnusable("NotoSans_400Regular.ttf"), "NotoSans_400Regular.ttf"),
        (faults.AddressBlocked("http"), "from outside (http:)"),
        (SoftTimeLimitExceeded(), "longer than 20 seconds"),
        (KeyError("Asha Sample"), "at a fault of ours (KeyError)"),
    ],
    ids=lambda given: type(given).__name__,
)
def test_a_document_that_is_not_drawn_says_why(waiting, monkeypatch, fault, reason):
    falls(monkeypatch, fault)
    services.render_document(document_id=waiting.pk)
    found, said = state(waiting)
    assert found == State.FAILED
    assert reason in said


def test_the_log_of_a_fault_does_not_quote_the_record(waiting, monkeypatch, caplog):
    falls(monkeypatch, KeyError("Asha Sample"))
    services.render_document(document_id=waiting.pk)
    assert waiting.number in caplog.text
    assert "Asha" not in caplog.text


def test_a_missing_library_is_named_with_the_line_that_installs_it(waiting, monkeypatch):
    def without_pango(name):
        raise faults.PressMissing from OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(documents, "import_module", without_pango)
    services.render_document(document_id=waiting.pk)
    assert state(waiting) == (State.FAILED, str(faults.PressMissing()))


@pytest.mark.parametrize(
    "damage",
    [lambda font: font[:4000], lambda font: b"", lambda font: font[:-9] + b"!" * 9],
    ids=["cut off", "empty", "altered"],
)
def test_a_damaged_font_is_named(waiting, monkeypatch, tmp_path, damage):
    plain = fonts.FONTS[0]
    broken = tmp_path / plain.path.name
    broken.write_bytes(damage(plain.path.read_bytes()))
    monkeypatch.setattr(
        fonts, "FONTS", (fonts.Font("Clinic Sans", str(broken)), *fonts.FONTS[1:])
    )
    fonts.letters.cache_clear()
    services.render_document(document_id=waiting.pk)
    fonts.letters.cache_clear()
    assert state(waiting) == (State.FAILED, str(faults.FontUnusable(broken.name)))


def test_a_document_that_was_not_drawn_can_be_asked_for_again(
    waiting, clinician, monkeypatch, draws, django_capture_on_commit_callbacks
):
    with monkeypatch.context() as patch:
        falls(patch, faults.PressMissing())
        services.render_document(document_id=waiting.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.ask_again(document=waiting, by=clinician)
    assert state(waiting) == (State.READY, "")
    assert Act.objects.get(action="document.asked_again").actor == clinician


def test_only_a_document_that_was_not_drawn_is_asked_for_again(waiting, clinician):
    assert not services.ask_again(document=waiting, by=clinician)
    assert state(waiting) == (State.WAITING, "")


def test_a_queue_that_is_down_refuses_nothing(
    couple, clinician, monkeypatch, django_capture_on_commit_callbacks
):
    from kombu.exceptions import OperationalError

    from foundation.records import queue_line

    def unreachable(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(tasks.render_document, "apply_async", unreachable)
    monkeypatch.setattr(queue_line, "ASKED_EVERY_S", 0.01)
    with django_capture_on_commit_callbacks(execute=True):
        services.issue_couple_report(couple=couple, by=clinician)
    assert queue_line.queue_is_silent()
    assert Document.objects.get().state == State.WAITING
    wait_until(lambda: not queue_line.queue_is_silent())


def test_facts_without_a_field_of_the_layout_are_a_fault_not_a_blank(couple, clinician):
    said = facts()
    del said["results"]
    broken = document(couple=couple, by=clinician, facts=said)
    services.render_document(document_id=broken.pk)
    assert state(broken)[0] == State.FAILED
