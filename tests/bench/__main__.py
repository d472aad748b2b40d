"""`python -m tests.bench --size 1000`: fill a clinic of that size once, measure, say so."""

import argparse
import os
import sys
import time
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
TRIES = 3
PAUSE_S = 10


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="couples on file")
    parser.add_argument("--only", default="", help="works whose name begins so")
    parser.add_argument("--anyway", action="store_true", help="on a busy machine too")
    asked = parser.parse_args(words)
    size = asked.size
    folder = BASE / ".local" / "bench" / str(size)
    look_into(folder)
    from tests.bench import opening

    with opening.servers_of(folder):
        import django

        django.setup()
        fill(size, folder)
        with opening.sites(folder) as opened:
            return measure(opened, size=size, only=asked.only, anyway=asked.anyway)


def look_into(folder: Path) -> None:
    """Let this program be a clinic of that folder, before the settings are read."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    own = {"DECIDUA_DEMO": "1", "DECIDUA_FOLDER": str(folder)}
    os.environ.update(own | {"DJANGO_SETTINGS_MODULE": "clinic.settings"})


def fill(size: int, folder: Path) -> None:
    """Put the clinic on file unless an earlier run did."""
    from django.core.management import call_command

    from clinic.owner import as_owner
    from foundation.accounts.models import User
    from patients.models import Couple
    from tests.bench import people

    call_command("prepare")
    call_command("seed_demo", couples=240)
    missing = size - Couple.objects.count()
    if missing > 0 and not (folder / "filled").exists():
        say(f"Filling the clinic with {missing} couples more ...")
        began = time.perf_counter()
        with as_owner():
            people.load(couples=missing, by=User.objects.get(username="clinician"))
        say(f"That took {time.perf_counter() - began:.0f} s.")
        (folder / "filled").touch()


def measure(opened, *, size: int, only: str, anyway: bool) -> int:
    """Measure every work while the machine has nothing else to do; the exit code."""
    from tests.bench import audit, measuring, table
    from tests.bench.works import works

    for _ in range(TRIES):
        if (busy := measuring.busy()) <= measuring.BUSY or anyway:
            break
        say(f"The machine is busy ({busy:.2f}); waiting.")
        time.sleep(PAUSE_S)
    else:
        say("The machine has other work: nothing was judged.")
        return 2
    bench = measuring.Bench(opened)
    asked = [work for work in works() if work.name.startswith(only)]
    say(f"\n{size} couples, {time.strftime('%d %B %Y')}\n")
    for line in table.head(bench.bare):
        say(line)
    passed = [judged(bench, work) for work in asked]
    for line in table.foot(memory=measuring.memory_mb(opened.clinic.pids)):
        say(line)
    for line in audit.lines():
        say(line)
    return 0 if all(passed) else 1


def judged(bench, work) -> bool:
    """Measure one work and say at once how it did; whether it met its goals.

    A work that fails says why in its row, and those after it are measured all the same.
    """
    from tests.bench import table

    try:
        row = bench.measure(work)
    except Exception as fault:  # whatever it is, it is said, and the next work begins
        say(table.failed(work, fault))
        return False
    say(table.line(row))
    return not row.over()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
