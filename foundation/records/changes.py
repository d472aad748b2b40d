"""Who changes the record, through which request, for which act and why.

The triggers that keep every version of a row attach what is said here to it. It names
nobody: a number of the account, a number of the request, the name of the page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pghistory
from celery import signals
from django.core.management import BaseCommand
from django.http import HttpRequest, HttpResponse
from pghistory.middleware import HistoryMiddleware
from pghistory.runtime import Context, _tracker


@contextmanager
def change(**told: Any) -> Iterator[None]:
    """Attach these words, and those said around it, to every version kept inside.

    Each change is a set of words of its own, written once and never amended: an act
    inside a request tells its reason without lending it to the acts beside it. Words
    without content are left out.
    """
    said = {name: word for name, word in told.items() if word}
    with pghistory.context() as around:
        _tracker.value = Context(id=uuid4(), metadata={**around.metadata, **said})
        try:
            yield
        finally:
            _tracker.value = around


def present_request() -> UUID | None:
    """The number of the request, task or command that runs now; None outside of any."""
    around = getattr(_tracker, "value", None)
    number = around.metadata.get("request") if around else None
    return UUID(number) if number else None


def is_asked_by_a_page() -> bool:
    """Tell whether somebody's page asks for this, and no late work or command."""
    around = getattr(_tracker, "value", None)
    told = around.metadata if around else {}
    return "page" in told and "task" not in told


class ChangesMiddleware(HistoryMiddleware):
    """Say of every request who sends it, its number, and the name of its page."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user.pk if request.user.is_authenticated else None
        return {"user": user, "request": str(uuid4())}

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> None:
        if request.resolver_match:
            pghistory.context(page=request.resolver_match.view_name)


class ClinicCommand(BaseCommand):
    """A command of the clinic: what it changes is kept with the command's name."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        name = type(self).__module__.rpartition(".")[2]
        with change(command=name, request=str(uuid4())):
            return super().execute(*args, **options)


_tasks: dict[str, Any] = {}


@signals.task_prerun.connect
def _task_begins(*, task_id: str, task: Any, **_: object) -> None:
    _tasks[task_id] = change(task=task.name, request=task_id)
    _tasks[task_id].__enter__()


@signals.task_postrun.connect
def _task_ended(*, task_id: str, **_: object) -> None:
    if begun := _tasks.pop(task_id, None):
        begun.__exit__(None, None, None)
