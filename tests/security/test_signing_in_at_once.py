"""Eight people sign in at once, and the web server stays small."""

import http.cookiejar
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clinic.demo import SIGN_INS

AT_ONCE = 8
MOST_MIB = 700


def sign_in(url: str, username: str, password: str) -> str:
    """Come in by the front door as a browser does; where one lands."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{url}/account/login/", timeout=60).read().decode()
    key = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    typed = {"login": username, "password": password, "csrfmiddlewaretoken": key}
    body = urllib.parse.urlencode(typed).encode()
    return browser.open(f"{url}/account/login/", data=body, timeout=60).url


def family(pid: int) -> Iterator[int]:
    """A process and everything it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def peak_mib(pid: int) -> float:
    """The most memory a process ever held, as the kernel remembers it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024


def test_eight_sign_in_at_once_within_700_mib(running_clinic):
    """Memory shared by the processes counts for each of them: the true sum is smaller."""
    people = [SIGN_INS[number % len(SIGN_INS)] for number in range(AT_ONCE)]

    with ThreadPoolExecutor(AT_ONCE) as door:
        landed = list(
            door.map(lambda who: sign_in(running_clinic.url, who[0], who[1]), people)
        )

    peaks = {pid: peak_mib(pid) for pid in family(running_clinic.pid("web"))}
    assert landed == [f"{running_clinic.url}/"] * AT_ONCE
    assert len(peaks) >= 3, "a master and its workers"
    assert sum(peaks.values()) <= MOST_MIB, peaks
