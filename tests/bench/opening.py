"""A clinic of one size: its database is filled once and kept, its servers are started."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from clinic import servers
from clinic.kept import free_port
from clinic.programs import COMMANDS, Service, stop_left_overs, wait_for

STARTING_S = 60


@dataclass(frozen=True, slots=True)
class Site:
    """A web server under measurement."""

    port: int
    service: Service

    @property
    def pids(self) -> list[int]:
        """Its workers, without the process that only watches them."""
        parent = self.service.process.pid
        path = Path(f"/proc/{parent}/task/{parent}/children")
        return [int(word) for word in path.read_text().split()]


@dataclass(frozen=True, slots=True)
class Opened:
    """Both sites on one database."""

    clinic: Site
    bare: Site
    folder: Path


@contextmanager
def servers_of(folder: Path) -> Iterator[None]:
    """PostgreSQL as an installation runs it, with fsync, and the queue."""
    stop_left_overs(folder)  # of a run that was killed
    with ExitStack() as closing:
        closing.callback(stop_left_overs, folder)
        for start in servers.STARTERS.values():
            closing.callback(start(folder).stop)
        yield


@contextmanager
def sites(folder: Path) -> Iterator[Opened]:
    """The clinic's web server and a bare Django beside it, two workers each."""
    with ExitStack() as closing:
        opened = {}
        for name in ("settings", "bare_settings"):
            site = _start(name, folder)
            closing.callback(site.service.stop)
            opened[name] = site
        yield Opened(opened["settings"], opened["bare_settings"], folder)


def _start(settings: str, folder: Path) -> Site:
    port = free_port()
    argv = [sys.executable, "-m", *COMMANDS["web"], "--bind", f"127.0.0.1:{port}"]
    site = Site(
        port,
        Service(
            *(f"web_{settings}", argv, folder),
            env={"DJANGO_SETTINGS_MODULE": f"tests.bench.{settings}"},
        ),
    )
    site.service.start()
    wait_for(lambda: len(site.pids) == 2 and _answers(port), site.service, STARTING_S)
    return site


def _answers(port: int) -> bool:
    from clinic.management.commands.dev import answers

    return answers(port)
