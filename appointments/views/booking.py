"""Booking: choose the couple, see free times, click one."""

from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from appointments import services
from appointments.forms import (
    BookingForm,
    MoveForm,
    MoveSearchForm,
    SlotSearchForm,
    day_typed,
    read_moment,
)
from appointments.models import Appointment
from appointments.rendering.words import moment_words
from appointments.selectors import booking_options, free_slots
from appointments.selectors.day import clinic_zone
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look, log_renewal
from foundation.ui.forms import accepted
from foundation.ui.htmx import is_swap, leave_for, render_part
from patients.models import Couple
from patients.selectors import couples_found, open_file

WEEK = 7
# What a free field of the calendar already knows.
PREFILLED = ("at", "room", "clinician", "kind", "from_on")


@require(Permission.APPOINTMENT_BOOK)
@require_safe
def couple_choose(request: HttpRequest) -> HttpResponse:
    """Find the couple to book for; a time clicked in the calendar is kept."""
    sought = request.GET.get("q", "").strip()
    found = couples_found(Couple.objects.visible_to(request.user), sought=sought)
    if sought:
        shown = [couple.pk for couple in found]
        log_look(by=request.user, action="couples.sought", shown=shown, sought=sought)
    kept = {name: request.GET[name] for name in PREFILLED if request.GET.get(name)}
    context = {
        "sought": sought,
        "found": found,
        "kept": kept,
        "onward": f"?{urlencode(kept)}" if kept else "",
    }
    return render_part(
        request,
        "appointments/couple_choose.html",
        part="appointments/_couples.html",
        context=context,
    )


@require(Permission.APPOINTMENT_BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_book(request: HttpRequest, number: str) -> HttpResponse:
    """Show free times for a couple; one click books."""
    couple = open_file(request.user, number)
    if request.method != "POST":
        _log(request, "booking.opened", couple)
        return _free_times(request, _form(SlotSearchForm, _asked(request), couple))
    form = _form(BookingForm, request.POST.dict(), couple)
    if accepted(form, partial(services.book, couple=couple, by=request.user)):
        return _booked(request, form.made, "Booked")
    return _free_times(request, form, status=422)


@require(Permission.APPOINTMENT_BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Show other times for a booked visit; one click moves it."""
    visits = Appointment.objects.visible_to(request.user).standing().in_full()
    visit = get_object_or_404(visits, pk=pk)
    if request.method != "POST":
        _log(request, "booking.opened", visit.couple)
        form = _form(MoveSearchForm, _asked(request), visit.couple, moving=visit)
        return _free_times(request, form)
    form = _form(MoveForm, request.POST.dict(), visit.couple, moving=visit)
    if accepted(form, partial(services.move, appointment=visit, by=request.user)):
        return _booked(request, form.made, "Moved")
    return _free_times(request, form, status=422)


def _form(kind: type, asked: dict, couple: Couple, **moving: Appointment):
    today = timezone.localdate()
    options = booking_options(on=today)
    return kind(asked, couple=couple, options=options, today=today, **moving)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address asks for; a time clicked in the calendar brings its day."""
    asked = request.GET.dict()
    at = _asked_for(request)
    if at and not asked.get("from_on"):
        asked["from_on"] = day_typed(at.astimezone(clinic_zone()).date())
    return asked


def _asked_for(request: HttpRequest) -> datetime | None:
    """The time of the field that was clicked in the calendar, if there was one."""
    try:
        return read_moment(request.GET.get("at", ""))
    except ValidationError:
        return None


def _log(request: HttpRequest, action: str, couple: Couple) -> None:
    """One line per page opened; another day of the same page is the same look."""
    log = log_renewal if is_swap(request) else log_look
    log(by=request.user, action=action, subject=couple)


def _booked(request: HttpRequest, visit: Appointment, act: str) -> HttpResponse:
    when = moment_words(visit.starts_at, clinic_zone())
    messages.success(request, f"{act}: {visit.kind}, {when}, {visit.room}.")
    return leave_for(request, visit)


def _free_times(
    request: HttpRequest, form: SlotSearchForm, status: int = 200
) -> HttpResponse:
    """The free times of a week for what is asked; a refusal stands above them."""
    form.is_valid()
    context = {
        "couple": form.couple,
        "visit": form.moving,
        "form": form,
        "nearest": _nearest(form),
        **_week(form, asked_for=_asked_for(request)),
    }
    return render_part(
        request,
        "appointments/appointment_book.html",
        part="appointments/_booking.html",
        context=context,
        status=status,
    )


def _nearest(form: SlotSearchForm) -> list:
    """The nearest free times a refusal brings along."""
    refusals = form.non_field_errors().as_data()
    return [slot for refusal in refusals for slot in getattr(refusal, "nearest", ())]


def _week(form: SlotSearchForm, *, asked_for: datetime | None) -> dict:
    """Free times of seven days, and the ways to the week before and after."""
    days = []
    if form.wanted:
        days = free_slots(
            wanted=form.wanted, from_on=form.from_on, days=WEEK, now=timezone.now(),
            asked_for=asked_for,
        )  # fmt: skip
    slots = [slot for day in days for slot in day.slots]
    earlier = form.from_on - timedelta(days=WEEK)
    is_first = form.from_on <= form.today
    return {
        "days": days,
        "asked_for": moment_words(asked_for, clinic_zone()) if asked_for else "",
        "asked_slot": next((s for s in slots if s.starts_at == asked_for), None),
        "is_empty": not slots,
        "earlier": "" if is_first else _link(form, max(earlier, form.today)),
        "later": _link(form, form.from_on + timedelta(days=WEEK)),
    }


def _link(form: SlotSearchForm, on: date) -> str:
    return f"?{urlencode(form.asked | {'from_on': day_typed(on)})}"
