from dataclasses import replace

import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY, ago
from therapy.rules.gates import Consent, g_consent

SIGNED = Consent(
    therapy="LIT_PATERNAL",
    signed_on=ago(50),
    version=3,
    min_version=3,
    language="mr",
    reads=frozenset({"mr", "hi"}),
)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({}, "OK", id="signed, present text, her language"),
        pytest.param({"signed_on": ago(180)}, "OK", id="last valid day"),
        pytest.param({"signed_on": ago(181)}, "CONSENT_EXPIRED", id="one day too old"),
        pytest.param({"signed_on": TODAY}, "OK", id="signed today"),
        pytest.param({"signed_on": ago(-1)}, "DATE_IN_FUTURE", id="signed tomorrow"),
        pytest.param({"signed_on": None}, "CONSENT_MISSING", id="not signed"),
        pytest.param({"withdrawn": True}, "CONSENT_WITHDRAWN", id="withdrawn"),
        pytest.param(
            {"withdrawn": True, "signed_on": ago(400)},
            "CONSENT_WITHDRAWN",
            id="withdrawal beats the date",
        ),
        pytest.param(
            {"therapy": "IVIG_EARLY_HIGH"}, "CONSENT_OTHER_THERAPY", id="other therapy"
        ),
        pytest.param({"version": 4}, "OK", id="newer than asked"),
        pytest.param({"version": 2}, "CONSENT_OLD_VERSION", id="older text"),
        pytest.param({"version": None}, "CONSENT_OLD_VERSION", id="text not known"),
        pytest.param({"min_version": None}, "CONSENT_OLD_VERSION", id="no text to compare"),
        pytest.param(
            {"language": "en"}, "CONSENT_LANGUAGE", id="a language she cannot read"
        ),
        pytest.param(
            {"language": "en", "interpreter": True}, "OK", id="an interpreter was there"
        ),
        pytest.param({"language": None}, "CONSENT_LANGUAGE", id="language not known"),
        pytest.param(
            {"reads": frozenset()}, "CONSENT_LANGUAGE", id="what she reads unknown"
        ),
    ],
)
def test_consent(changed, reason):
    answer = g_consent(
        replace(SIGNED, **changed), therapy="LIT_PATERNAL", limits=LIMITS, on=TODAY
    )

    assert answer.reason == reason
    assert answer.outcome == ("PASS" if reason == "OK" else "HARD")
    assert answer.override == "none"


def test_no_consent_at_all_stops_the_session():
    answer = g_consent(None, therapy="LIT_PATERNAL", limits=LIMITS, on=TODAY)

    assert (answer.outcome, answer.reason) == ("HARD", "CONSENT_MISSING")


def test_the_sentence_tells_the_nurse_how_old_the_consent_is():
    answer = g_consent(
        replace(SIGNED, signed_on=ago(181)), therapy="LIT_PATERNAL", limits=LIMITS, on=TODAY
    )

    assert (
        answer.message == "The consent was signed 181 days ago; it is valid for 180 days."
    )
    assert answer.details == {"signed_on": "2026-05-23", "age_days": 181}
