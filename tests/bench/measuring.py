"""Each work in three passes: what it asks the database, one connection, eight."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from clinic.owner import as_owner
from tests.bench.client import (
    PASSWORDS,
    Client,
    Fault,
    Timed,
    all_at_once,
    one_after_the_other,
)
from tests.bench.opening import Opened, Site
from tests.bench.works import UNTIL, Work
from tests.chaos.browser import Browser

COUNTED, TIMED, HANDS, EACH = 60, 100, 8, 25
WARM = 12
SAVED, REFUSED = 302, 422
BUDGET = json.loads((Path(__file__).parent / "budget.json").read_text())
# How far the clock may run ahead of the processor while nobody else wants it.
BUSY = 1.15
STATEMENT = re.compile(
    r"duration: ([\d.]+) ms  (?:statement|execute \S+): "
    r"(?:SELECT set_config\('pghistory.*?; )?"  # who asks, told before each change
    r"(?!BEGIN|COMMIT|SAVEPOINT|RELEASE|SET|ROLLBACK|SELECT 1$"
    # Noted every ten seconds at most, whatever is asked for: somebody is there.
    r"|UPDATE \"accounts_(?:staffsession\" SET \"seen_at|user\" SET \"last_seen_at))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one work takes; `raw_ms` is None where nobody wrote the question by hand."""

    work: Work
    queries: float
    database_ms: float
    raw_ms: float | None
    alone: Timed
    per_second: float | None
    times_bare: float

    def over(self) -> list[str]:
        """The goals it misses, each in a word."""
        must = BUDGET[self.work.goal]
        seen = {
            "cpu": self.times_bare,
            "p50": self.alone.p50,
            "p95": self.alone.p95,
            "queries": self.queries,
        }
        missed = [name for name, most in must.items() if seen.get(name, 0) > most]
        least = must.get("per_second")
        if least and self.per_second and self.per_second < least:
            missed.append("per_second")
        if self.raw_ms and self.database_ms > BUDGET["database"]["times_raw"] * self.raw_ms:
            missed.append("database")
        return missed


class Bench:
    """Measures works on one opened clinic."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.browsers: dict[str, Browser] = {}
        self.bare = self._bare()

    def measure(self, work: Work) -> Measured:
        """Everything about one work.

        Raises: Fault when an answer is not the one that belongs to it.
        """
        ask = self._asked(work)
        for number in range(WARM):
            ask(number)
        queries, database_ms = self._questions(ask)
        pids = self.opened.clinic.pids
        alone = one_after_the_other(ask, times=TIMED, pids=pids)
        several = None
        if work.saves is None:
            several = all_at_once(ask, hands=HANDS, times=EACH)
        return Measured(
            *(work, queries, database_ms, self._raw(work), alone, several),
            times_bare=alone.cpu / self.bare.cpu,
        )

    def browser(self, reader: str) -> Browser:
        """Somebody signed in; the same for all works."""
        if reader not in self.browsers:
            found = self.browsers[reader] = Browser(self.opened.clinic.port)
            found.sign_in(reader, PASSWORDS[reader], until=UNTIL)
        return self.browsers[reader]

    def client(self, site: Site, reader: str, *, is_part: bool = False) -> Client:
        cookies = self.browser(reader).cookies
        jar = "; ".join(f"{name}={word}" for name, word in cookies.items())
        return Client(site.port, jar, {"HX-Request": "true"} if is_part else {})

    def _asked(self, work: Work) -> Callable[[int], float]:
        client = self.client(self.opened.clinic, work.reader, is_part=work.is_part)
        if work.saves is not None:
            return self._saved(work, client)

        def ask(number: int) -> float:
            path = work.path(number)
            status, took, _page = client.ask(path)
            if status != 200:
                raise Fault(f"{path} answered {status}")
            return took

        return ask

    def _saved(self, work: Work, client: Client) -> Callable[[int], float]:
        """Forms are fetched before anything is measured, then sent one by one."""
        browser = self.browser(work.reader)
        all_of_them = WARM + COUNTED + TIMED
        ready = iter([work.saves(browser, number) for number in range(all_of_them)])

        def ask(_number: int) -> float:
            path, told = next(ready)
            status, took, page = client.ask(path, told)
            if status not in {200, SAVED} or (status == 200 and "error-summary" in page):
                said = " ".join(re.sub(r"<[^>]*>", " ", page).split())
                raise Fault(f"{path} answered {status}: {said[:2000]}")
            return took

        return ask

    def _questions(self, ask: Callable[[int], float]) -> tuple[float, float]:
        """How many statements a request makes and how long the server works on them."""
        log = self.opened.folder / "log" / "postgres.log"
        _told("log_min_duration_statement", "0")
        began = log.stat().st_size
        try:
            for number in range(COUNTED):
                ask(number)
            with log.open(errors="replace") as lines:
                lines.seek(began)
                took = [float(ms) for ms in STATEMENT.findall(lines.read())]
        finally:
            _told("log_min_duration_statement", "-1")
        return len(took) / COUNTED, sum(took) / COUNTED

    def _raw(self, work: Work) -> float | None:
        """The question by hand, on the same connection as everybody's, in milliseconds."""
        if work.raw is None:
            return None
        with connection.cursor() as cursor:
            walls = []
            for number in range(COUNTED):
                began = time.perf_counter()
                cursor.execute(*work.raw(number))
                cursor.fetchall()
                walls.append((time.perf_counter() - began) * 1000)
        return sum(walls) / len(walls)

    def _bare(self) -> Timed:
        client = self.client(self.opened.bare, "clinician")
        pids = self.opened.bare.pids

        def ask(_number: int) -> float:
            status, took, _page = client.ask("/bare/")
            if status != 200:
                raise Fault(f"the bare page answered {status}")
            return took

        for number in range(WARM):
            ask(number)
        return one_after_the_other(ask, times=3 * TIMED, pids=pids)


def _told(setting: str, value: str) -> None:
    """Change a setting of the database server for everybody, at once."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER SYSTEM SET {setting} = {value}")
        cursor.execute("SELECT pg_reload_conf()")
    time.sleep(0.3)


def busy() -> float:
    """How many times longer the clock runs than the processor works, in a loop."""
    wall, cpu = time.perf_counter(), time.process_time()
    total = 0
    for number in range(3_000_000):
        total += number
    return (time.perf_counter() - wall) / (time.process_time() - cpu)


def memory_mb(pids: list[int]) -> float:
    """The proportional share of memory of the largest of these processes."""
    return max(_pss(pid) for pid in pids) / 1024


def _pss(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))
