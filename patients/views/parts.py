"""The doors to one pregnancy: its page, and the four lists below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
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
from patients.forms.kinds import KINDS, Kind
from patients.models import Couple, Pregnancy
from patients.models.parts import PregnancyPart
from patients.selectors.pregnancy import Listed
from patients.views.loading import couple_or_404, pregnancy_or_404

Lists = Mapping[type[PregnancyPart], Listed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a form stands: below which pregnancy, in which list, on which row."""

    couple: Couple
    pregnancy: Pregnancy
    kind: Kind | None = None
    part: PregnancyPart | None = None

    @property
    def url(self) -> str:
        """The page of the pregnancy."""
        return self.url_of("pregnancy_open")

    def url_of(self, door: str, *words: Any) -> str:
        """A door below this pregnancy."""
        args = [self.couple.number, self.pregnancy.pk, *words]
        return reverse(f"patients:{door}", args=args)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One list as the page shows it, with the form that stands below it.

    `act` is what the form at work does: add, change or void; empty where it is folded.
    """

    kind: Kind
    listed: Listed
    form: ClinicForm
    form_url: str
    void_url: str = ""
    act: str = ""

    @property
    def span(self) -> int:
        """How many columns a line beneath a row has, the one of its buttons included."""
        return len(self.kind.columns) + 1


@require(Permission.HISTORY_VIEW)
@require_safe
def pregnancy_open(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    return _page(request, _place(request, number, pk))


@require(Permission.PREGNANCY_RECORD)
@require_POST
def part_record(request: HttpRequest, number: str, pk: int, kind: str) -> HttpResponse:
    place = _place(request, number, pk, kind=kind)
    form = KINDS[kind].ask(request.POST)
    record = partial(services.record_part, pregnancy=place.pregnancy, by=request.user)
    if accepted(form, record):
        return redirect(f"{place.url}?add={kind}")
    return _page(request, place, form=form, act="add")


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def part_change(
    request: HttpRequest, number: str, pk: int, kind: str, part: int
) -> HttpResponse:
    place = _place(request, number, pk, kind=kind, part=part)
    typed = request.POST if request.method == "POST" else None
    form = KINDS[kind].ask(typed, record=place.part)
    change = partial(services.change_part, part=place.part, by=request.user)
    if form.is_bound and accepted(form, change):
        return redirect(place.url)
    return _page(request, place, form=form, act="change")


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def part_void(
    request: HttpRequest, number: str, pk: int, kind: str, part: int
) -> HttpResponse:
    place = _place(request, number, pk, kind=kind, part=part)
    form = VoidForm(request.POST if request.method == "POST" else None, record=place.part)
    strike_out = partial(services.void_part, part=place.part, by=request.user)
    if form.is_bound and accepted(form, strike_out):
        messages.success(request, "Struck out. It stays readable in the record.")
        return redirect(place.url)
    return _page(request, place, form=form, act="void")


def _place(
    request: HttpRequest, number: str, pk: int, *, kind: str = "", part: int | None = None
) -> Place:
    """Find a pregnancy of the woman of this couple, and a row below it; a miss is a 404."""
    couple = couple_or_404(request, number)
    pregnancy = pregnancy_or_404(request, couple, pk)
    if not kind:
        return Place(couple=couple, pregnancy=pregnancy)
    if kind not in KINDS:
        raise Http404
    chosen = KINDS[kind]
    if part is None:
        return Place(couple=couple, pregnancy=pregnancy, kind=chosen)
    rows = chosen.model.objects.visible_to(request.user).filter(pregnancy=pregnancy)
    row = get_object_or_404(to_open(request, rows), pk=part)
    row.pregnancy = pregnancy
    return Place(couple=couple, pregnancy=pregnancy, kind=chosen, part=row)


def _page(
    request: HttpRequest, place: Place, *, form: ClinicForm | None = None, act: str = ""
) -> HttpResponse:
    """Show the page, or the part of it that is swapped; every look is on the record."""
    couple, pregnancy = place.couple, place.pregnancy
    seen = {"action": "pregnancy.seen", "pregnancy": pregnancy.pk}
    log_look(by=request.user, subject=couple, **seen)
    on_file = selectors.pregnancy_on_file(
        pregnancy=pregnancy, couple=couple, on=timezone.localdate()
    )
    at_work = _at_work(place, on_file.lists, form=form, act=act) if form else None
    unfolded = request.GET.get("add", "")
    return render_part(
        request,
        "patients/pregnancy_open.html",
        part="patients/_pregnancy.html",
        context={
            "couple": couple,
            "on_file": on_file,
            "page_url": place.url,
            "lists": _lists(place, on_file.lists, at_work=at_work, unfolded=unfolded),
            "may_record": request.user.may(Permission.PREGNANCY_RECORD),
        },
        status=422 if form is not None and form.is_bound else 200,
    )


def _lists(
    place: Place, lists: Lists, *, at_work: Shown | None, unfolded: str
) -> list[Shown]:
    """Give each list its form: the one at work where it stands, elsewhere an empty one."""
    empty = (
        Shown(
            kind=kind,
            listed=lists[kind.model],
            form=kind.ask(is_at_work=kind.code == unfolded),
            form_url=place.url_of("part_record", kind.code),
            act="add" if kind.code == unfolded else "",
        )
        for kind in KINDS.values()
    )
    return [at_work if at_work and at_work.kind is shown.kind else shown for shown in empty]


def _at_work(place: Place, lists: Lists, *, form: ClinicForm, act: str) -> Shown | None:
    """Give the list somebody is writing in, with what was typed."""
    if place.kind is None:
        return None
    row = [] if place.part is None else [place.part.pk]
    door = {"add": "part_record", "change": "part_change", "void": "part_void"}[act]
    return Shown(
        kind=place.kind,
        listed=lists[place.kind.model],
        form=form,
        form_url=place.url_of(door, place.kind.code, *row),
        void_url=place.url_of("part_void", place.kind.code, *row) if row else "",
        act=act,
    )
