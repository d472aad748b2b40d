"""A form sent twice is one act and one answer."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from foundation.records import drafts
from foundation.records.models import Submission

FIELD = "submission_key"
LEAVE = "HX-Redirect"


class OnceMiddleware:
    """Give the second of two equal posts the answer of the first.

    Each rendered form carries a fresh hidden key (``{% form_keys %}``). The
    first post claims it in the transaction that does the act; a second one waits
    for that transaction and is redirected to where the first one went. A refused
    post (no redirect) releases its key. The whole view is one transaction, so a
    refusal half-way leaves nothing half saved; the draft of a saved form goes with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        key = _key(request)
        if key is None:
            return None
        with transaction.atomic():
            submission, is_first = Submission.objects.get_or_create(
                key=key, defaults={"by": request.user, "path": request.path[:300]}
            )
            if is_first:
                return _answer_first(request, view, args, kwargs, submission)
        return _answer_again(request, submission)


def _answer_first(request, view, args, kwargs, submission: Submission) -> HttpResponse:
    response = view(request, *args, **kwargs)
    leaving = response.headers.get(LEAVE, "")
    answer = response.url if isinstance(response, HttpResponseRedirect) else leaving
    if answer:
        submission.answer, submission.leaves_page = answer[:300], bool(leaving)
        submission.save(update_fields=["answer", "leaves_page"])
        drafts.discard(submission.key, by=submission.by)
    else:
        submission.delete()
    return response


def _answer_again(request, submission: Submission) -> HttpResponse | None:
    """Repeat the winner's answer; a key of another person or page is ignored."""
    is_same = submission.by_id == request.user.pk and submission.path == request.path
    if not is_same or not submission.answer:
        return None
    if submission.leaves_page:
        return HttpResponse(headers={LEAVE: submission.answer})
    return HttpResponseRedirect(submission.answer)


def _key(request: HttpRequest) -> UUID | None:
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
