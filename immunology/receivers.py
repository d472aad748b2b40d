"""The work-up of a couple reads signed results here, and keeps no copy of its own."""

from collections.abc import Collection

from django.dispatch import receiver

from foundation.accounts.models import User
from immunology.selectors import results_of_workup
from patients.models import Couple
from patients.rules.workup_results import LaboratoryResult
from patients.signals import results_asked


@receiver(results_asked)
def signed_results_are_told(
    couple: Couple, codes: Collection[str], reader: User, **_: object
) -> list[LaboratoryResult]:
    """Answer with what this reader may see."""
    return results_of_workup(couple=couple, codes=codes, reader=reader)
