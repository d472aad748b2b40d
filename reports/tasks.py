"""Doors for the workers: ids in, one service call."""

import gc
import logging

from celery import shared_task
from celery.signals import celeryd_after_setup, worker_process_init

from reports import rendering, services

log = logging.getLogger(__name__)

# Drawing makes a quarter of a million short-lived objects: looking through them for
# cycles at Python's usual pace took a third of the time (measured).
SELDOM_COLLECTED = 50_000


@shared_task(
    name="reports.render_document",
    soft_time_limit=services.DRAWING_S,
    time_limit=services.DRAWING_S + 5,
)
def render_document(*, document_id: int) -> None:
    services.render_document(document_id=document_id)


@shared_task(name="reports.draw_waiting")
def draw_waiting() -> None:
    services.draw_waiting()


@celeryd_after_setup.connect
def load_press(**_: object) -> None:
    """Load the press once, before the worker's processes part: they share it in memory."""
    _ready(rendering.load)


@worker_process_init.connect
def warm_up(**_: object) -> None:
    """Draw an empty page in each process, so that the first report is not the slow one."""
    _ready(rendering.warm_up)
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM_COLLECTED)


def _ready(preparation) -> None:
    """A worker that cannot draw still sends messages; documents say why they wait."""
    try:
        preparation()
    except rendering.NotDrawable as fault:
        log.warning("%s", fault)
