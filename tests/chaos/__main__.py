"""`python -m tests.chaos --seed 1 --fault web --times 20`: break things, count, say so."""

import argparse
import os
import signal
import sys
from pathlib import Path


def main(words: list[str]) -> int:
    asked = _read(words)
    for number in (signal.SIGINT, signal.SIGTERM):  # also behind a shell that is deaf
        signal.signal(number, signal.default_int_handler)
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    from tests.chaos.opening import chosen_clinic

    with chosen_clinic(asked.clinic, port=asked.port) as clinic:
        _look_into(clinic.folder)
        from tests.chaos import run, table

        result = run.run(clinic, plan=_plan(asked), seed=asked.seed, say=_say)
        for line in table.lines(result):
            _say(line)
    return 0 if result.verdict.holds else 1


def _read(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fault", default="all", help="one, several with commas, or each")
    parser.add_argument("--times", type=int, default=20, help="how often each")
    parser.add_argument("--clinic", type=Path, help="the folder of one that is open")
    parser.add_argument("--port", type=int, default=0, help="of a clinic that is open")
    return parser.parse_args(words)


def _plan(asked: argparse.Namespace) -> dict[str, int]:
    """Which faults, in this order, and how often each.

    Raises: SystemExit for a fault that nobody knows.
    """
    from tests.chaos.faults import FAULTS

    names = list(FAULTS) if asked.fault == "each" else asked.fault.split(",")
    unknown = set(names) - set(FAULTS) - {"all"}
    if unknown:
        raise SystemExit(f"No such fault: {', '.join(sorted(unknown))}.")
    return dict.fromkeys(names, asked.times)


def _look_into(folder: os.PathLike) -> None:
    """Let this program read the database of that clinic."""
    own = {"DECIDUA_DEMO": "1", "DECIDUA_FOLDER": str(folder)}
    os.environ.update(own | {"DJANGO_SETTINGS_MODULE": "clinic.settings"})
    import django

    django.setup()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
