"""The line to the queue: tried for an instant, then left alone until somebody answers.

Nobody who has just saved something waits for the queue: the table already has it, and a
sweep finds it. The first nudge that is not answered marks the queue as silent for all
processes of this program; from then on nobody tries, and one thread asks every few
seconds until there is an answer.
"""

import logging
import mmap
import threading
import time

from celery import Task, current_app
from kombu import Connection
from kombu.exceptions import ChannelError, OperationalError
from kombu.pools import producers

log = logging.getLogger(__name__)

# A queue that is well answers in a millisecond.
PATIENCE_S = 0.5
ASKED_EVERY_S = 2.0
# For so long a silence is believed whose asker was killed.
BELIEVED_S = 10.0
FAULTS = (OperationalError, ChannelError)

# One number in memory that a web server's workers share, since they part after this
# line: until when, by the machine's steady clock, the queue is taken for silent.
_silent_until = memoryview(mmap.mmap(-1, 8)).cast("d")


def queue_is_silent() -> bool:
    """Whether the last nudge was not answered, so that printing and messages wait."""
    return time.monotonic() < _silent_until[0]


def nudge(task: Task, ids: dict[str, int | str]) -> bool:
    """Tell a worker that there is work; False when the queue is or was silent."""
    if queue_is_silent():
        return False
    try:
        with producers[_line()].acquire(block=True) as producer:
            task.apply_async(kwargs=ids, producer=producer, retry=False)
    except FAULTS as fault:
        log.warning("The queue is silent (%s): late work waits.", type(fault).__name__)
        _believe_silent()
        threading.Thread(target=_ask_until_answered, daemon=True).start()
        return False
    return True


def _line() -> Connection:
    """A line with little patience; the workers' own lines may wait longer."""
    app = current_app
    options = {
        "socket_timeout": PATIENCE_S,
        "socket_connect_timeout": PATIENCE_S,
        "max_retries": 0,
    }
    usual = app.conf.broker_transport_options
    return app.connection_for_write(transport_options={**usual, **options})


def _believe_silent() -> None:
    _silent_until[0] = time.monotonic() + BELIEVED_S


def _ask_until_answered() -> None:
    while True:
        time.sleep(ASKED_EVERY_S)
        if _answers():
            _silent_until[0] = 0.0
            log.warning("The queue answers again.")
            return
        _believe_silent()


def _answers() -> bool:
    """Open a line of its own: that alone asks for a sign of life."""
    try:
        with _line() as line:
            line.default_channel  # noqa: B018 - opens it
    except FAULTS:
        return False
    return True
