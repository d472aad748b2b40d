"""The day's end on paper: figures without a name, and a seal that can be typed."""

import re
import stat
from datetime import datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from appointments.choices import Status
from appointments.models import Appointment
from clinic.day_end import printing
from clinic.day_end.facts import day_end_facts
from clinic.tasks import have_an_end
from foundation.messaging.choices import State as Sending
from foundation.messaging.models import Message
from foundation.messaging.services import queue_message
from foundation.records.models import Look, Seal
from foundation.records.services import log_act, log_look
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from reports.choices import State as Drawing
from reports.models import Document
from reports.rendering import NotDrawable
from tests.factories import reports
from tests.reports.paper import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.DAYSHEET_FOLDER = tmp_path / "sheets"
    return settings.DAYSHEET_FOLDER


def said(on) -> dict[str, str]:
    """Each figure by its name, with what is to be done."""
    facts = day_end_facts(on=on, at=timezone.now())
    return {
        line["label"]: " ".join(filter(None, [line["value"], line["note"]]))
        for line in facts["figures"]
    }


def failed_message(key: str, state: Sending) -> None:
    queue_message(
        key=key, channel="sms", address="+919820000001", template="t", text="Hello"
    )
    Message.objects.filter(key=key).update(state=state, error="refused")


def become(visit: Appointment, status: Status, **more) -> None:
    """Let a visit stand as it would after that step."""
    now = timezone.now()
    came = status is Status.IN_ROOM
    times = {
        "arrived_at": now if came else None,
        "in_room_at": now if came else None,
        "ended_at": None if came or status is Status.BOOKED else now,
        "cancel_reason": "x" if status is Status.CANCELLED else "",
    }
    Appointment.objects.filter(pk=visit.pk).update(status=status, **times, **more)


def test_the_visits_of_the_day_are_counted_by_what_became_of_them(book, couple, tomorrow):
    states = [
        *(Status.COMPLETED, Status.COMPLETED, Status.NO_SHOW),
        *(Status.CANCELLED, Status.BOOKED, Status.IN_ROOM),
    ]
    for hour, status in enumerate(states, start=10):
        become(book(couple, hour=hour), status)
    shown = said(tomorrow)

    assert shown["Visits kept"] == "2"
    assert shown["Visits missed"] == "1"
    assert shown["Visits cancelled"] == "1"
    assert shown["Visits still open in the book"] == "2 close them today"
    assert said(tomorrow + timedelta(days=1))["Visits kept"] == "0"


def test_documents_and_those_not_drawn_are_counted(couple, clinician):
    reports.drawn(couple=couple, by=clinician)
    lost = reports.document(couple=couple, by=clinician)
    Document.objects.filter(pk=lost.pk).update(state=Drawing.FAILED, reason="x")
    shown = said(timezone.localdate())

    assert shown["Documents issued"] == "2"
    assert shown["of them not drawn"] == "1 draw them again"


def test_messages_that_failed_are_calls_to_make():
    failed_message("a", Sending.FAILED)
    failed_message("b", Sending.UNKNOWN)
    failed_message("c", Sending.WITHDRAWN)
    shown = said(timezone.localdate())

    assert shown["Messages that failed"] == "1 call these people: Reminders"
    assert shown["Messages that nobody knows of"] == "1 call these people: Reminders"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        pytest.param(26 * 60 - 1, "25 h ago", id="in time"),
        pytest.param(26 * 60 + 1, "26 h ago too old: at most 26 h", id="too old"),
        pytest.param(None, "never too old: at most 26 h", id="never"),
    ],
)
def test_the_age_of_the_backup_is_told(minutes, words):
    if minutes:
        then = timezone.now() - timedelta(minutes=minutes)
        done = {"state": State.DONE, "began_at": then, "ended_at": then}
        Chore.objects.create(kind=Kind.BACKUP, **done)
    assert said(timezone.localdate())["Last backup"] == words


def test_a_day_ends_at_midnight_of_the_clinic(book, couple, tomorrow):
    late = timezone.make_aware(datetime.combine(tomorrow, time(23, 30)))
    ends = {"starts_at": late, "ends_at": late + timedelta(minutes=15)}
    become(book(couple), Status.NO_SHOW, **ends)
    assert said(tomorrow)["Visits missed"] == "1"


class TestCommand:
    def printed(self, folder) -> str:
        told = StringIO()
        call_command("dayend", stdout=told)
        file = folder / f"end-{timezone.localdate()}.pdf"
        assert told.getvalue().startswith(f"{file}: print it and keep it outside")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        [page] = pages(file.read_bytes())
        return page

    def test_the_seal_on_paper_covers_the_day_and_is_accepted_as_typed(
        self, folder, couple, nurse, tmp_path
    ):
        log_look(by=nurse, action="chart.opened", subject=couple)
        page = self.printed(folder)

        seal = Seal.objects.get()
        groups = [seal.digest[start : start + 4] for start in range(0, 64, 4)]
        assert f"Seal {seal.number} {' '.join(groups)}" in page
        typed = tmp_path / "typed"
        typed.write_text(re.search(r"Seal \d+( [0-9a-f]{4}){16}", page)[0])
        call_command("audit_verify", anchor=typed, stdout=StringIO())
        typed.write_text(page)
        call_command("audit_verify", anchor=typed, stdout=StringIO())

    def test_nobody_is_named_so_nobody_was_looked_at(self, folder, book, couple):
        book(couple)
        before = Look.objects.count()
        page = self.printed(folder)

        named = [couple.number, couple.woman.name, couple.man.name]
        assert [name for name in named if name in page] == []
        assert Look.objects.count() == before

    def test_a_clinic_without_a_line_says_that_nothing_is_sealed(self, folder):
        assert "Nothing is sealed yet." in self.printed(folder)

    def test_another_day_and_another_file(self, tmp_path, settings):
        settings.DAYSHEET_FOLDER = None
        file = tmp_path / "end.pdf"
        call_command("dayend", on="2026-03-02", to=file, stdout=StringIO())
        assert "Monday 2 March 2026" in pages(file.read_bytes())[0]

    def test_says_what_is_missing(self, settings, folder, monkeypatch):
        def refuse(facts, *, layout):
            raise NotDrawable("The library is missing.")

        monkeypatch.setattr(printing, "draw_day_sheet", refuse)
        with pytest.raises(CommandError, match="No sheet was printed. The library is"):
            call_command("dayend")
        settings.DAYSHEET_FOLDER = None
        with pytest.raises(CommandError, match="Name a file: --to FILE"):
            call_command("dayend")


def clinic_time(hour: int) -> datetime:
    midnight = timezone.make_aware(datetime(2026, 3, 10))  # noqa: DTZ001
    return midnight + timedelta(hours=hour)


class TestByItself:
    @pytest.fixture
    def worked(self, monkeypatch, clinician, time_machine):
        """Somebody did something on the ninth and on the tenth."""
        for day in (9, 10):
            time_machine.move_to(clinic_time(12) + timedelta(days=day - 10), tick=False)
            log_act(by=clinician, action="couple.registered", subject=clinician)
        monkeypatch.setattr(printing, "draw_day_sheet", lambda *_, **__: b"%PDF")

    @pytest.mark.parametrize(
        ("hour", "file"),
        [(23, "end-2026-03-09.pdf"), (24, "end-2026-03-10.pdf")],
        ids=["an hour before midnight the day before", "from midnight on the day itself"],
    )
    def test_the_day_that_is_over_lies_in_the_folder(
        self, worked, folder, time_machine, hour, file
    ):
        time_machine.move_to(clinic_time(hour), tick=False)
        have_an_end()
        have_an_end()
        assert [path.name for path in folder.iterdir()] == [file]
        assert Chore.objects.get(kind=Kind.DAY_END).file == file

    def test_a_day_on_which_nothing_happened_has_no_paper(
        self, worked, folder, time_machine
    ):
        time_machine.move_to(clinic_time(24) + timedelta(days=5), tick=False)
        have_an_end()
        assert (list(folder.iterdir()), Chore.objects.count()) == ([], 0)

    def test_what_failed_is_on_record_and_tried_again_later(
        self, worked, folder, monkeypatch, time_machine, caplog
    ):
        def refuse(facts, *, layout):
            raise NotDrawable("The library is missing.")

        monkeypatch.setattr(printing, "draw_day_sheet", refuse)
        for minutes in (0, 5, 30):
            moment = clinic_time(24) + timedelta(minutes=minutes)
            time_machine.move_to(moment, tick=False)
            have_an_end()
        assert "There is no paper of the day's end: The library is missing." in caplog.text
        states = Chore.objects.filter(kind=Kind.DAY_END).values_list("state", flat=True)
        assert list(states) == [State.FAILED] * 2

    def test_without_a_folder_nothing_is_done(self, worked, settings):
        settings.DAYSHEET_FOLDER = None
        have_an_end()
        assert not Chore.objects.exists()

    def test_the_beat_asks_for_it(self, settings):
        asked = settings.CELERY_BEAT_SCHEDULE["a day that is over is on paper"]
        assert asked == {"task": have_an_end.name, "schedule": 300.0}
