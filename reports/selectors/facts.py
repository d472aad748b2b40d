"""What a couple report says, taken from the chart as it stands now."""

from datetime import date
from typing import Any

from foundation.records.dates import Precision
from immunology.selectors import report_results
from patients.models import Couple, Person
from patients.rules.classification import Classification
from patients.selectors import (
    at_a_glance,
    classification,
    definition_in_force,
    report_history,
)
from patients.selectors.entries import AtAGlance
from reports.selectors.courtesy import courtesy_words
from therapy.selectors import report_sessions

ROLES = ("Woman", "Man")


def couple_facts(couple: Couple, *, on: date) -> dict[str, Any]:
    """Gather both partners, the history with its class, signed results and what was given.

    Everything is plain text and numbers, ready for JSON. What is not on file stays
    empty or says so: nothing is filled in.
    """
    people, glance = couple.people, at_a_glance(couple=couple, on=on)
    return {
        "couple": {
            "number": couple.number,
            "names": " and ".join(person.name for person in people),
        },
        "people": [
            _partner(person, role=role, on=on, glance=glance[person.pk])
            for role, person in zip(ROLES, people, strict=True)
        ],
        "history": _history(couple, on=on),
        "results": report_results(couple=couple),
        "sessions": report_sessions(couple=couple),
        "words": courtesy_words(person.language for person in people),
    }


def _partner(person: Person, *, role: str, on: date, glance: AtAGlance) -> dict[str, str]:
    return {
        "role": role,
        "number": person.number,
        "name": person.name,
        "native_name": person.native_name,
        "native_language": person.language if person.native_name else "",
        "born": person.born_words,
        "age": _age(person, on=on),
        "blood_group": _blood_group(person),
        "language": person.get_language_display(),
        "allergies": glance.allergies_on_paper,
        "drugs": glance.drugs_on_paper,
    }


def _age(person: Person, *, on: date) -> str:
    """Completed years; "about" unless the day of birth is known. Nothing when unknown."""
    years = person.age(on=on)
    if years is None:
        return ""
    is_exact = person.born_precision == Precision.DAY and not person.born_about
    return f"{years} years" if is_exact else f"about {years} years"


def _blood_group(person: Person) -> str:
    """Both parts; half a blood group says which half is missing. Nothing when unknown."""
    if not (person.abo or person.rhd):
        return ""
    abo = person.abo or "ABO not recorded"
    return f"{abo}, {person.get_rhd_display() or 'RhD not recorded'}"


def _history(couple: Couple, *, on: date) -> dict[str, Any]:
    """The pregnancies, and their class under the definition that is named beside it."""
    classified, definition = classification(couple=couple, on=on), definition_in_force()
    return {
        "verdict": classified.verdict,
        "sentence": classified.sentence,
        "pattern": classified.pattern,
        "with_partner": classified.with_partner,
        "undecided": list(classified.undecided),
        "workup": classified.workup,
        "gtpal": classified.gtpal,
        "definition": classified.definition,
        "edition": classified.edition,
        # Choosing it, by name and with a reason, is how a clinician confirms a definition.
        "is_confirmed": definition is not None,
        "sources": [str(source) for source in classified.sources],
        "answer": _answer(classified.answer),
        "rows": report_history(couple=couple),
    }


def _answer(answer: Classification | None) -> dict[str, Any]:
    """The computed answer with its rule and the sum of its inputs, to be checked later."""
    if answer is None:
        return {}
    return {
        "rule": answer.rule,
        "rule_version": answer.rule_version,
        "definition": answer.definition_code,
        "definition_version": answer.definition_version,
        "inputs_hash": answer.inputs_hash,
        "rpl": answer.rpl,
        "kind": answer.kind,
        "total": answer.total,
        "consecutive": answer.consecutive,
    }
