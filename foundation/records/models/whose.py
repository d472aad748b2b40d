"""Whose file a record belongs to: a couple's, one person's, or nobody's."""

from dataclasses import dataclass
from operator import attrgetter

from django.db import models


@dataclass(frozen=True, slots=True)
class Whose:
    """The ways from a record to the couple and to the person whose file it is in.

    Each way is written as in Python, `panel.couple_id`; an empty one leads nowhere.
    """

    couple: str = ""
    person: str = ""

    def ids(self, record: models.Model | None) -> dict[str, int | None]:
        """The couple and the person as the log keeps them; None where there is none."""
        return {
            "couple_id": attrgetter(self.couple)(record) if self.couple else None,
            "person_id": attrgetter(self.person)(record) if self.person else None,
        }


NOBODYS = Whose()


def whose_file(record: models.Model | None) -> dict[str, int | None]:
    """Whose file a line about this record goes to; what says nothing is nobody's."""
    return getattr(record, "whose", NOBODYS).ids(record)
