"""What one has typed and not saved yet: put away, found again, dropped."""

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.draft_forms import DraftForm
from foundation.records import drafts
from foundation.records.drafts import Subject, Typing
from foundation.records.models import Draft

MOST_FORMS = 20


@require_POST
def draft_keep(request: HttpRequest) -> HttpResponse:
    """Put away what stands in a form; 204 where it was saved or takes no draft."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse(form.errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    draft = _kept(form.cleaned_data, by=request.user)
    if draft is None:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return JsonResponse({"at": _clock(draft)})


@require_safe
def drafts_found(request: HttpRequest) -> JsonResponse:
    """What was typed into the forms of a page before, each with what changed meanwhile."""
    found = []
    for address in dict.fromkeys(request.GET.getlist("at")[:MOST_FORMS]):
        for draft in drafts.drafts_at(address, by=request.user):
            try:
                _match, subject = _door(address, user=request.user)
            except Http404:
                break
            found.append(_told(draft, subject=subject, request=request))
    return JsonResponse({"found": found})


@require_POST
def draft_drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Drop what one has typed oneself."""
    drafts.discard(key, by=request.user)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _kept(told: dict, *, by) -> Draft | None:
    opened_at = told.pop("open_for")
    try:
        match, subject = _door(told["address"], user=by)
    except Http404:
        return None
    typing = Typing(form=match.view_name, subject=subject, opened_at=opened_at, **told)
    return drafts.keep(typing, by=by)


def _door(address: str, *, user) -> tuple[ResolverMatch, Subject]:
    """The door a form is sent to and what it is about, as far as both are open.

    Raises: Http404. One's own account is no such door: nothing typed there is kept.
    """
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404 as nowhere:
        raise Http404 from nowhere
    permission = getattr(match.func, "required_permission", None)
    if permission is None or not user.may(permission):
        raise Http404
    return match, import_string(settings.SUBJECT_AT)(match, user=user)


def _told(draft: Draft, *, subject: Subject, request: HttpRequest) -> dict:
    context = {
        "draft": draft,
        "changes": drafts.changes_since(draft, subject=subject, user=request.user),
    }
    return {
        "key": draft.key,
        "address": draft.address,
        "typed": drafts.words_of(draft),
        "turn": draft.turn,
        "at": _clock(draft),
        "notice": render_to_string("accounts/_draft.html", context, request),
    }


def _clock(draft: Draft) -> str:
    """When it was kept: the time, and the day unless it is today."""
    kept = timezone.localtime(draft.kept_at)
    today = kept.date() == timezone.localdate()
    return written(kept, "H:i" if today else "j M, H:i")
