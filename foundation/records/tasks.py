"""Doors for the beat: late work is alive, logs are sealed, forgotten drafts go."""

from celery import shared_task
from django.utils import timezone

from foundation.records import drafts, heartbeat
from foundation.records.audit.sealing import seal_new_lines


@shared_task(name="records.feel_heartbeat")
def feel_heartbeat() -> None:
    heartbeat.feel_heartbeat()


@shared_task(name="records.seal_new_lines")
def seal_lines() -> None:
    seal_new_lines()


@shared_task(name="records.purge_drafts")
def purge_drafts() -> None:
    drafts.purge(now=timezone.now())
