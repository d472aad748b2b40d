"""Programs are started with a lock, stopped with their children, and never doubled."""

import os
import signal
import sys
import time

import pytest

from clinic.programs import Service, ServiceFailed, running_pid, stop_left_overs, wait_for

SLEEPER = "import time; time.sleep(60)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "signal.signal(signal.SIGINT, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(60)"
)
FAMILY = "import os, time; os.fork(); print('ready', flush=True); time.sleep(60)"


@pytest.fixture
def program(tmp_path):
    """Make a program of one line of Python; every one is stopped afterwards."""
    services = []

    def make(code: str, name: str = "sleeper") -> Service:
        services.append(Service(name, [sys.executable, "-c", code], tmp_path))
        return services[-1]

    yield make
    for service in services:
        service.stop(patience=0.1)


def wait_until(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def test_a_running_program_is_known_by_its_pid_file(program):
    service = program(SLEEPER)
    service.start()
    assert running_pid(service.pid_file) == service.process.pid


def test_a_stopped_program_is_not_taken_for_running(program):
    service = program(SLEEPER)
    service.start()
    service.stop()
    assert running_pid(service.pid_file) is None
    assert service.pid_file.exists()


def test_a_number_that_now_belongs_to_another_program_is_not_believed(tmp_path):
    pid_file = tmp_path / "run" / "old.pid"
    pid_file.parent.mkdir()
    pid_file.write_text(str(os.getpid()))
    assert running_pid(pid_file) is None


def test_the_same_program_does_not_start_twice(program):
    first, second = program(SLEEPER), program(SLEEPER)
    first.start()
    with pytest.raises(ServiceFailed, match=f"runs as process {first.process.pid}"):
        second.start()


def test_a_program_that_ignores_the_request_is_ended_after_the_patience(program):
    service = program(DEAF)
    service.start()
    wait_until(lambda: "ready" in service.last_words())
    service.stop(patience=0.1)
    assert service.exit_code == -signal.SIGKILL


def test_children_end_with_their_program(program):
    service = program(FAMILY)
    service.start()
    wait_until(lambda: service.last_words().split().count("ready") == 2)
    service.stop()
    wait_until(lambda: running_pid(service.pid_file) is None)


def test_what_a_killed_supervisor_left_behind_is_stopped_and_named(program, tmp_path):
    program(SLEEPER, "web").start()
    program(SLEEPER, "worker").start()
    assert stop_left_overs(tmp_path) == ["web", "worker"]
    assert running_pid(tmp_path / "run" / "web.pid") is None
    assert stop_left_overs(tmp_path) == []


def test_orphans_of_a_killed_program_are_stopped_too(program, tmp_path):
    service = program(FAMILY)
    service.start()
    wait_until(lambda: service.last_words().split().count("ready") == 2)
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()
    assert stop_left_overs(tmp_path) == ["sleeper"]
    wait_until(lambda: running_pid(service.pid_file) is None)


def test_waiting_ends_with_the_last_words_of_a_program_that_failed(program):
    service = program("raise SystemExit('no room on the disk')")
    service.start()
    with pytest.raises(ServiceFailed) as failure:
        wait_for(lambda: False, service)
    assert str(failure.value) == "sleeper stopped while starting.\nno room on the disk"


def test_waiting_for_a_silent_program_ends(program):
    service = program(SLEEPER)
    service.start()
    with pytest.raises(ServiceFailed, match="sleeper does not answer"):
        wait_for(lambda: False, service, seconds=0.1)


def test_a_left_over_that_takes_no_request_is_gone_when_it_is_named(program, tmp_path):
    """A background shell hands over an ignored interrupt; nothing may stay all the same."""
    service = program(DEAF, "web")
    service.start()
    wait_until(lambda: "ready" in service.last_words())
    assert stop_left_overs(tmp_path, patience=0.1) == ["web"]
    assert running_pid(service.pid_file) is None
