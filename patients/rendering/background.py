"""Illnesses, operations, family, periods and habits in words."""

from collections.abc import Iterable

from foundation.medicine.dates import ApproximateDate
from patients.choices import Habit
from patients.models import (
    Condition,
    FamilyCondition,
    Lifestyle,
    MenstrualHistory,
    Operation,
)
from patients.rendering.rows import EntryRow, course_words


def condition_row(row: Condition) -> EntryRow:
    """Say which illness, since when, and whether it goes on."""
    words = [
        f"since {row.began.text()}" if row.began else "since when: not said",
        f"until {row.resolved.text()}" if row.resolved else "",
    ]
    mark = row.get_state_display() or "Now or before: not said"
    tone = "info" if row.state == "active" else "neutral"
    return EntryRow(row.pk, row.name, tuple(filter(None, words)), row.note, mark, tone)


def operation_row(row: Operation) -> EntryRow:
    """Say which operation, when, and what was found."""
    words = [row.done.text() if row.done else "when: not said", row.outcome]
    return EntryRow(row.pk, row.name, tuple(filter(None, words)), row.note)


def family_row(row: FamilyCondition) -> EntryRow:
    """Say who in the family has or had what, and from which age on."""
    age = row.age_years
    words = [row.name, "at what age: not said" if age is None else f"at {age} years"]
    return EntryRow(row.pk, row.get_relative_display(), tuple(words), row.note)


def menstrual_row(row: MenstrualHistory) -> EntryRow:
    """Say what she told of her periods on a day; what was not said is said to be so."""
    first, days = row.menarche_years, row.flow_days
    sure = row.get_last_period_certainty_display().lower()
    period = row.last_period.text() if row.last_period else "not said"
    words = [
        "first period: not said" if first is None else f"first period at {first} years",
        f"cycle {cycle_words(row)}",
        row.get_regularity_display().lower() or "regularity: not said",
        row.get_flow_display().lower() and f"{row.get_flow_display().lower()} bleeding",
        "" if days is None else f"{days} days of bleeding",
        f"last period began: {period}" + (f" ({sure})" if sure else ""),
    ]
    told = f"Told on {ApproximateDate.of(row.told_on).text()}"
    return EntryRow(row.pk, told, tuple(filter(None, words)), row.note)


def cycle_words(row: MenstrualHistory) -> str:
    """Give the length of her cycle as she told it."""
    if row.cycle_days is None:
        return "not said"
    if row.cycle_days == row.cycle_days_longest:
        return f"{row.cycle_days} days"
    return f"{row.cycle_days} to {row.cycle_days_longest} days"


def lifestyle_row(row: Lifestyle) -> EntryRow:
    """Say of one habit whether, how much, and from when to when."""
    words = [row.amount, course_words(row.started, row.ended)]
    tone = "info" if row.state == "now" else "neutral"
    return EntryRow(
        row.pk,
        row.get_habit_display(),
        tuple(filter(None, words)),
        row.note,
        row.get_state_display(),
        tone,
    )


def unasked_habits(rows: Iterable[Lifestyle]) -> str:
    """Name the habits nobody has asked about; nothing where each was."""
    asked = {row.habit for row in rows}
    left = [habit.label.lower() for habit in Habit if habit.value not in asked]
    return f"Not asked yet: {'; '.join(left)}." if left else ""
