"""What the log costs: one line of a look, and the sealing of two thousand."""

from collections.abc import Iterator
from typing import Final

from django.db import transaction

from clinic.owner import as_owner
from foundation.accounts.models import User
from foundation.records.audit.sealing import seal_new_lines
from foundation.records.services import log_look
from patients.models import Couple
from tests.timing import least_ms

MOST_LOOK_MS: Final = 0.2
MOST_SEAL_MS: Final = 50
LINES: Final = 2_000
ROUNDS: Final = 200


def lines() -> Iterator[str]:
    """Two sentences with their goals; the processor's time here and in the database."""
    reader = User.objects.get(username="clinician")
    couple = Couple.objects.latest("pk")
    with transaction.atomic():
        look = least_ms(lambda: _look(reader, couple), rounds=ROUNDS)
    yield _said("One line of a look", look, MOST_LOOK_MS)
    with as_owner():
        seal_new_lines()
        with transaction.atomic():
            for _ in range(LINES):
                _look(reader, couple)
        yield _said(
            f"Sealing {LINES} lines", least_ms(seal_new_lines, rounds=1), MOST_SEAL_MS
        )


def _look(reader: User, couple: Couple) -> None:
    log_look(by=reader, action="chart.opened", subject=couple)


def _said(what: str, took: float, most: float) -> str:
    return f"{what}: {took:.2f} ms, {'pass' if took <= most else f'over ({most})'}.\n"
