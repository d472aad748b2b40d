"""Parts of the appointment book as sheets, for a spreadsheet program or on paper."""

from datetime import date, datetime

from django.utils import timezone

from appointments.models import Appointment, Reminder
from appointments.models.appointment import AppointmentQuerySet
from appointments.models.reminder import ReminderQuerySet
from appointments.rendering.words import reminder_look, status_look
from appointments.selectors.day import day_span, who_comes
from appointments.selectors.reminders import telephone
from foundation.ui.sheets import Cell, Sheet

VISITS = ("Day", "From", "To", "Couple", "Who", "Visit", "Clinician", "Room", "State")
CALLS = ("Visit", "Couple", "Who", "Telephone", "Language", "Reminder", "Reason")


def visits_between(
    visits: AppointmentQuerySet, *, from_on: date, until_on: date
) -> AppointmentQuerySet:
    """The visits of a period in their order, cancelled ones left out."""
    start, end = day_span(from_on)[0], day_span(until_on)[1]
    return visits.standing().kept().between(start, end).in_full()


def visits_sheet(visits: AppointmentQuerySet, *, now: datetime) -> Sheet:
    """Visits as a sheet: names and times alone, what was noted stays in the book."""
    return Sheet("Visits", VISITS, [_visit(visit, now=now) for visit in visits])


def _visit(visit: Appointment, *, now: datetime) -> list[Cell]:
    begins, ends = timezone.localtime(visit.starts_at), timezone.localtime(visit.ends_at)
    return [
        begins.date(),
        begins.time(),
        ends.time(),
        visit.couple.number,
        who_comes(visit),
        visit.kind.name,
        str(visit.clinician) if visit.clinician else None,
        visit.room.name,
        status_look(visit.status, starts_at=visit.starts_at, now=now).word,
    ]


def calls_listed(reminders: ReminderQuerySet, *, now: datetime) -> ReminderQuerySet:
    """Everybody reception should telephone, the next visit first."""
    to_call = reminders.to_call(now).in_full()
    return to_call.prefetch_related("person__phones", "person__contact_consents")


def calls_sheet(calls: ReminderQuerySet) -> Sheet:
    """Calls as a sheet; a telephone only where the person agreed to be called."""
    return Sheet("Calls", CALLS, [_call(reminder) for reminder in calls])


def _call(reminder: Reminder) -> list[Cell]:
    message, person = reminder.message, reminder.person
    return [
        reminder.for_start,
        reminder.appointment.couple.number,
        person.name,
        telephone(person) or "No consent to a call",
        person.get_language_display(),
        reminder_look(reminder.state, message.state if message else None).word,
        (message.error if message else "") or None,
    ]
