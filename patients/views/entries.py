"""The doors to what two partners tell of themselves: read it, add, correct, strike out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.reading import to_open
from foundation.records.services import log_look
from foundation.ui.forms import ClinicForm, accepted
from foundation.ui.htmx import render_part
from patients import selectors, services
from patients.forms import VoidForm
from patients.forms.entries import AskedForm
from patients.forms.topics import STRUCK_OUT, SUBJECTS, Subject
from patients.models import Couple, Person
from patients.models.entries import Entry
from patients.selectors.entries import Listed
from patients.views.loading import couple_or_404


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a form stands: of whom, in which list, on which row."""

    couple: Couple
    person: Person
    subject: Subject
    row: Entry | None = None

    @property
    def list_url(self) -> str:
        """The part of the chart on which the list stands."""
        return reverse(f"patients:{self.subject.sheet}_list", args=[self.couple.number])

    @property
    def add_url(self) -> str:
        """Where another row is added."""
        return self.url_of("entry_record")

    def url_of(self, door: str, *row: int) -> str:
        """A door to this list of this person."""
        args = [self.couple.number, self.person.pk, self.subject.code, *row]
        return reverse(f"patients:{door}", args=args)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One list of one partner as the page shows it, with its doors."""

    place: Place
    listed: Listed

    @property
    def person(self) -> Person:
        return self.place.person

    @property
    def add_url(self) -> str:
        return self.place.add_url

    @property
    def asked_url(self) -> str:
        return self.place.url_of("entry_asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """The form somebody fills in: add, change or void; the only one on the page."""

    place: Place
    form: ClinicForm
    act: str

    @property
    def url(self) -> str:
        """Where it is sent."""
        row = [] if self.place.row is None else [self.place.row.pk]
        door = {"add": "entry_record", "change": "entry_change", "void": "entry_void"}
        return self.place.url_of(door[self.act], *row)

    @property
    def beneath(self) -> str:
        """The list beneath which the form stands; an answer stands beneath its topic."""
        return getattr(self.place.row, "topic", self.place.subject.code)

    @property
    def void_url(self) -> str:
        """Where the row is struck out instead of corrected."""
        return self.place.url_of("entry_void", self.place.row.pk) if self.place.row else ""


@require(Permission.HISTORY_VIEW)
@require_safe
def history_list(request: HttpRequest, number: str) -> HttpResponse:
    return _history(request, couple_or_404(request, number))


@require(Permission.HISTORY_VIEW)
@require_safe
def measurement_list(request: HttpRequest, number: str) -> HttpResponse:
    return _measurements(request, couple_or_404(request, number))


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_record(request: HttpRequest, number: str, pk: int, subject: str) -> HttpResponse:
    place = _place(request, number, pk, subject=subject)
    form = place.subject.ask(_typed(request), record=None)
    record = partial(services.record_entry, person=place.person, by=request.user)
    if form.is_bound and accepted(form, record):
        return redirect(place.url_of("entry_record"))
    return _page(request, AtWork(place=place, form=form, act="add"))


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_change(
    request: HttpRequest, number: str, pk: int, subject: str, entry: int
) -> HttpResponse:
    place = _place(request, number, pk, subject=subject, entry=entry)
    form = place.subject.ask(_typed(request), record=place.row)
    change = partial(services.change_entry, row=place.row, by=request.user)
    if form.is_bound and accepted(form, change):
        return redirect(place.list_url)
    return _page(request, AtWork(place=place, form=form, act="change"))


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_void(
    request: HttpRequest, number: str, pk: int, subject: str, entry: int
) -> HttpResponse:
    place = _place(request, number, pk, subject=subject, entry=entry, among=STRUCK_OUT)
    form = VoidForm(_typed(request), record=place.row)
    strike_out = partial(services.void_entry, row=place.row, by=request.user)
    if form.is_bound and accepted(form, strike_out):
        messages.success(request, "Struck out. It stays readable in the record.")
        return redirect(place.list_url)
    return _page(request, AtWork(place=place, form=form, act="void"))


@require(Permission.PREGNANCY_RECORD)
@require_POST
def entry_asked(request: HttpRequest, number: str, pk: int, subject: str) -> HttpResponse:
    """Write down that somebody asked and the list is whole, or that there is none."""
    place = _place(request, number, pk, subject=subject)
    if place.subject.topic is None:
        raise Http404
    form = AskedForm(request.POST)
    asked = {"person": place.person, "topic": place.subject.topic, "by": request.user}
    if accepted(form, partial(services.record_asked, **asked)):
        return redirect(place.list_url)
    return _history(request, place.couple, refused=form)


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _place(
    request: HttpRequest,
    number: str,
    pk: int,
    *,
    subject: str,
    entry: int | None = None,
    among: Mapping[str, Subject] = SUBJECTS,
) -> Place:
    """Find one of the two partners, a list and a row of it; anything else is a miss."""
    couple = couple_or_404(request, number)
    person = next((person for person in couple.people if person.pk == pk), None)
    chosen = among.get(subject)
    if person is None or chosen is None or not chosen.is_asked_of(person):
        raise Http404
    if entry is None:
        return Place(couple=couple, person=person, subject=chosen)
    rows = chosen.model.objects.visible_to(request.user).filter(person=person)
    row = get_object_or_404(to_open(request, rows), pk=entry)
    row.person = person
    return Place(couple=couple, person=person, subject=chosen, row=row)


def _page(request: HttpRequest, work: AtWork) -> HttpResponse:
    """Show the part of the chart the list stands on, with the form in its place."""
    return SHEETS[work.place.subject.sheet](request, work.place.couple, work=work)


def _history(
    request: HttpRequest,
    couple: Couple,
    *,
    work: AtWork | None = None,
    refused: ClinicForm | None = None,
) -> HttpResponse:
    """Show the history of both partners; every look is on the record."""
    log_look(by=request.user, action="history.seen", subject=couple)
    form = refused or (work.form if work else None)
    return render_part(
        request,
        "patients/history_list.html",
        part="patients/_history.html",
        context={
            "couple": couple,
            "blocks": _blocks(couple),
            "work": work,
            "refused": refused,
            "may_record": request.user.may(Permission.PREGNANCY_RECORD),
        },
        status=422 if form is not None and form.is_bound else 200,
    )


def _blocks(couple: Couple) -> list[tuple[Subject, list[Side]]]:
    """Every list of the history, with both partners side by side."""
    subjects = [each for each in SUBJECTS.values() if each.sheet == "history"]
    models = [subject.model for subject in subjects]
    listed = selectors.entries_listed(couple=couple, models=models)
    return [(each, _sides(couple, each, listed)) for each in subjects]


def _sides(
    couple: Couple, subject: Subject, listed: Mapping[type[Entry], Mapping[int, Listed]]
) -> list[Side]:
    """The same list of each partner, side by side."""
    return [
        Side(
            place=Place(couple=couple, person=person, subject=subject),
            listed=listed[subject.model][person.pk],
        )
        for person in couple.people
        if subject.is_asked_of(person)
    ]


def _measurements(
    request: HttpRequest, couple: Couple, *, work: AtWork | None = None
) -> HttpResponse:
    """Show what was measured of both partners; every look is on the record."""
    log_look(by=request.user, action="measurements.seen", subject=couple)
    measured = selectors.measurements_of(couple=couple)
    subject = SUBJECTS["measurements"]
    return render_part(
        request,
        "patients/measurement_list.html",
        part="patients/_measurements.html",
        context={
            "couple": couple,
            "sides": [
                (Place(couple=couple, person=person, subject=subject), measured[person.pk])
                for person in couple.people
            ],
            "work": work,
            "may_record": request.user.may(Permission.PREGNANCY_RECORD),
        },
        status=422 if work is not None and work.form.is_bound else 200,
    )


SHEETS = {"history": _history, "measurement": _measurements}
