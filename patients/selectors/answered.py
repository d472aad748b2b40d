"""What was answered about a history so far."""

from patients.models import ClassAnswer, Couple

MOST_KEPT = 50


def answers_kept(*, couple: Couple, reader) -> list[ClassAnswer]:
    """The answers this reader may see, the last one first, at most fifty."""
    answers = ClassAnswer.objects.visible_to(reader).filter(couple=couple)
    return list(answers.newest_first().select_related("definition")[:MOST_KEPT])
