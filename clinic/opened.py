"""Who opened this file: for those who answer for it, and on paper for the couple."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, reduce
from heapq import merge
from operator import or_
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.core.exceptions import ValidationError
from django.db.models import Max, Min, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.look_words import BROKEN_GLASS, Did, Words, words_of
from foundation.accounts.guards import require
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.records.models import Look
from foundation.records.services import log_look
from foundation.ui.fields import DayField
from foundation.ui.forms import ClinicForm, Line, house_helper
from patients.models import BrokenGlass, Couple
from patients.selectors import glass_of_file, keys_of_file, open_file

PAGE: Final = 50
# What is printed unless other days are asked for.
PRINTED: Final = timedelta(days=365)
# Nothing was written down before.
FIRST: Final = date(2000, 1, 1)
# Where a page ends: the last look and the last broken glass on it.
PLACE: Final = re.compile(r"(\d{1,18})-(\d{1,18})")
TONES: Final = {Did.REFUSED: "caution", Did.BROKE: "stop"}


@dataclass(frozen=True, slots=True)
class Opening:
    """One line of the page: who did what, when, and for an emergency why."""

    at: datetime
    by: User
    words: Words
    reason: str = ""

    @property
    def tone(self) -> str:
        return TONES.get(self.words.did, "")


@dataclass(slots=True)
class Day:
    """One line on paper: what one member of staff looked at on one day."""

    on: date
    by: User
    first_at: datetime
    last_at: datetime
    seen: dict[str, list[str]] = field(default_factory=dict)

    def add(self, words: Words, *, first_at: datetime, last_at: datetime) -> None:
        """One thing more, said once however often it was looked at."""
        self.first_at = min(self.first_at, first_at)
        self.last_at = max(self.last_at, last_at)
        things = self.seen.setdefault(words.did.format(whom="you"), [])
        if words.what not in things:
            things.append(words.what)

    @property
    def said(self) -> list[str]:
        return [f"{did} {', '.join(things)}" for did, things in self.seen.items()]

    @property
    def times(self) -> str:
        """From when to when, on the clinic's clock."""
        clocks = (f"{timezone.localtime(at):%H:%M}" for at in (self.first_at, self.last_at))
        return " to ".join(dict.fromkeys(clocks))


class PrintForm(ClinicForm):
    """Of which days the couple gets a list; both count."""

    from_on = DayField(label="From", required=False, help_text="Blank is a year ago.")
    until_on = DayField(label="Until", required=False, help_text="Blank is today.")

    layout = Layout(Line("from_on", "until_on"))

    @cached_property
    def helper(self) -> FormHelper:
        asked = house_helper(self.layout)
        asked.form_error_title = "Nothing was printed. Please look at this again:"
        return asked

    def clean(self) -> dict[str, Any]:
        answers, today = super().clean() or {}, timezone.localdate()
        until = max(min(answers.get("until_on") or today, today), FIRST)
        since = max(answers.get("from_on") or until - PRINTED, FIRST)
        if until < since:
            raise ValidationError({"until_on": "The last day lies before the first."})
        return {"from_on": since, "until_on": until}


@require(Permission.AUDIT_VIEW)
@require_safe
def file_opened(request: HttpRequest, number: str) -> HttpResponse:
    """Show every look at this couple's file, the newest first; this one is the first."""
    return _page(request, _couple(request, number), form=PrintForm())


@require(Permission.AUDIT_VIEW)
@require_safe
def file_opened_print(request: HttpRequest, number: str) -> HttpResponse:
    """The same for the couple: a page to print, one line for each person and day."""
    couple = _couple(request, number)
    form = PrintForm(request.GET)
    if not form.is_valid():
        return _page(request, couple, form=form)
    log_look(by=request.user, action="openings.printed", subject=couple)
    since, until = form.cleaned_data["from_on"], form.cleaned_data["until_on"]
    days = days_of(couple, since=since, until=until)
    context = {"couple": couple, "days": days, "since": since, "until": until}
    return render(request, "clinic/file_opened_print.html", context)


def _couple(request: HttpRequest, number: str) -> Couple:
    return open_file(request.user, number)


def _page(request: HttpRequest, couple: Couple, *, form: PrintForm) -> HttpResponse:
    log_look(by=request.user, action="openings.seen", subject=couple)
    openings, older = openings_of(couple, before=request.GET.get("before", ""))
    context = {"couple": couple, "openings": openings, "older": older, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "clinic/file_opened.html", context, status=status)


def looks_at(couple: Couple) -> QuerySet[Look]:
    """Every look that is in this couple's file, those at one of the two included.

    Looks at a record that was merged into it are looks at it.
    """
    couples, people = keys_of_file(couple)
    looks = (Look.objects.about(couple_id=key, people=people) for key in couples)
    return reduce(or_, looks)


def openings_of(couple: Couple, *, before: str = "") -> tuple[list[Opening], str]:
    """One page of openings, the newest first, and the place where the next one begins.

    Looks and broken glass are two tables, each in the order of its numbers.
    """
    looks, glass = looks_at(couple), glass_of_file(couple)
    if place := PLACE.fullmatch(before):
        looks, glass = looks.filter(pk__lt=place[1]), glass.filter(pk__lt=place[2])
    both: tuple[list[Look | BrokenGlass], ...] = (
        [*looks.select_related("actor").order_by("-pk")[: PAGE + 1]],
        [*glass.select_related("written_by").order_by("-pk")[: PAGE + 1]],
    )
    found = [*merge(*both, key=lambda row: _opening(row).at, reverse=True)]
    page, rest = found[:PAGE], found[PAGE:]
    return [_opening(row) for row in page], _place_after(page, before) if rest else ""


def _opening(row: Look | BrokenGlass) -> Opening:
    if isinstance(row, BrokenGlass):
        return Opening(row.written_at, row.written_by, BROKEN_GLASS, reason=row.reason)
    return Opening(row.happened_at, row.actor, words_of(row.action))


def _place_after(page: list[Look | BrokenGlass], before: str) -> str:
    """The last of each table on this page; where a page has none, the last one before."""
    place = PLACE.fullmatch(before)
    kept = place.groups() if place else ("9" * 18, "9" * 18)
    return "-".join(
        str(min([row.pk for row in page if isinstance(row, kind)], default=known))
        for kind, known in zip((Look, BrokenGlass), kept, strict=True)
    )


def days_of(couple: Couple, *, since: date, until: date) -> list[Day]:
    """What each member of staff looked at on each day, the newest day first."""
    looks = (
        looks_at(couple)
        .filter(**_between("happened_at", since, until))
        .values_list(TruncDate("happened_at"), "actor", "action")
        .annotate(first=Min("happened_at"), last=Max("happened_at"))
        .order_by("first")
    )
    glass = glass_of_file(couple).filter(**_between("written_at", since, until))
    told = [_told_of(one) for one in glass]
    told += [(on, by, words_of(action), *times) for on, by, action, *times in looks]
    staff = User.objects.in_bulk({by for _, by, *_ in told})
    days: dict[tuple[date, int], Day] = {}
    for on, by, words, first, last in told:
        day = days.setdefault((on, by), Day(on, staff[by], first, last))
        day.add(words, first_at=first, last_at=last)
    return sorted(days.values(), key=lambda day: (-day.on.toordinal(), day.first_at))


def _between(column: str, since: date, until: date) -> dict[str, datetime]:
    """From the first minute of one day to the last of another, on the clinic's clock."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (since, until + timedelta(days=1))
    )
    return {f"{column}__gte": start, f"{column}__lt": end}


def _told_of(glass: BrokenGlass) -> tuple[date, int, Words, datetime, datetime]:
    at, what = glass.written_at, f"{BROKEN_GLASS.what} (“{glass.reason}”)"
    return timezone.localdate(at), glass.written_by_id, Words(Did.BROKE, what), at, at
