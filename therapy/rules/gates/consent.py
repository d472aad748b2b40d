"""Has she agreed to this treatment, lately, and in words she reads?"""

from dataclasses import dataclass
from datetime import date

from therapy.rules.gates.ages import age_in_days, days
from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent as it was signed, and what the clinic asks of one today."""

    therapy: str
    signed_on: date | None
    version: int | None
    min_version: int | None
    language: str | None
    reads: frozenset[str]
    interpreter: bool = False
    withdrawn: bool = False


def g_consent(
    consent: Consent | None, *, therapy: str, limits: SafetyLimits, on: date
) -> GateAnswer:
    """Check the consent for this therapy on that day.

    Missing, withdrawn, for another therapy, dated ahead, too old, of an outdated text, or
    in a language she does not read without an interpreter: nobody can override these.
    A withdrawal counts before every date.
    """
    gate = Gate("g_consent", limits)
    if consent is None or consent.signed_on is None:
        return gate.hard(
            "CONSENT_MISSING", "There is no signed consent for this treatment."
        )
    return (
        _standing(consent, gate=gate, therapy=therapy)
        or _date(consent.signed_on, gate=gate, on=on)
        or _text(consent, gate=gate)
        or gate.passed("The consent is valid.", signed_on=consent.signed_on)
    )


def _standing(consent: Consent, *, gate: Gate, therapy: str) -> GateAnswer | None:
    if consent.withdrawn:
        return gate.hard("CONSENT_WITHDRAWN", "The consent was withdrawn.")
    if consent.therapy != therapy:
        return gate.hard(
            "CONSENT_OTHER_THERAPY",
            "The consent was given for another treatment.",
            consent_for=consent.therapy,
            therapy=therapy,
        )
    return None


def _date(signed_on: date, *, gate: Gate, on: date) -> GateAnswer | None:
    age, limit = age_in_days(signed_on, on=on), gate.limits.consent_valid_days
    if age < 0:
        return gate.hard(
            "DATE_IN_FUTURE",
            "The consent is dated in the future. Correct its date first.",
            signed_on=signed_on,
        )
    if age > limit:
        return gate.hard(
            "CONSENT_EXPIRED",
            f"The consent was signed {days(age)} ago; it is valid for {days(limit)}.",
            signed_on=signed_on,
            age_days=age,
        )
    return None


def _text(consent: Consent, *, gate: Gate) -> GateAnswer | None:
    version, needed = consent.version, consent.min_version
    if version is None or needed is None or version < needed:
        return gate.hard(
            "CONSENT_OLD_VERSION",
            "She signed an older text of the consent. Ask her to sign the present one.",
            version=version,
            min_version=needed,
        )
    if consent.language not in consent.reads and not consent.interpreter:
        return gate.hard(
            "CONSENT_LANGUAGE",
            "The consent is not in a language she reads, and no interpreter was there.",
            language=consent.language,
            reads=", ".join(sorted(consent.reads)),
        )
    return None
