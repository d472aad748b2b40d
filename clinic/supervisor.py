"""Keeps the programs of a demonstration running, and stops them all together."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clinic.programs import (
    COMMANDS,
    Service,
    ServiceFailed,
    kill_group,
    locked_pid_file,
    stop_left_overs,
    write_pid,
)

# Whoever ran so long was well: it starts again at once, not after a longer pause.
STEADY_S = 10.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Watch:
    """One running program, and when to start it again after it fell."""

    service: Service
    began: float
    pause: float = 0.0
    due: float | None = None


class Supervisor:
    """Starts programs, starts fallen ones again, stops all in reverse order."""

    def __init__(self, folder: Path, *, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.say = say
        self.watches: list[Watch] = []

    @contextmanager
    def on_duty(self) -> Iterator[None]:
        """Be the only supervisor of this folder until told to stop.

        The signals are taken explicitly: a program started in the background of a
        shell inherits deaf ears for Ctrl-C. What an earlier supervisor left behind
        when it was killed is stopped first.

        Raises: ServiceFailed when another supervisor is on duty here.
        """
        with locked_pid_file(self.folder / "decidua.pid") as pid_file:
            write_pid(pid_file, os.getpid())
            listen(_interrupt)
            try:
                for name in stop_left_overs(self.folder):
                    self.say(f"Stopped {name}, left over from an earlier run.")
                yield
            finally:
                listen(signal.SIG_IGN)
                self.stop()

    def watch(self, service: Service) -> None:
        """Take a program under supervision, starting it unless it runs."""
        if service.process is None:
            service.start()
        self.watches.append(Watch(service, began=time.monotonic()))

    def keep(self) -> None:
        """Keep everything running until a signal comes."""
        while True:
            self.tend()
            time.sleep(0.1)

    def tend(self) -> None:
        """Look at every program once: notice those that fell, start those that are due."""
        for watch in self.watches:
            if watch.service.exit_code is not None:
                if watch.due is None:
                    self._notice(watch)
                elif time.monotonic() >= watch.due:
                    self._start_again(watch)

    def stop(self) -> None:
        """Stop web, worker and beat together; then what they stand on, so that a worker
        can still hand its task back.
        """
        for watch in self.watches:
            if watch.service.name in COMMANDS:
                watch.service.ask_to_stop()
        for watch in reversed(self.watches):
            watch.service.stop()
        stop_left_overs(self.folder)

    def _notice(self, watch: Watch) -> None:
        """Say what fell and when it starts again: at once, later when it falls often."""
        service, now = watch.service, time.monotonic()
        steady = now - watch.began > STEADY_S
        pause = FIRST_PAUSE_S if steady or not watch.pause else 2 * watch.pause
        watch.pause = min(pause, LONGEST_PAUSE_S)
        watch.due = now + watch.pause
        if service.process:
            kill_group(service.process.pid)
        self.say(
            f"{service.name} {fate(service.exit_code)}; it starts again in "
            f"{watch.pause:.0f} s. Its last words are in {service.log_file}."
        )

    def _start_again(self, watch: Watch) -> None:
        try:
            watch.service.start()
        except ServiceFailed:  # what it left behind is still dying
            watch.due = time.monotonic() + FIRST_PAUSE_S
            return
        watch.began, watch.due = time.monotonic(), None
        self.say(f"{watch.service.name} started again.")


def fate(exit_code: int | None) -> str:
    """How a program ended, in words."""
    if exit_code is not None and exit_code < 0:
        return f"was killed ({signal.Signals(-exit_code).name})"
    return f"stopped with code {exit_code}"


def listen(answer: Callable[..., object] | signal.Handlers) -> None:
    """Answer every signal that asks us to stop in one way."""
    for number in STOPPING_SIGNALS:
        signal.signal(number, answer)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
