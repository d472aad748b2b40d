"""One run: let people work, break things, wait for quiet, count."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import DatabaseError, connection
from django.utils import timezone

from tests.chaos import invariants
from tests.chaos.faults import FAULTS, NotThere, second_beat
from tests.chaos.ledger import Ledger
from tests.chaos.staff import CREW, Colleague, Day
from tests.stack import RunningClinic

# After a fault people work on before the next one; if they cannot, it comes all the same.
WORKS_AGAIN_S = 12
BEGINS_S = 30
BETWEEN_S = (0.1, 0.8)
# The longest that late work may take: a lease, a minute's pause, a tick.
QUIET_S = 240


@dataclass
class Result:
    """What a run counted: one line for each fault."""

    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    stood_still: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    quiet_after: float = 0.0
    ledger: Ledger = field(default_factory=Ledger)
    verdict: invariants.Verdict = field(default_factory=invariants.Verdict)


def run(
    clinic: RunningClinic, *, plan: Mapping[str, int], seed: int, say: Callable[[str], None]
) -> Result:
    """Break what the plan says, so many times each, while everybody works."""
    result, began = Result(seed), time.monotonic()
    since = timezone.now()
    day = Day(clinic.port, result.ledger, seed)
    crew = [Colleague(day, username) for username in CREW]
    for colleague in crew:
        colleague.start()
    say("People begin to work ...")
    result.ledger.wait_for_work(BEGINS_S)
    _break(clinic, plan, crew, result)
    second_beat(clinic).stop()
    day.end()
    for colleague in crew:
        colleague.join()
    result.quiet_after = _wait_for_quiet(say)
    result.verdict = invariants.judge(
        result.ledger, since=since, log=clinic.folder / "messages.log"
    )
    result.seconds = time.monotonic() - began
    return result


def _break(
    clinic: RunningClinic, plan: Mapping[str, int], crew: list[Colleague], result: Result
) -> None:
    """One fault after the other, shuffled by the seed; people work in between."""
    rng = random.Random(result.seed)  # noqa: S311 - no secret
    deck = [name for name, times in plan.items() for _time in range(times)]
    rng.shuffle(deck)
    for name in deck:
        chosen = rng.choice(list(FAULTS)) if name == "all" else name
        asked, result.ledger.during = _asked(crew), name
        time.sleep(rng.uniform(*BETWEEN_S))
        with suppress(NotThere):
            FAULTS[chosen](clinic, rng)
            result.faults[name] += 1
        result.stood_still[name] += not result.ledger.wait_for_work(WORKS_AGAIN_S)
        result.requests[name] += _asked(crew) - asked


def _asked(crew: list[Colleague]) -> int:
    return sum(len(colleague.browser.seconds) for colleague in crew)


def _wait_for_quiet(say: Callable[[str], None]) -> float:
    """Wait until nothing is on its way any more; how long it took."""
    say("Waiting until late work has caught up ...")
    began = time.monotonic()
    while time.monotonic() - began < QUIET_S and not _is_quiet():
        time.sleep(0.5)
    return time.monotonic() - began


def _is_quiet() -> bool:
    """A database that is just starting again is not quiet yet."""
    try:
        return invariants.is_settled()
    except DatabaseError:
        connection.close()
        return False
