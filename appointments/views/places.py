"""Settings of the appointment book: rooms, hours, days off."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from appointments import services
from appointments.forms import ClosureForm, EndForm, HoursForm, RoomForm
from appointments.models import Closure, Room, WeeklyHours
from appointments.selectors.places import places
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.ui.forms import accepted
from foundation.ui.htmx import render_part

PAGE = "appointments:place_list"


@require(Permission.SETTINGS_MANAGE)
@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """Show the rooms, the hours and the days off."""
    return _page(request)


@require(Permission.SETTINGS_MANAGE)
@require_POST
def room_open(request: HttpRequest) -> HttpResponse:
    form = RoomForm(request.POST, prefix="room")
    return _added(request, "room_form", form, services.open_room)


@require(Permission.SETTINGS_MANAGE)
@require_POST
def hours_set(request: HttpRequest) -> HttpResponse:
    form = HoursForm(request.POST, prefix="hours")
    return _added(request, "hours_form", form, services.set_hours)


@require(Permission.SETTINGS_MANAGE)
@require_POST
def closure_add(request: HttpRequest) -> HttpResponse:
    form = ClosureForm(request.POST, prefix="closure")
    return _added(request, "closure_form", form, services.close_days)


@require(Permission.SETTINGS_MANAGE)
@require_POST
def room_close(request: HttpRequest, pk: int) -> HttpResponse:
    room = get_object_or_404(Room.objects.all(), pk=pk)
    form = EndForm(request.POST, record=room)
    return _ended(request, form, partial(services.close_room, room=room))


@require(Permission.SETTINGS_MANAGE)
@require_POST
def hours_end(request: HttpRequest, pk: int) -> HttpResponse:
    hours = get_object_or_404(WeeklyHours.objects.all(), pk=pk)
    form = EndForm(request.POST, record=hours)
    return _ended(request, form, partial(services.end_hours, hours=hours))


@require(Permission.SETTINGS_MANAGE)
@require_POST
def closure_lift(request: HttpRequest, pk: int) -> HttpResponse:
    closure = get_object_or_404(Closure.objects.all(), pk=pk)
    form = EndForm(request.POST, record=closure)
    return _ended(request, form, partial(services.open_days, closure=closure))


def _added(
    request: HttpRequest, name: str, form: forms.Form, act: Callable[..., object]
) -> HttpResponse:
    if accepted(form, partial(act, by=request.user)):
        return redirect(PAGE)
    return _page(request, status=422, **{name: form})


def _ended(request: HttpRequest, form: EndForm, act: Callable[..., object]) -> HttpResponse:
    if accepted(form, partial(act, by=request.user)):
        return redirect(PAGE)
    return _page(request, status=422, end_form=form)


def _page(request: HttpRequest, status: int = 200, **refused: forms.Form) -> HttpResponse:
    context = {
        "places": places(on=timezone.localdate()),
        "room_form": RoomForm(prefix="room"),
        "hours_form": HoursForm(prefix="hours"),
        "closure_form": ClosureForm(prefix="closure"),
        "end_form": None,
        **refused,
    }
    return render_part(
        request,
        "appointments/place_list.html",
        part="appointments/_places.html",
        context=context,
        status=status,
    )
