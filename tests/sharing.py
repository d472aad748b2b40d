"""How two processes share the tests: by the file, and one running clinic serves all.

Loaded for every run; without `--numprocesses` nothing is shared.
"""

from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
RUNNING_CLINIC = "the running clinic"


@cache
def share_of(nodeid: str) -> str:
    """Which tests stay together: those of a file, and all that ask the running clinic."""
    name = nodeid.partition("::")[0]
    return RUNNING_CLINIC if _asks_the_clinic(name) else name


@cache
def _asks_the_clinic(name: str) -> bool:
    return "/journeys/" in name or "running_clinic" in (ROOT / name).read_text()


class Sharing(LoadScopeScheduling):
    """Gives each process whole shares, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Sharing:
    return Sharing(config, log)
