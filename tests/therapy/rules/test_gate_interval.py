import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY, ago
from therapy.rules.gates import SessionKind, g_interval

LIT, IVIG = SessionKind.LIT, SessionKind.IVIG


@pytest.mark.parametrize(
    ("kind", "gap", "outcome", "reason"),
    [
        pytest.param(LIT, None, "PASS", "OK", id="first LIT session"),
        pytest.param(LIT, -1, "HARD", "TOO_EARLY", id="LIT: dated tomorrow"),
        pytest.param(LIT, 0, "HARD", "TOO_EARLY", id="LIT: twice in a day"),
        pytest.param(LIT, 13, "HARD", "TOO_EARLY", id="LIT: day 13"),
        pytest.param(LIT, 14, "SOFT", "EARLY", id="LIT: day 14"),
        pytest.param(LIT, 20, "SOFT", "EARLY", id="LIT: day 20"),
        pytest.param(LIT, 21, "PASS", "OK", id="LIT: day 21"),
        pytest.param(LIT, 42, "PASS", "OK", id="LIT: day 42"),
        pytest.param(LIT, 43, "WARN", "LATE", id="LIT: day 43"),
        pytest.param(IVIG, None, "PASS", "OK", id="first IVIG"),
        pytest.param(IVIG, 6, "HARD", "TOO_EARLY", id="IVIG: day 6"),
        pytest.param(IVIG, 7, "SOFT", "EARLY", id="IVIG: day 7"),
        pytest.param(IVIG, 13, "SOFT", "EARLY", id="IVIG: day 13"),
        pytest.param(IVIG, 14, "PASS", "OK", id="IVIG: day 14"),
        pytest.param(IVIG, 56, "PASS", "OK", id="IVIG: day 56"),
        pytest.param(IVIG, 57, "WARN", "LATE", id="IVIG: day 57"),
    ],
)
def test_days_since_the_last_session(kind, gap, outcome, reason):
    last = None if gap is None else ago(gap)
    answer = g_interval(kind, last_session_on=last, limits=LIMITS, on=TODAY)

    assert (answer.outcome, answer.reason) == (outcome, reason)
    assert answer.override == ("one" if outcome == "SOFT" else "none")


@pytest.mark.parametrize(
    ("kind", "gap", "outcome"),
    [
        pytest.param(IVIG, 1, "PASS", id="the next day of the course"),
        pytest.param(IVIG, 3, "PASS", id="after a free weekend"),
        pytest.param(IVIG, 0, "HARD", id="never twice in a day"),
        pytest.param(IVIG, -1, "HARD", id="never before the last one"),
        pytest.param(IVIG, 57, "WARN", id="a course that rested too long"),
        pytest.param(LIT, 1, "HARD", id="LIT has no consecutive days"),
    ],
)
def test_a_course_of_consecutive_days(kind, gap, outcome):
    answer = g_interval(
        kind, last_session_on=ago(gap), consecutive_course=True, limits=LIMITS, on=TODAY
    )

    assert answer.outcome == outcome


def test_the_sentence_counts_the_days():
    answer = g_interval(LIT, last_session_on=ago(13), limits=LIMITS, on=TODAY)

    assert answer.message == "The last session was 13 days ago; at least 14 days must pass."
