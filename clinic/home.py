"""The first page after signing in: the clinic's day."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments.models import Appointment
from appointments.selectors import day_board
from clinic.machine_room import alarms as machine_alarms
from clinic.tiles import tiles_for
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.heartbeat import late_work_alarm
from foundation.records.services import log_look, log_renewal
from foundation.ui.htmx import is_swap, render_part
from foundation.ui.navigation import Entry, navigation, open_to


@require(Permission.HOME_VIEW)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show today's visits and what waits for this reader; the board renews itself.

    A role without an appointment book sees no patient here, only its own ways.
    """
    sees_day = request.user.may(Permission.APPOINTMENT_VIEW)
    now, today = timezone.now(), timezone.localdate()
    book = Appointment.objects.on_board_of(request.user)
    visits = day_board(book, on=today, now=now) if sees_day else []
    if sees_day:
        shown = [visit.couple_id for visit in visits if visit.url]
        log = log_renewal if is_swap(request) else log_look
        log(by=request.user, action="day.opened", shown=shown)
    context = {
        "today": today,
        "sees_day": sees_day,
        "visits": visits,
        "late_work_alarm": _alarm(request.user, now=now),
        "alarms": _machine_alarms(request.user, now=now),
        "tiles": tiles_for(request.user, visits=visits, now=now, on=today),
        "ways": [] if sees_day else ways_of(request.user),
        "role": request.user.known_role,
    }
    return render_part(
        request, "clinic/home.html", part="clinic/_day.html", context=context
    )


def _alarm(user, *, now: datetime) -> str:
    """Whoever runs the clinic or its computers hears that late work stands still."""
    runs_it = user.may(Permission.SETTINGS_MANAGE) or user.may(Permission.BACKUP_VIEW)
    return late_work_alarm(now=now) if runs_it else ""


def _machine_alarms(user, *, now: datetime) -> list[str]:
    """Whoever looks after the machines hears first when a backup is too old."""
    return machine_alarms(now=now) if user.may(Permission.BACKUP_VIEW) else []


def ways_of(user) -> list[Entry]:
    """The ways this reader may go, but for the page he is on."""
    entries = navigation().entries
    return [e for e in entries if e.url_name != "home" and open_to(user, e)]
