"""A test run brings its own database and queue, and nothing of them stays behind."""

import os
import signal
import subprocess
import sys

import pytest

from clinic.programs import BASE, running_pid
from tests.reliability.programs import wait_until
from tests.stack import open_folder

PROBE = """
import os, pathlib, time, psycopg2, redis
def test_both_answer():
    psycopg2.connect(os.environ["DATABASE_URL"]).close()
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as queue:
        queue.ping()
    pathlib.Path(__file__).with_name("answered").touch()
    time.sleep(float(os.environ["LINGER_S"]))
"""


@pytest.fixture
def folder(pytestconfig):
    return open_folder(pytestconfig)


@pytest.fixture
def run_of_its_own(folder):
    """Start a test run in its own temporary folder; every one is ended afterwards."""
    (folder / "test_probe.py").write_text(PROBE)
    (folder / "pytest.ini").write_text("[pytest]\n")
    own = {"TMPDIR": str(folder), "PYTHONPATH": str(BASE)}
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "tests.servers", "-p", "no:django"]
    runs = []

    def start(*, linger_s):
        runs.append(
            subprocess.Popen(  # noqa: S603
                [*argv, "-p", "no:cacheprovider", str(folder)],
                cwd=folder,
                env=kept | own | {"LINGER_S": str(linger_s)},
                stdout=subprocess.DEVNULL,
            )
        )
        return runs[-1]

    yield start
    for run in runs:
        run.kill()
        run.wait()


def pid_files(folder):
    return list(folder.glob("decidua-tests-*/*/run/*.pid"))


def test_nothing_stays_after_a_run(run_of_its_own, folder):
    assert run_of_its_own(linger_s=0).wait(30) == 0
    assert [path.name for path in folder.glob("decidua-tests-*/*")] == ["gate"]


def test_the_next_run_clears_what_a_killed_one_left(run_of_its_own, folder):
    killed = run_of_its_own(linger_s=60)
    wait_until((folder / "answered").exists, seconds=30)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    left = pid_files(folder)
    assert [path.stem for path in sorted(left) if running_pid(path)] == [
        "postgres",
        "valkey",
    ]
    assert run_of_its_own(linger_s=0).wait(30) == 0
    assert [path for path in left if path.exists()] == []
