"""What stands on a couple's timeline, as far as this reader may know of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from clinic.timeline.drawing import Event, Lane
from foundation.accounts.models import User
from foundation.medicine.dates import ApproximateDate
from foundation.records.compiled import Blank, Question
from immunology.choices import Subject
from immunology.models import Panel
from immunology.selectors.panels import OUT_OF_RANGE
from patients import rendering
from patients.choices import Outcome
from patients.models import Couple, Pregnancy
from patients.models.restriction import AnyReader, asked
from patients.selectors import pregnancy_lines, transfer_lines
from therapy.models import Infusion, Session

NO_DATE = "date not known"
WORDS = {Outcome.MISCARRIAGE: "Loss", Outcome.ONGOING: "Pregnant"}


def events_of(couple: Couple, *, reader: User, on: date) -> list[Event]:
    """Everything on file with its day, the oldest first; what has no date comes last."""
    found = [
        *_pregnancies(couple, on=on),
        *_transfers(couple),
        *_results(couple, reader=reader),
        *_treatments(couple, reader=reader),
    ]
    return sorted(found, key=lambda each: (each.first is None, each.last or on))


def _pregnancies(couple: Couple, *, on: date) -> Iterator[Event]:
    for line in pregnancy_lines(couple=couple):
        row = line.pregnancy
        first, last = _lasted(row, on=on)
        outcome = WORDS.get(Outcome(row.outcome), row.get_outcome_display())
        gestation = "" if row.gestation is None else rendering.gestation_words(row)
        told = [row.get_outcome_display(), row.get_loss_type_display(), gestation]
        yield Event(
            Lane.PREGNANCY,
            *(first, last),
            label=" ".join(filter(None, [outcome, gestation])),
            when=rendering.when_text(row) if row.ended or not last else f"since {first}",
            words=f"Pregnancy {line.number}: " + ", ".join(filter(None, told)),
            is_exact=_is_day(row.ended) or row.outcome == Outcome.ONGOING,
        )


def _lasted(row: Pregnancy, *, on: date) -> tuple[date | None, date | None]:
    """From when to when, as far as it is known.

    Of an end known to the month or the year all of it is taken; a beginning follows from
    the last period, the conception, or the gestation before an end known to the day.
    """
    began = row.last_period.earliest if row.last_period else row.conceived_on
    if row.outcome == Outcome.ONGOING:
        return (began, on) if began else (None, None)
    if row.ended is None:
        return None, None
    if began is None and _is_day(row.ended) and row.ga_days:
        began = row.ended.earliest - timedelta(days=row.ga_days)
    return began or row.ended.earliest, row.ended.latest


def _transfers(couple: Couple) -> Iterator[Event]:
    for number, row in transfer_lines(couple=couple):
        result = row.get_result_display() or "result not known"
        yield Event(
            Lane.TRANSFER,
            *_span(row.transferred),
            label=result,
            when=row.transferred.text() if row.transferred else NO_DATE,
            words=f"Transfer {number}: {rendering.embryo_words(row)}, {result.lower()}",
            is_exact=_is_day(row.transferred),
        )


def _results(couple: Couple, *, reader: User) -> Iterator[Event]:
    """Signed panels; how many of their results lie outside is said, not which."""
    for panel in asked(_signed, reader, couple=couple.pk):
        name, of = panel.get_code_display(), panel.get_subject_display().lower()
        beside = f", {panel.outside} outside" if panel.outside else ""
        whose = ", his" if panel.subject == Subject.MAN else ""
        yield Event(
            Lane.RESULT,
            *(panel.sampled_on, panel.sampled_on),
            label=f"{name.split(' (')[0]}{whose}{beside}",
            when=f"{panel.sampled_on.day} {panel.sampled_on:%b %Y}",
            words=f"{name}, {of}" + (f": {panel.outside} outside" if beside else ""),
        )


def _treatments(couple: Couple, *, reader: User) -> Iterator[Event]:
    given = asked(_given_to, reader, couple=couple.pk)
    for number, session in enumerate(given, start=1):
        on = timezone.localtime(session.given_at).date()
        yield _given(on, f"LIT {number}", f"Lymphocyte session {number}")
    ended = asked(_ended, reader, couple=couple.pk)
    for number, infusion in enumerate(ended, start=1):
        on = timezone.localtime(infusion.ended_at).date()
        grams = "" if infusion.given_g is None else f", {infusion.given_g.normalize():f} g"
        yield _given(on, f"IVIG {number}", f"Immunoglobulin infusion {number}{grams}")


@cache
def _signed(reader: AnyReader) -> Question[Any]:
    """Signed panels, each with how many of its results lie outside."""
    outside = Q(results__voided_at__isnull=True, results__flag__in=OUT_OF_RANGE)
    panels = Panel.objects.visible_to(reader).standing().signed()
    theirs = panels.filter(couple=Blank("couple"))
    return Question(theirs.annotate(outside=Count("results", filter=outside)))


@cache
def _given_to(reader: AnyReader) -> Question[Session]:
    given = Session.objects.visible_to(reader).given().filter(couple=Blank("couple"))
    return Question(given.order_by("given_at"))


@cache
def _ended(reader: AnyReader) -> Question[Infusion]:
    infused = Infusion.objects.visible_to(reader).standing()
    ended = infused.filter(couple=Blank("couple"), ended_at__isnull=False)
    return Question(ended.order_by("ended_at"))


def _given(on: date, label: str, words: str) -> Event:
    return Event(Lane.TREATMENT, on, on, label, f"{on.day} {on:%b %Y}", words)


def _span(when: ApproximateDate | None) -> tuple[date | None, date | None]:
    return (when.earliest, when.latest) if when else (None, None)


def _is_day(when: ApproximateDate | None) -> bool:
    return when is not None and when.day is not None and not when.about
