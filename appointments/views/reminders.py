"""What became of the reminders, and whom reception should call."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from appointments import services
from appointments.models import Reminder
from appointments.selectors import reminder_lines, reminders_held_up
from appointments.selectors.reminders import LISTS, reminders_listed
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.heartbeat import late_work_alarm
from foundation.records.services import log_look
from foundation.ui.htmx import render_part


@require(Permission.REMINDER_VIEW)
@require_safe
def reminder_list(request: HttpRequest) -> HttpResponse:
    """The list of calls, what is to come, and what was sent."""
    show = request.GET.get("show", "calls")
    if show not in LISTS:
        raise Http404
    now, reminders = timezone.now(), Reminder.objects.visible_to(request.user)
    listed = reminders_listed(reminders, show=show, now=now)
    lines = reminder_lines(listed, now=now, with_telephone=show == "calls")
    shown = [line.couple_id for line in lines]
    log_look(by=request.user, action="reminders.opened", shown=shown, show=show)
    context = {
        "show": show,
        "lists": LISTS.items(),
        "lines": lines,
        "held_up": reminders_held_up(now=now),
        "late_work_alarm": late_work_alarm(now=now),
        "may_call": request.user.may(Permission.APPOINTMENT_BOOK),
        "may_export": request.user.may(Permission.APPOINTMENT_EXPORT),
    }
    return render_part(
        request,
        "appointments/reminder_list.html",
        part="appointments/_reminder_list.html",
        context=context,
    )


@require(Permission.APPOINTMENT_BOOK)
@require_POST
def reminder_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody was telephoned instead."""
    reminder = get_object_or_404(Reminder.objects.visible_to(request.user), pk=pk)
    try:
        services.mark_called(reminder=reminder, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect("appointments:reminder_list")
