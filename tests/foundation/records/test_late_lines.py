"""A number drawn early and committed late is neither lost nor taken for a forgery."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connections, transaction

from foundation.records.audit import sealing
from foundation.records.audit.sealing import seal_new_lines
from foundation.records.models import Seal, SealPart
from foundation.records.services import log_look
from tests.foundation.records.test_seals import faults, forge
from tests.reliability.programs import wait_until


def newest_of_looks() -> SealPart:
    return SealPart.objects.filter(table="records_look").order_by("-seal").first()


@pytest.mark.django_db(transaction=True)
class TestSlowTransactions:
    """A number drawn early and committed late is neither lost nor a forgery."""

    def slowly(self, couple, nurse, drawn: Event, go_on: Event, *, fails: bool) -> None:
        try:
            with transaction.atomic():
                log_look(by=nurse, action="chart.opened", subject=couple)
                drawn.set()
                assert go_on.wait(30)
                transaction.set_rollback(fails)
        finally:
            connections.close_all()

    def around(self, couple, nurse, *, fails: bool) -> int:
        """Seal while a transaction holds a number, then let it end; that number."""
        log_look(by=nurse, action="chart.opened", subject=couple)
        seal_new_lines()
        drawn, go_on = Event(), Event()
        with ThreadPoolExecutor() as pool:
            slow = pool.submit(self.slowly, couple, nurse, drawn, go_on, fails=fails)
            assert drawn.wait(30)
            later = log_look(by=nurse, action="chart.opened", subject=couple)
            seal_new_lines()
            go_on.set()
            slow.result()
        return later.pk - 1

    def test_it_is_sealed_when_it_has_come(self, couple, nurse):
        late = self.around(couple, nurse, fails=False)
        assert faults() == []
        seal_new_lines()

        part = newest_of_looks()
        numbers = [gap["runs"] for gap in part.waiting]
        assert (part.runs, part.rows) == ([[late, late]], 1)
        assert not any(last >= late for runs in numbers for _, last in runs)
        assert faults() == []

    def test_it_cannot_be_changed_after_that(self, couple, nurse):
        late = self.around(couple, nurse, fails=False)
        seal_new_lines()
        with transaction.atomic():
            forge("UPDATE records_look SET action = 'x' WHERE id = %s", late)

        assert faults() == [f"records_look, rows {late} (seal 3): something was changed."]

    def test_a_number_that_never_came_waits_until_nobody_can_bring_it(
        self, couple, nurse, monkeypatch
    ):
        never = self.around(couple, nurse, fails=True)
        waits = newest_of_looks().waiting
        assert waits[-1]["runs"] == [[never, never]]
        assert seal_new_lines() == 0

        monkeypatch.setattr(sealing, "SETTLED_AFTER", timedelta(0))
        # A transaction of the whole server could still bring it, also of another test's.
        wait_until(self.nothing_waits, seconds=120)
        assert newest_of_looks().rows == 0
        with transaction.atomic():
            forge(
                "INSERT INTO records_look (id, happened_at, actor_id, action, subject_type,"
                " subject_id, details) VALUES (%s, now(), %s, 'x', '', '', '{}')",
                never,
                nurse.pk,
            )
        assert faults() == [f"records_look: put in among sealed rows: {never}."]

    def nothing_waits(self) -> bool:
        return seal_new_lines() >= 0 and newest_of_looks().waiting == []

    def test_a_gap_stays_open_while_a_transaction_of_then_runs(
        self, couple, nurse, monkeypatch
    ):
        monkeypatch.setattr(sealing, "SETTLED_AFTER", timedelta(0))
        drawn, go_on = Event(), Event()
        with ThreadPoolExecutor() as pool:
            slow = pool.submit(self.slowly, couple, nurse, drawn, go_on, fails=False)
            assert drawn.wait(30)
            log_look(by=nurse, action="chart.opened", subject=couple)
            assert [seal_new_lines() for _ in range(3)] == [1, 0, 0]
            go_on.set()
            slow.result()
        assert (seal_new_lines(), faults()) == (1, [])

    def test_two_sealers_at_once_make_one_chain(self, couple, nurse):
        for _ in range(40):
            log_look(by=nurse, action="chart.opened", subject=couple)

        def seal() -> int:
            try:
                return seal_new_lines()
            finally:
                connections.close_all()

        with ThreadPoolExecutor() as pool:
            made = sum(run.result() for run in [pool.submit(seal) for _ in range(4)])

        assert (made, Seal.objects.count(), faults()) == (1, 1, [])
