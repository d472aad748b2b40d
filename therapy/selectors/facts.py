"""What the safety gates need to know about a person, from her record and signed results."""

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final

from immunology.selectors import infection_tests, latest_result
from patients.models import Person, TreatmentConsent
from patients.selectors import allergies_on_file
from therapy.rules.gates import (
    Abo,
    Consent,
    GateAnswer,
    IgaStatus,
    InfectionResult,
    InfectionTest,
    Treatment,
    allergies_meant,
    g_allergy,
)
from therapy.rules.limits import SafetyLimits
from therapy.rules.therapies import allergy_rules

# The clinic has one text of each consent so far; a new text raises this number.
CONSENT_TEXT: Final = 1

_SAID: Final = {
    "reactive": InfectionResult.POSITIVE,
    "detected": InfectionResult.POSITIVE,
    "non_reactive": InfectionResult.NEGATIVE,
    "not_detected": InfectionResult.NEGATIVE,
    "indeterminate": InfectionResult.INDETERMINATE,
    "pending": InfectionResult.PENDING,
}
_G_PER_L: Final = {"mg/dL": Decimal("0.01"), "g/L": Decimal(1)}


def allergy_answer(
    person: Person, *, treatment: Treatment, limits: SafetyLimits
) -> GateAnswer:
    """Ask the gate with her list; nobody asked, or changed since, is not reviewed."""
    rows, is_settled = allergies_on_file(person=person)
    rules = allergy_rules()
    meant = (allergies_meant(r.substance, r.severity or None, rules=rules) for r in rows)
    return g_allergy(
        chain.from_iterable(meant),
        reviewed=is_settled,
        treatment=treatment,
        rules=rules,
        limits=limits,
    )


def consent_fact(*, person: Person, therapy: str, document: str) -> Consent | None:
    """Give the newest consent of a person to a therapy; None when none was ever signed.

    One that was withdrawn is given as withdrawn, unless a newer one was signed since.
    """
    signed = TreatmentConsent.objects.standing().filter(
        person=person, therapy_code=therapy, document=document
    )
    newest = signed.order_by("-signed_on", "-pk").first()
    if newest is None:
        return None
    return Consent(
        therapy=newest.therapy_code,
        signed_on=newest.signed_on,
        version=newest.document_version,
        min_version=CONSENT_TEXT,
        language=newest.language,
        reads=frozenset(person.reads),
        interpreter=bool(newest.interpreter),
        withdrawn=newest.withdrawn_on is not None,
    )


def infection_facts(*, person: Person) -> dict[str, InfectionTest]:
    """Give the newest signed result of each infection test; what is absent was not done."""
    return {
        code: InfectionTest(_SAID.get(found[0].result), found[0].sampled_on)
        for code, found in infection_tests(person=person).items()
        if found
    }


def iga_fact(*, person: Person, reacted_before: bool | None) -> IgaStatus | None:
    """Give her IgA in g/l; None when none is signed or its unit is another.

    A value below what the laboratory can measure counts as none at all. Antibodies
    against IgA are not among the tests on file, so they are not known.
    """
    result = latest_result(person=person, code="iga")
    if result is None or result.value is None or result.unit not in _G_PER_L:
        return None
    is_below = result.comparator in {"<", "<="}
    value = Decimal(0) if is_below else result.value * _G_PER_L[result.unit]
    return IgaStatus(iga_g_per_l=value.normalize(), hypersensitivity=reacted_before)


def abo_fact(person: Person) -> Abo | None:
    """Give the ABO group; None while it is not known."""
    return Abo(person.abo) if person.abo else None


def age_fact(person: Person, *, on: date) -> int | None:
    """Give the completed years; None while the birth is not known to the day."""
    return person.age(on=on) if person.born_on else None
