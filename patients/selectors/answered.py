"""What was answered about a history so far."""

from functools import cache

from foundation.records.compiled import Blank, Question
from patients.models import ClassAnswer, Couple
from patients.models.restriction import AnyReader, asked

MOST_KEPT = 50


def answers_kept(*, couple: Couple, reader) -> list[ClassAnswer]:
    """The answers this reader may see, the last one first, at most fifty."""
    return asked(_kept, reader, couple=couple.pk)


@cache
def _kept(reader: AnyReader) -> Question[ClassAnswer]:
    answers = ClassAnswer.objects.visible_to(reader).filter(couple=Blank("couple"))
    return Question(answers.newest_first().select_related("definition")[:MOST_KEPT])
