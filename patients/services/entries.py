"""A person's history is told, corrected, struck out, and confirmed as the whole."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.records import services as records
from foundation.records.dates import columns
from patients.choices import Topic
from patients.models import (
    Allergy,
    Asked,
    Condition,
    Drug,
    FamilyCondition,
    Lifestyle,
    Measurement,
    MenstrualHistory,
    Operation,
    Person,
)
from patients.models.entries import Entry
from patients.models.measurement import POSSIBLE
from patients.rules.asked import name_of_list
from patients.rules.measures import unusual_findings
from patients.selectors.entries import LISTS, listed_rows
from patients.selectors.measurements import measures, weight_before
from patients.services.asking import write_asked
from patients.services.checking import findings_of
from patients.services.told import (
    AllergyEntry,
    ConditionEntry,
    DrugEntry,
    FamilyEntry,
    LifestyleEntry,
    MeasurementEntry,
    MenstrualEntry,
    OperationEntry,
    Told,
)

# The table each entry goes to, and how its acts are called in the log.
KEPT_IN: dict[type[Told], tuple[type[Entry], str]] = {
    AllergyEntry: (Allergy, "allergy"),
    DrugEntry: (Drug, "drug"),
    MeasurementEntry: (Measurement, "measurement"),
    ConditionEntry: (Condition, "condition"),
    OperationEntry: (Operation, "operation"),
    FamilyEntry: (FamilyCondition, "family_condition"),
    MenstrualEntry: (MenstrualHistory, "menstrual_history"),
    LifestyleEntry: (Lifestyle, "lifestyle"),
}
CALLED = dict(KEPT_IN.values()) | {Asked: "asked"}
ANOTHER_LIST = (
    "The list has changed since this page was opened. Read it again, then confirm it."
)


@transaction.atomic
def record_entry(
    *, person: Person, entry: Told, by, confirmed: bool = False, on: date | None = None
) -> Entry:
    """Add a row to somebody's history.

    Raises:
        ValidationError: it cannot be, or is unusual and was not confirmed. The sentence
            lands beside its question.
    """
    model, _name = KEPT_IN[type(entry)]
    row = model(person=person)
    return _write(row, entry, by=by, confirmed=confirmed, on=on, act="recorded")


@transaction.atomic
def change_entry(
    *, row: Entry, entry: Told, by, confirmed: bool = False, on: date | None = None
) -> Entry:
    """Correct a row; the former words stay in its kept versions.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: as for a new one.
    """
    return _write(row, entry, by=by, confirmed=confirmed, on=on, act="changed")


@transaction.atomic
def void_entry(*, row: Entry, reason: str, by) -> Entry:
    """Strike a row out that is not theirs or was entered twice; it stays readable."""
    _one_at_a_time(row.person_id)
    return records.void(row, by=by, reason=reason, action=f"{CALLED[type(row)]}.voided")


@transaction.atomic
def record_asked(
    *, person: Person, topic: Topic, seen: str, by, on: date | None = None
) -> Asked:
    """Write down that somebody asked today, and that the list he saw is all there is.

    `seen` names the list as the page showed it. An empty one says that there is none.

    Raises:
        ValidationError: a colleague has changed the list meanwhile.
    """
    _one_at_a_time(person.pk)
    rows = listed_rows(person=person, topic=topic)
    if name_of_list(rows) != seen:
        raise ValidationError(ANOTHER_LIST)
    asked = Asked(
        person=person,
        topic=topic,
        asked_on=on or timezone.localdate(),
        listed=len(rows),
        fingerprint=seen,
    )
    act = "asked.recorded"
    return records.write(asked, by=by, action=act, topic=str(topic), listed=len(rows))


def _write(
    row: Entry, entry: Told, *, by, confirmed: bool, on: date | None, act: str
) -> Entry:
    if type(row) in LISTS.values():
        _one_at_a_time(row.person_id)
    for name in entry.__slots__:
        told = getattr(entry, name)
        kept = columns(name, told) if name in row.remembered else {name: told}
        for column, value in kept.items():
            setattr(row, column, value)
    found = list(findings_of(entry, on=on or timezone.localdate()))
    if found:
        raise ValidationError({question: each.message for question, each in found})
    if isinstance(entry, MeasurementEntry) and not confirmed:
        _ask_about_the_unusual(row, entry)
    action = f"{CALLED[type(row)]}.{act}"
    return write_asked(row, asked=entry.__slots__, by=by, action=action)


def _one_at_a_time(person_id: int) -> None:
    """Whoever confirms a list of somebody and whoever adds to it wait for each other."""
    list(Person.objects.select_for_update(no_key=True).filter(pk=person_id).values("pk"))


def _ask_about_the_unusual(row: Entry, entry: MeasurementEntry) -> None:
    """Ask once about what the table takes and is seldom right."""
    kinds = measures()
    values = {kind.code: getattr(entry, kind.code) for kind in kinds}
    typed = {code: Decimal(value) for code, value in values.items() if value is not None}
    before = weight_before(person=row.person, on=entry.measured_on, besides=row.pk)
    beyond = [kind.code for kind in kinds if not _is_possible(kind.code, typed)]
    found = [
        each
        for each in unusual_findings(typed, kinds, before=before)
        if each.about not in beyond
    ]
    if found:
        raise ValidationError({"confirmed": [each.message for each in found]})


def _is_possible(code: str, typed: Mapping[str, Decimal]) -> bool:
    """What the table refuses is refused, not asked about."""
    low, high = POSSIBLE[code]
    return code not in typed or low <= typed[code] <= high
