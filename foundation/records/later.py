"""Leave work for the workers, once the transaction has committed."""

from celery import current_app
from django.db import transaction

from foundation.records.queue_line import nudge


def do_later(task_name: str, **ids: int | str) -> None:
    """Nudge a worker by the task's name after commit; ids only.

    Tasks are doors, like views: they stand above the services they call, so a
    service leaves a note by name. The table is the truth and a sweep finds what
    the queue lost: a queue that is down delays the work and refuses nothing.

    Raises:
        celery.exceptions.NotRegistered: no task carries that name.
    """
    task = current_app.tasks[task_name]
    transaction.on_commit(lambda: nudge(task, ids), robust=True)
