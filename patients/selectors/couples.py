"""The couples somebody is or was part of."""

from dataclasses import dataclass

from django.db.models import Q

from patients.models import Couple, Person
from patients.models.couple import CoupleQuerySet


@dataclass(frozen=True, slots=True)
class OtherCouple:
    """Another couple of one of the two: its number and its time, never the other name."""

    couple: Couple
    whose: str

    @property
    def words(self) -> str:
        """Until when, as exactly as it is known; together still is said."""
        if not self.couple.has_ended:
            return "together"
        return f"until {self.couple.ended_words}"


def other_couples(couples: CoupleQuerySet, *, couple: Couple) -> list[OtherCouple]:
    """List the other couples of both, the newest first, as far as they were let through."""
    found = couples.beside(couple.pk, couple.woman_id, couple.man_id).order_by("-pk")
    return [
        OtherCouple(other, "Her" if other.woman_id == couple.woman_id else "His")
        for other in found
    ]


def present_couple(person: Person) -> Couple | None:
    """The couple somebody is part of today; None where there is none."""
    either = Q(woman=person) | Q(man=person)
    return Couple.objects.standing().together().filter(either).first()
