"""Answers about a history are kept as they were given."""

import json

from foundation.medicine.fingerprints import written
from patients.models import ClassAnswer, Couple
from patients.selectors.classification import History


def keep_answer(
    *, couple: Couple, history: History, last: ClassAnswer | None, by
) -> ClassAnswer | None:
    """Keep what the clinic's definition says of this history, unless that is kept already.

    An answer is new when the history, the definition, the clinic's own answers or the rule
    changed since the `last` one. Nothing is kept while no definition is chosen, or while
    there is no pregnancy to answer for.
    """
    classified = history.classified
    if classified.answer is None or history.definition is None or not history.lines:
        return None
    if last is not None and last.inputs_hash == classified.answer.inputs_hash:
        return last
    return ClassAnswer.objects.create(
        couple=couple,
        definition=history.definition,
        rule=classified.answer.rule,
        rule_version=classified.answer.rule_version,
        inputs_hash=classified.answer.inputs_hash,
        facts=[json.loads(written(line.fact)) for line in history.lines],
        answer=json.loads(written(classified.answer)),
        verdict=classified.verdict,
        sentence=classified.sentence,
        asked_by=by,
    )
