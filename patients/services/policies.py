"""The clinic answers a question that no guideline settles."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from foundation.records.services import StaleRecord, write
from patients.models import PolicyAnswer
from patients.rules.policies import Question, UnfitAnswer, Value, check_answer
from patients.selectors.policies import known_codes

ANSWERED = "Somebody answered this question while you had the page open."
BACKWARDS = "A decision holds from today on or later: what was printed stays as it was."


@transaction.atomic
def answer_policy(
    *,
    question: Question,
    value: Value,
    valid_from: date,
    reason: str,
    by,
    instead_of: PolicyAnswer | None = None,
    on: date | None = None,
) -> PolicyAnswer:
    """Decide a question from a day on, instead of the answer that was read.

    Earlier answers stay on file with who, when and why.

    Raises:
        ValidationError: the value does not fit the question, or the day lies behind.
        StaleRecord: somebody answered it meanwhile.
    """
    _one_at_a_time()
    newest = PolicyAnswer.objects.standing().filter(question=question.code).first()
    if newest != instead_of:
        raise StaleRecord(ANSWERED, code="stale")
    if valid_from < (on or timezone.localdate()):
        raise ValidationError({"valid_from": BACKWARDS})
    try:
        check_answer(question, value, known=known_codes())
    except UnfitAnswer as unfit:
        raise ValidationError({"value": str(unfit)}) from unfit
    answer = PolicyAnswer(
        question=question.code,
        question_edition=question.version,
        value=list(value) if isinstance(value, tuple) else value,
        valid_from=valid_from,
        reason=reason.strip(),
    )
    return write(answer, by=by, action="policy.answered", question=question.code)


def _one_at_a_time() -> None:
    """Whoever answers at the same time waits here, and is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('patients.policies'))")
