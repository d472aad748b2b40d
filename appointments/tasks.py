"""The door for the beat: reminders come due."""

from celery import shared_task

from appointments import services


@shared_task(name="appointments.queue_due_reminders")
def queue_due_reminders() -> None:
    services.queue_due_reminders()
