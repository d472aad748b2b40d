"""How much may be sent to the clinic, and which doors take a file at all."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def takes_files(view: View) -> View:
    """Let a form of this view bring a file; write it outermost. No other view gets one."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class Ignored(FileUploadHandler):
    """Lets a file pass by unread and unkept; the words of the form arrive all the same."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class UploadsMiddleware:
    """Answer 413 to what is too large before a byte of it is read.

    A file is taken only where a view says so, and lies in memory alone: a copy on the
    disk would be a patient's paper that nobody knows of.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        takes_them = getattr(view, "takes_files", False)
        if _length(request) > _most(takes_files=takes_them):
            return render(request, "413.html", status=413)
        if not takes_them:
            request.upload_handlers = [Ignored(request)]
        return None


def _most(*, takes_files: bool) -> int:
    if takes_files:
        return settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _length(request: HttpRequest) -> int:
    """How many bytes the body says it has; one that says nonsense has none for us."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
