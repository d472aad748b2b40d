"""The calendar: one day as a table, by room or by clinician."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments.forms import day_typed
from appointments.models import Appointment
from appointments.rendering.words import day_words
from appointments.selectors.day_table import day_table
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.fields import DayField

VIEWS = {"rooms": "Rooms", "clinicians": "Clinicians"}


@require(Permission.APPOINTMENT_VIEW)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a day; free fields lead to booking, visits to their page."""
    on = _day(request)
    by = request.GET.get("by", "rooms")
    if by not in VIEWS:
        raise Http404
    visits = Appointment.objects.on_board_of(request.user)
    day = day_table(visits, on=on, by=by, now=timezone.now())
    shown = day.couple_ids
    log_look(by=request.user, action="calendar.opened", shown=shown, on=on.isoformat())
    context = {
        "on": on,
        "by": by,
        "ways": VIEWS.items(),
        "words": day_words(on),
        "typed": day_typed(on),
        "day": day,
        "today": timezone.localdate(),
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "may_export": request.user.may(Permission.APPOINTMENT_EXPORT),
    }
    return render(request, "appointments/calendar.html", context)


def _day(request: HttpRequest) -> date:
    """The day asked for; without one, or unreadable, today by the clinic's clock."""
    typed = DayField(required=False)
    try:
        return typed.clean(request.GET.get("on", "")) or timezone.localdate()
    except ValidationError as unreadable:
        messages.warning(request, unreadable.messages[0])
        return timezone.localdate()
