"""The door for the beat: what waits is sent."""

from celery import shared_task

from foundation.messaging import services


@shared_task(name="messaging.send_waiting")
def send_waiting() -> None:
    services.send_waiting()
