"""The beat's clock: work is asked for in time, whatever became of clock, file or queue.

What was asked for last, and when, is kept in one small file that appears complete or not
at all. A beat that was killed knows from it what it missed; a file that cannot be read
is begun anew. (Celery's own shelf, cut short by a crash, stops every later start.)
"""

import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from celery.beat import ScheduleEntry, Scheduler, SchedulingError

from clinic.kept import write_private

log = logging.getLogger(__name__)


class Ticker(Scheduler):
    """Celery's scheduler with a memory that survives, and a clock that may be set."""

    sync_every = 30

    def __init__(self, *args: Any, schedule_filename: str, **kwargs: Any) -> None:
        self.memory = Path(schedule_filename)
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for name, moment in self._remembered().items():
            if name in self.schedule:
                self.schedule[name].last_run_at = moment

    def sync(self) -> None:
        """Keep when each work was asked for last; a full disk stops nothing."""
        moments = {
            name: entry.last_run_at.isoformat() for name, entry in self.schedule.items()
        }
        try:
            write_private(self.memory, json.dumps(moments, indent=1))
        except OSError as fault:
            log.warning("The beat cannot keep its times: %s.", fault.strerror)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        self._forget_the_future()
        return super().tick(*args, **kwargs)

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Ask a worker once. What a silent queue does not take is asked for next time."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except SchedulingError as fault:
            log.warning("The queue did not take %s: %s.", entry.task, _kind(fault))

    @property
    def info(self) -> str:
        return f"    . memory -> {self.memory}"

    def _remembered(self) -> dict[str, datetime]:
        try:
            kept = json.loads(self.memory.read_bytes())
            moments = {name: datetime.fromisoformat(said) for name, said in kept.items()}
            return {name: at for name, at in moments.items() if at.tzinfo is not None}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _forget_the_future(self) -> None:
        """Where the clock was set back, the last time is now: nothing waits for it to
        catch up with itself.
        """
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now:
                entry.last_run_at = now
                self._heap = None  # what was to come is reckoned anew


def _kind(fault: BaseException) -> str:
    return type(fault.__context__ or fault).__name__
