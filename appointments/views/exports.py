"""Parts of the appointment book that leave the clinic as a file."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments.forms import PeriodForm, day_typed
from appointments.models import Appointment, Reminder
from appointments.selectors import calls_to_make
from appointments.selectors.exports import (
    calls_listed,
    calls_sheet,
    visits_between,
    visits_sheet,
)
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.sheets import sheet_response


@require(Permission.APPOINTMENT_EXPORT, fresh=True)
@require_safe
def export_choose(request: HttpRequest) -> HttpResponse:
    """Offer what can be taken out; today's visits unless another day is asked for."""
    first = {"from_on": request.GET.get("on") or day_typed(timezone.localdate())}
    return _page(request, PeriodForm(initial=first))


@require(Permission.APPOINTMENT_EXPORT, fresh=True)
@require_safe
def appointment_export(request: HttpRequest) -> HttpResponse:
    """Hand over the visits of a period; who took which days is on the record."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return _page(request, form, status=422)
    first, last = form.cleaned_data["from_on"], form.cleaned_data["until_on"]
    book = Appointment.objects.visible_to(request.user)
    visits = visits_between(book, from_on=first, until_on=last)
    period = {"from_on": first.isoformat(), "until_on": last.isoformat()}
    shown, rows = [visit.couple_id for visit in visits], len(visits)
    action = "appointments.exported"
    log_look(by=request.user, action=action, shown=shown, **period, rows=rows)
    sheet = visits_sheet(visits, now=timezone.now())
    return sheet_response(request, sheet, name=f"visits-{_days(first, last)}")


@require(Permission.APPOINTMENT_EXPORT, fresh=True)
@require_safe
def reminder_export(request: HttpRequest) -> HttpResponse:
    """Hand over the list of calls; who took it is on the record."""
    now = timezone.now()
    calls = calls_listed(Reminder.objects.visible_to(request.user), now=now)
    shown = [reminder.appointment.couple_id for reminder in calls]
    log_look(by=request.user, action="calls.exported", shown=shown, rows=len(calls))
    return sheet_response(
        request, calls_sheet(calls), name=f"calls-{timezone.localdate(now)}"
    )


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first}-to-{last}"


def _page(request: HttpRequest, form: PeriodForm, *, status: int = 200) -> HttpResponse:
    reminders = Reminder.objects.visible_to(request.user)
    calls = calls_to_make(reminders, now=timezone.now())
    context = {"form": form, "calls": calls}
    return render(request, "appointments/export_choose.html", context, status=status)
