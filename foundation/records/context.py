"""What every page says about late work, at no question to the database."""

from django.http import HttpRequest

from foundation.records.queue_line import queue_is_silent


def late_work(request: HttpRequest) -> dict[str, bool]:
    """Let every template know whether printing and messages wait."""
    return {"queue_is_silent": queue_is_silent()}
