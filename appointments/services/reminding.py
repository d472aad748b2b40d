"""Plan reminders when a visit is booked, hand them to the outbox when they are due."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from appointments.choices import ReminderKind, ReminderState, Status
from appointments.models import Appointment, Reminder
from appointments.rendering.reminder import reminder_text
from appointments.rules.reminding import HOUSE_POLICY, planned_reminders
from appointments.selectors.day import clinic_zone
from appointments.selectors.reminders import ways_to_reach
from foundation.accounts.models import User
from foundation.messaging.services import queue_message, withdraw_message
from foundation.records.later import do_later
from foundation.records.services import log_act
from patients.selectors import contact_address

BATCH = 500
# Somebody who books is awake: the answer may come at once, but only just now.
ANSWER_TIME = timedelta(minutes=15)


def plan_reminders(appointment: Appointment) -> list[Reminder]:
    """Plan what will remind each person who comes and said yes; call it when booking.

    A visit at short notice is confirmed at once. Without consent there is none.
    """
    plan = planned_reminders(
        starts_at=appointment.starts_at,
        booked_at=timezone.now(),
        zone=clinic_zone(),
        policy=HOUSE_POLICY,
    )
    reminders = [
        Reminder(
            appointment=appointment,
            person=way.person,
            channel=way.channel,
            kind=planned.kind,
            for_start=appointment.starts_at,
            due_at=planned.due_at,
        )
        for way in (ways_to_reach(appointment.people) if plan else [])
        for planned in plan
    ]
    Reminder.objects.bulk_create(reminders)
    if any(reminder.kind == ReminderKind.ON_BOOKING for reminder in reminders):
        do_later("appointments.queue_due_reminders")
    return reminders


def cancel_reminders(appointment: Appointment) -> None:
    """Stop everything that has not left: what is planned and what waits in the outbox."""
    open_ones = appointment.reminders.filter(
        state__in=[ReminderState.PLANNED, ReminderState.QUEUED]
    )
    waiting = open_ones.filter(message__isnull=False).values_list("message", flat=True)
    withdraw_message(message_ids=list(waiting))
    open_ones.filter(state=ReminderState.PLANNED).update(state=ReminderState.CANCELLED)


def queue_due_reminders() -> int:
    """Hand every due reminder to the outbox, once, and answer how many.

    Each batch is claimed with SKIP LOCKED and committed together with its messages:
    two beats at once share the work, a killed worker leaves the reminder due.
    """
    queued = 0
    while batch := _queue_batch(timezone.now()):
        queued += batch
    return queued


@transaction.atomic
def _queue_batch(now: datetime) -> int:
    due = Reminder.objects.due(now).select_related("appointment", "person")
    batch = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for reminder in batch:
        _hand_over(reminder, now=now)
    changed = ["state", "message", "due_at"]
    Reminder.objects.bulk_update(batch, changed)
    if any(reminder.state == ReminderState.QUEUED for reminder in batch):
        do_later("messaging.send_waiting")
    return len(batch)


def _hand_over(reminder: Reminder, *, now: datetime) -> None:
    """Look again whether it is still wanted, allowed and in time; then let it go."""
    visit = reminder.appointment
    if visit.status != Status.BOOKED or visit.starts_at != reminder.for_start:
        reminder.state = ReminderState.CANCELLED
    elif reminder.for_start <= now:
        reminder.state = ReminderState.EXPIRED
    elif (wake := _quiet_until(reminder, now=now)) > now:
        reminder.due_at = wake
    else:
        _queue(reminder)


def _quiet_until(reminder: Reminder, *, now: datetime) -> datetime:
    """When people are awake again; an answer to a booking just made need not wait."""
    is_answer = reminder.kind == ReminderKind.ON_BOOKING
    if is_answer and now < reminder.due_at + ANSWER_TIME:
        return now
    return HOUSE_POLICY.quiet.end_after(timezone.localtime(now))


def _queue(reminder: Reminder) -> None:
    """Ask for the address now: a consent taken back since the booking counts."""
    address = contact_address(person=reminder.person, channel=reminder.channel)
    if address is None:
        reminder.state = ReminderState.WITHHELD
        return
    words = reminder_text(
        kind=reminder.kind,
        starts_at=reminder.for_start,
        clinic=settings.CLINIC_NAME,
        zone=clinic_zone(),
    )
    is_answer = reminder.kind == ReminderKind.ON_BOOKING
    reminder.message = queue_message(
        key=f"appointments.reminder:{reminder.pk}",
        channel=reminder.channel,
        address=address,
        template=words.template,
        subject=words.subject,
        text=words.text,
        not_after=reminder.for_start,
        may_disturb_until=reminder.due_at + ANSWER_TIME if is_answer else None,
    )
    reminder.state = ReminderState.QUEUED


@transaction.atomic
def mark_called(*, reminder: Reminder, by: User) -> Reminder:
    """Note that somebody telephoned instead; it leaves the list of calls.

    Raises: ValidationError when a colleague has called already.
    """
    fresh = Reminder.objects.filter(pk=reminder.pk, called_at__isnull=True)
    if not fresh.update(called_at=timezone.now(), called_by=by):
        raise ValidationError("A colleague has already made this call.")
    log_act(by=by, action="reminder.called", subject=reminder)
    reminder.refresh_from_db()
    return reminder
