"""Who asks: one signed-in member of staff, and how long each answer takes."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from clinic.demo import SIGN_INS

NANOSECONDS_IN_A_MS = 1_000_000
ANSWER_S = 60
PASSWORDS = {username: password for username, password, _role in SIGN_INS}


class Fault(Exception):
    """The clinic answered something else than it should; the message says what."""


@dataclass(frozen=True, slots=True)
class Timed:
    """What a number of equal requests took, in milliseconds each."""

    walls: list[float]
    cpu: float

    @property
    def p50(self) -> float:
        return median(self.walls)

    @property
    def p95(self) -> float:
        return quantiles(self.walls, n=20)[-1]


@dataclass
class Client:
    """Asks one address after the other at one port, with the cookies of a sign-in."""

    port: int
    cookie: str
    extra: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, told: dict | None = None) -> tuple[int, float, str]:
        """Status, milliseconds and page of one request.

        Raises: Fault when the server had one.
        """
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S)
        headers = {"Cookie": self.cookie, "Host": f"127.0.0.1:{self.port}", **self.extra}
        body = None
        if told is not None:
            body = urlencode(told, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://127.0.0.1:{self.port}/"
        began = time.perf_counter()
        line.request("GET" if told is None else "POST", path, body=body, headers=headers)
        answer = line.getresponse()
        page = answer.read()
        took = (time.perf_counter() - began) * 1000
        line.close()
        if answer.status >= http.client.INTERNAL_SERVER_ERROR:
            raise Fault(f"{path} answered {answer.status}")
        return answer.status, took, page.decode(errors="replace")


def cpu_ms(pids: list[int]) -> float:
    """How long these processes have been on a processor since they began."""
    spent = (Path(f"/proc/{pid}/schedstat").read_text().split()[0] for pid in pids)
    return sum(map(int, spent)) / NANOSECONDS_IN_A_MS


def one_after_the_other(ask, *, times: int, pids: list[int]) -> Timed:
    """One connection: `ask(number)` gives the milliseconds of one request."""
    before = cpu_ms(pids)
    walls = [ask(number) for number in range(times)]
    return Timed(walls, (cpu_ms(pids) - before) / times)


def all_at_once(ask, *, hands: int, times: int) -> float:
    """Requests a second while that many ask at the same time."""
    faults: list[Exception] = []

    def work(hand: int) -> None:
        try:
            for number in range(times):
                ask(hand * times + number)
        except Exception as fault:  # told by whoever waits for the threads
            faults.append(fault)

    threads = [threading.Thread(target=work, args=[hand]) for hand in range(hands)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return hands * times / (time.perf_counter() - began)
