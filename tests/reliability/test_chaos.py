"""The programme that breaks the clinic works itself, and finds what it is there to find."""

import os
import subprocess
import sys

import pytest

from clinic.programs import BASE
from tests.chaos.forms import posted_forms
from tests.chaos.victims import end, family
from tests.reliability.programs import service, wait_until

FAMILY = "import os, time; os.fork(); print('here', flush=True); time.sleep(60)"


@pytest.fixture
def broken(running_clinic):
    """One fault of three kinds in the clinic that is open for all tests."""
    words = ["--clinic", str(running_clinic.folder), "--port", str(running_clinic.port)]
    words += ["--seed", "73", "--fault", "web,two-beats,valkey-empty", "--times", "1"]
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.chaos", *words],
        cwd=BASE,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_clinic_that_is_broken_while_people_work_loses_nothing(broken):
    said = broken.stdout.splitlines()
    assert (broken.returncode, said[-1:]) == (0, ["holds"]), broken.stdout
    head, *rows = [line.split() for line in said if line.endswith(("verdict", "holds"))]
    assert [row[0] for row in rows[:-1]] == ["two-beats", "valkey-empty", "web"]
    acknowledged = head.index("acknowledged") - 1  # "stood still" is one column
    assert all(int(row[acknowledged]) > 0 for row in rows[:-1]), said


def test_only_members_of_the_family_are_ended(tmp_path):
    parent, stranger = service(tmp_path, "web", FAMILY), service(tmp_path, "other")
    parent.start()
    stranger.start()
    try:
        wait_until(lambda: len(family(parent.process.pid)) == 2)
        child = family(parent.process.pid)[1]
        assert end(stranger.process.pid, of=parent.process.pid) is False
        assert end(child, of=parent.process.pid) is True
        wait_until(lambda: not end(child, of=parent.process.pid))
        assert (parent.exit_code, stranger.exit_code) == (None, None)
    finally:
        parent.stop(patience=0.1)
        stranger.stop(patience=0.1)


def test_forms_are_read_as_a_browser_sends_them():
    page = """<form action="/a/"><input type="hidden" name="q" value="1"></form>
    <form method="post" action="/b/"><input type="hidden" name="key" value="&lt;7">
    <input name="shown" value="x"><button name="slot" value="s1"></button>
    <button name="slot" value="s2"></button></form>"""
    assert list(posted_forms(page)) == ["/b/"]
    form = posted_forms(page)["/b/"]
    assert (form.hidden, form.buttons) == ({"key": "<7"}, {"slot": ["s1", "s2"]})
