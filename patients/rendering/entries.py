"""A person's history in words: each row, and what is known of a list as a whole."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import singledispatch

from foundation.medicine.dates import ApproximateDate
from patients.choices import DrugKind, Severity, Taken
from patients.models import (
    Allergy,
    Condition,
    Drug,
    FamilyCondition,
    Lifestyle,
    MenstrualHistory,
    Operation,
    Person,
)
from patients.models.entries import Entry
from patients.rendering.background import (
    condition_row,
    family_row,
    lifestyle_row,
    menstrual_row,
    operation_row,
)
from patients.rendering.rows import EntryRow, course_words
from patients.rules.asked import Answer

NOT_ASKED = "Not asked yet"
# What is said of a list, by what is known of it as a whole.
SENTENCES = {
    Answer.NOT_ASKED: f"{NOT_ASKED}.",
    Answer.UNCONFIRMED: "Nobody has asked yet whether this is all.",
    Answer.NONE: "None, as told on {on} to {by}.",
    Answer.COMPLETE: "This is all, as told on {on} to {by}.",
    Answer.CHANGED: "Changed since {on}, when {by} asked. Please ask again.",
}
# Kinds of drug that whoever treats the couple must not overlook.
TOLD_ABOUT = (DrugKind.ANTICOAGULANT, DrugKind.IMMUNOSUPPRESSANT)
TONES = {Severity.SEVERE: "stop", Severity.MODERATE: "caution", Severity.MILD: "neutral"}


def answer_sentence(answer: Answer, *, on: date | None, by: str) -> str:
    """Say what is known of a list as a whole, and from whom."""
    day = ApproximateDate.of(on).text() if on else ""
    return SENTENCES[answer].format(on=day, by=by)


def allergy_line(rows: Sequence[Allergy], answer: Answer) -> str:
    """Put somebody's allergies in one line; a list nobody asked about is never none."""
    if rows:
        return ", ".join(_with_severity(row) for row in rows)
    return {Answer.NONE: "None known", Answer.CHANGED: "To be asked again"}.get(
        answer, NOT_ASKED
    )


def drug_line(now: Sequence[Drug], answer: Answer, *, others: int, on: date) -> str:
    """Put what somebody takes now in one line; what was taken before is not told here."""
    if now:
        return ", ".join(dose_words(drug, on=on) for drug in now)
    if answer in (Answer.NONE, Answer.COMPLETE):
        return "Nothing"
    return "Not said" if others else NOT_ASKED


def alerts_of(
    person: Person,
    allergies: Sequence[Allergy],
    answer: Answer,
    drugs: Iterable[Drug],
    *,
    on: date,
) -> Iterator[str]:
    """Say what nobody may overlook about one partner; facts on file, never advice.

    A drug of which nobody said whether it is taken now is told, too, until it has ended.
    """
    if allergies:
        told = "; ".join(_in_full(row) for row in allergies)
        yield f"{person.name}: on the list of allergies and intolerances: {told}."
    elif answer is Answer.NOT_ASKED:
        yield f"{person.name} has not been asked about allergies yet."
    elif answer is Answer.CHANGED:
        yield f"{person.name} is to be asked about allergies again."
    for drug in drugs:
        if drug.kind not in TOLD_ABOUT or drug.taken == Taken.BEFORE:
            continue
        kind, words = drug.get_kind_display().lower(), dose_words(drug, on=on)
        if drug.taken == Taken.NOW:
            yield f"{person.name} takes an {kind} now: {words}."
        elif not _has_ended(drug, on):
            yield f"{person.name}: an {kind}, now or before was not said: {words}."


def dose_words(drug: Drug, *, on: date) -> str:
    """Say which drug, how much and how often; and that its planned end has passed."""
    often = drug.get_frequency_display().lower()
    passed = ""
    if drug.ended and _has_ended(drug, on):
        passed = f"(was to end {drug.ended.text()})"
    return " ".join(filter(None, [drug.name, _amount(drug.dose, drug), often, passed]))


def _has_ended(drug: Drug, on: date) -> bool:
    """Tell whether its last day has surely passed; unknown has not."""
    return drug.ended is not None and drug.ended.latest < on


def _with_severity(row: Allergy) -> str:
    return f"{row.substance} ({row.severity})" if row.severity else row.substance


def _in_full(row: Allergy) -> str:
    kind = row.get_kind_display().lower() if row.kind != "unsure" else ""
    said = ", ".join(filter(None, [kind, row.severity, row.reaction]))
    return f"{row.substance} ({said})" if said else row.substance


def entry_row(row: Entry) -> EntryRow:
    """Put one row of a person's history into words."""
    return _row(row)


@singledispatch
def _row(row: Entry) -> EntryRow:
    raise NotImplementedError(type(row))


_row.register(Condition)(condition_row)
_row.register(Operation)(operation_row)
_row.register(FamilyCondition)(family_row)
_row.register(MenstrualHistory)(menstrual_row)
_row.register(Lifestyle)(lifestyle_row)


@_row.register
def _allergy(row: Allergy) -> EntryRow:
    words = [
        row.get_kind_display(),
        row.reaction or "what happened: not said",
        f"first noticed {row.noticed.text()}" if row.noticed else "",
    ]
    return EntryRow(
        row.pk,
        row.substance,
        tuple(filter(None, words)),
        row.note,
        row.get_severity_display() or "Severity not known",
        TONES.get(Severity(row.severity), "neutral") if row.severity else "neutral",
    )


@_row.register
def _drug(row: Drug) -> EntryRow:
    words = [
        _amount(row.dose, row) or "dose not said",
        row.get_frequency_display(),
        row.get_route_display(),
        course_words(row.started, row.ended),
        f"for {row.reason}" if row.reason else "",
        row.get_kind_display() if row.kind != DrugKind.OTHER else "",
    ]
    return EntryRow(
        row.pk,
        row.name,
        tuple(filter(None, words)),
        row.note,
        row.get_taken_display() or "Now or before: not said",
        "info" if row.taken == "now" else "neutral",
    )


def _amount(dose: Decimal | None, drug: Drug) -> str:
    if dose is None:
        return ""
    number = f"{dose.normalize():f}"
    several = "s" if drug.unit in {"{tablet}", "{puff}", "[drp]"} and dose != 1 else ""
    return f"{number} {drug.get_unit_display()}{several}"
