"""Doors for the workers: ids in, one service call."""

from celery import shared_task

from interop import services
from interop.services.importing import WORKING_S


@shared_task(
    name="interop.work_on_register", soft_time_limit=WORKING_S, time_limit=WORKING_S + 30
)
def work_on_register(*, register_id: str) -> None:
    services.work_on_register(register_id=register_id)


@shared_task(name="interop.work_on_forgotten")
def work_on_forgotten() -> None:
    services.work_on_forgotten()
