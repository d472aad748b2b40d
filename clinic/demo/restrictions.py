"""One file of the demonstration is open to its care team alone; a nurse once needed it."""

import random
from datetime import date

from foundation.accounts.models import User
from patients.models import Couple
from patients.services import break_glass, close_glass, restrict_couple

REASON = "She works in this house. Only her care team opens the file."
NEEDED = "She called at night with bleeding, and nobody of her team could be reached."


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> Couple | None:
    """Restrict a couple without a visit, and leave one broken glass to be reviewed.

    Gives None where everybody has a visit: the books of the demonstration stay open.
    """
    keys = [couple.pk for couple in couples]
    couple = Couple.objects.filter(pk__in=keys, appointments__isnull=True).last()
    if couple is None:
        return None
    restrict_couple(
        couple=couple,
        reason=REASON,
        desk_books=True,
        members=[staff["clinician2"]],
        by=staff["manager"],
    )
    glass = break_glass(couple=couple, reason=NEEDED, by=staff["nurse"])
    close_glass(glass=glass, by=staff["nurse"])
    return couple
