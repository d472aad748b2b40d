"""Whatever falls is started again; whatever ends the supervisor leaves nothing behind."""

import os
import signal
import subprocess
import sys

import pytest

from clinic import supervisor as duty
from clinic.programs import BASE, ServiceFailed, running_pid
from clinic.supervisor import Supervisor, fate
from tests.reliability.programs import service, wait_until

FALLS = "raise SystemExit(3)"


@pytest.fixture(autouse=True)
def own_signals():
    """Give the test run its own answers to signals back."""
    before = {number: signal.getsignal(number) for number in duty.STOPPING_SIGNALS}
    yield
    for number, answer in before.items():
        signal.signal(number, answer)


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said, monkeypatch):
    monkeypatch.setattr(duty, "FIRST_PAUSE_S", 0.05)
    supervisor = Supervisor(tmp_path, say=said.append)
    with supervisor.on_duty():
        yield supervisor


@pytest.fixture
def other_process(tmp_path):
    """A supervisor of its own, started by a shell that is deaf to Ctrl-C."""
    deaf = f'trap "" INT; exec {sys.executable} -m tests.reliability.programs "$0"'
    process = subprocess.Popen(["sh", "-c", deaf, tmp_path], cwd=BASE)  # noqa: S603, S607
    wait_until((tmp_path / "on duty").exists)
    yield process
    process.kill()
    process.wait()


def pids(folder):
    return {name: running_pid(folder / "run" / f"{name}.pid") for name in ("web", "worker")}


def test_a_killed_program_is_started_again(supervisor, tmp_path, said):
    supervisor.watch(service(tmp_path, "worker"))
    before = pids(tmp_path)["worker"]
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: supervisor.tend() or pids(tmp_path)["worker"] not in (None, before))
    assert said == [
        "worker was killed (SIGKILL); it starts again in 0 s. "
        f"Its last words are in {tmp_path / 'log' / 'worker.log'}.",
        "worker started again.",
    ]


def test_a_program_that_falls_often_is_started_less_and_less_often(supervisor, tmp_path):
    supervisor.watch(service(tmp_path, "web", FALLS))
    (watch,) = supervisor.watches
    pauses = []
    while len(pauses) < 3:
        supervisor.tend()
        if watch.due and watch.pause not in pauses:
            pauses.append(watch.pause)
    assert pauses == [0.05, 0.1, 0.2]


def test_the_pause_has_an_end(supervisor, tmp_path, monkeypatch):
    monkeypatch.setattr(duty, "LONGEST_PAUSE_S", 0.06)
    supervisor.watch(service(tmp_path, "web", FALLS))
    (watch,) = supervisor.watches
    wait_until(lambda: supervisor.tend() or watch.pause == 0.06)


def test_a_program_that_ran_long_starts_again_at_once(supervisor, tmp_path):
    supervisor.watch(service(tmp_path, "web", FALLS))
    (watch,) = supervisor.watches
    watch.pause, watch.began = 20.0, watch.began - duty.STEADY_S
    wait_until(lambda: supervisor.tend() or watch.due)
    assert watch.pause == duty.FIRST_PAUSE_S


def test_all_programs_stop_with_the_supervisor(tmp_path, said):
    supervisor = Supervisor(tmp_path, say=said.append)
    with supervisor.on_duty():
        for name in ("web", "worker"):
            supervisor.watch(service(tmp_path, name))
    assert pids(tmp_path) == {"web": None, "worker": None}


def test_one_folder_has_one_supervisor(supervisor, tmp_path, said):
    second = Supervisor(tmp_path, say=said.append)
    sentence = f"decidua already runs as process {os.getpid()}"
    with pytest.raises(ServiceFailed, match=sentence), second.on_duty():
        pass


@pytest.mark.parametrize("number", duty.STOPPING_SIGNALS)
def test_every_request_to_stop_is_heard_also_in_the_background(
    other_process, tmp_path, number
):
    other_process.send_signal(number)
    other_process.wait(10)
    assert pids(tmp_path) == {"web": None, "worker": None}


def test_what_a_killed_supervisor_left_is_stopped_by_the_next(
    other_process, tmp_path, said
):
    other_process.kill()
    other_process.wait()
    assert None not in pids(tmp_path).values()
    with Supervisor(tmp_path, say=said.append).on_duty():
        assert pids(tmp_path) == {"web": None, "worker": None}
    assert said == [
        f"Stopped {name}, left over from an earlier run." for name in pids(tmp_path)
    ]


def test_fates_are_told_in_words():
    assert (fate(-9), fate(1)) == ("was killed (SIGKILL)", "stopped with code 1")
