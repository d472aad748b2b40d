"""Three reports of the demonstration, issued as a clinician would; workers draw them."""

import random
from datetime import date

from foundation.accounts.models import User
from patients.models import Couple
from reports.models import Document
from reports.services import issue_couple_report

NUMBER = 3


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> list[Document]:
    """Issue a report for a few couples who have a history; the last one is corrected."""
    told = [couple for couple in couples if couple.woman.pregnancies.exists()] or couples
    chosen = rng.sample(told, k=min(NUMBER - 1, len(told)))
    clinician = staff["clinician"]
    issued = [issue_couple_report(couple=couple, by=clinician) for couple in chosen]
    if issued:
        first = issued[-1]
        issued.append(
            issue_couple_report(
                couple=first.couple,
                by=clinician,
                replaces=first,
                note="The date of one result was corrected.",
            )
        )
    return issued
