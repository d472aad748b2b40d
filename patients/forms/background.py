"""What is asked of illnesses, operations, family, periods and habits."""

import re
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from foundation.ui.fields import ApproximateDateField, DayField, TypedField
from foundation.ui.forms import Line
from patients import choices as words
from patients.forms.entries import EntryForm, note
from patients.forms.pregnancies import one_of
from patients.services.told import (
    ConditionEntry,
    FamilyEntry,
    LifestyleEntry,
    MenstrualEntry,
    OperationEntry,
)

_CYCLE = re.compile(r"(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?\s*(?:d|days)?", re.IGNORECASE)


def _line(label: str, *, longest: int = 160, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, **kwargs)


def _chosen(label: str, kind: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "Choose"), *kind.choices])


def _whole(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=999, required=False)


class CycleField(TypedField):
    """The length of a cycle in days, or its shortest and longest: 28 or 26-31."""

    hint = "28 or 26-31"

    def read(self, text: str) -> tuple[int, int]:
        found = _CYCLE.fullmatch(text)
        if not found:
            raise ValueError(f"“{text}”: write days, for example 28 or 26-31.")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise ValueError(f"“{text}”: write the shorter one first.")
        return first, last

    def show(self, value: tuple[int, int]) -> str:
        first, last = value
        return str(first) if first == last else f"{first}-{last}"


class ConditionForm(EntryForm):
    """One illness."""

    name = _line("Condition")
    state = one_of("Now or before", words.ConditionState)
    began = ApproximateDateField(label="Since", required=False)
    resolved = ApproximateDateField(label="Until", required=False)
    note = note()

    layout = Layout(Line("name", "state"), Line("began", "resolved"), "note")
    entry = ConditionEntry


class OperationForm(EntryForm):
    """One operation."""

    name = _line("Operation")
    done = ApproximateDateField(label="When", required=False)
    outcome = _line("Found, and complications", longest=300, required=False)
    note = note()

    layout = Layout(Line("name", "done"), "outcome", "note")
    entry = OperationEntry


class FamilyForm(EntryForm):
    """One illness of one relative by blood."""

    relative = _chosen("Who", words.Relative)
    name = _line("Condition")
    age_years = _whole("At what age")
    note = note()

    layout = Layout(Line("relative", "name", "age_years"), "note")
    entry = FamilyEntry


class MenstrualForm(EntryForm):
    """Her periods, as she tells of them today."""

    told_on = DayField(label="Told on", initial=timezone.localdate)
    menarche_years = _whole("Age at the first period")
    cycle = CycleField(label="Cycle (days)", required=False)
    regularity = one_of("Regularity", words.Regularity)
    flow = one_of("Bleeding", words.Flow)
    flow_days = _whole("Days of bleeding")
    last_period = ApproximateDateField(label="Last period began", required=False)
    last_period_certainty = one_of("How sure of it", words.PeriodCertainty)
    note = note()

    layout = Layout(
        Line("told_on", "menarche_years", "cycle", "regularity"),
        Line("flow", "flow_days", "last_period", "last_period_certainty"),
        "note",
    )
    entry = MenstrualEntry


class LifestyleForm(EntryForm):
    """One habit or exposure."""

    habit = _chosen("What", words.Habit)
    state = _chosen("Never, before or now", words.HabitState)
    amount = _line("How much, of what", required=False)
    started = ApproximateDateField(label="From", required=False)
    ended = ApproximateDateField(label="To", required=False)
    note = note()

    layout = Layout(Line("habit", "state", "amount"), Line("started", "ended"), "note")
    entry = LifestyleEntry
