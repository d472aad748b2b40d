"""The doors to the papers of a couple's file."""

from functools import cache, partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.compiled import Blank, Question
from foundation.records.services import log_look, log_renewal
from foundation.ui.downloads import download
from foundation.ui.forms import ClinicForm, accepted
from foundation.ui.htmx import render_part
from foundation.ui.uploads import takes_files
from patients import selectors, services
from patients.choices import AttachmentKind
from patients.forms import AttachmentForm, VoidForm
from patients.models import Attachment, Consultation, Couple
from patients.models.attachment import kinds_open_to
from patients.models.restriction import AnyReader, asked
from patients.views.loading import couple_or_404


@require(Permission.RESULT_VIEW)
@require_safe
def attachment_list(request: HttpRequest, number: str) -> HttpResponse:
    return _section(request, couple_or_404(request, number))


@takes_files
@require(Permission.ATTACHMENT_ADD)
@require_POST
def attachment_add(request: HttpRequest, number: str) -> HttpResponse:
    couple = couple_or_404(request, number)
    form = _form(request, couple, request.POST, request.FILES)
    attach = partial(services.attach_paper, couple=couple, by=request.user)
    if accepted(form, attach):
        return redirect(_list_url(couple))
    return _section(request, couple, form=form, status=422)


@require(Permission.RESULT_VIEW)
@require_safe
def attachment_download(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    """Hand a paper over, never open it as a page; each look is on the record."""
    couple = couple_or_404(request, number)
    attachment = _attachment(request, couple, pk)
    log_look(by=request.user, action="attachment.downloaded", subject=attachment)
    content = services.open_paper(attachment=attachment)
    return download(content, name=attachment.file_name, media_type=attachment.media_type)


@require(Permission.COUPLE_VIEW)
@require_safe
def photo_show(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    """The photo of one of the two, for the head of the chart; a struck out one is gone."""
    couple = couple_or_404(request, number)
    photos = Attachment.objects.visible_to(request.user).standing()
    photos = photos.filter(couple=couple, kind=AttachmentKind.PHOTO)
    photo = get_object_or_404(photos.select_related("couple", "content"), pk=pk)
    log_renewal(by=request.user, action="photo.seen", subject=photo)
    content = services.open_paper(attachment=photo)
    return download(content, name=photo.file_name, media_type=photo.media_type)


@require(Permission.ATTACHMENT_ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_void(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    couple = couple_or_404(request, number)
    attachment = _attachment(request, couple, pk)
    typed = request.POST if request.method == "POST" else None
    form = VoidForm(typed, record=attachment)
    strike_out = partial(services.void_attachment, attachment=attachment, by=request.user)
    if form.is_bound and accepted(form, strike_out):
        messages.success(request, "Struck out. It stays readable in the record.")
        return redirect(_list_url(couple))
    status = 422 if form.is_bound else 200
    return _section(request, couple, form=form, voids=attachment, status=status)


def _section(
    request: HttpRequest,
    couple: Couple,
    *,
    form: ClinicForm | None = None,
    voids: Attachment | None = None,
    status: int = 200,
) -> HttpResponse:
    log_look(by=request.user, action="attachments.seen", subject=couple)
    context: dict[str, Any] = {
        **_shown(request, couple),
        "form": form or _form(request, couple),
        "voids": voids,
        "is_adding": form is not None or "consultation" in request.GET,
    }
    return render_part(
        request,
        "patients/attachment_list.html",
        part="patients/_attachments.html",
        context=context,
        status=status,
    )


def _shown(request: HttpRequest, couple: Couple) -> dict[str, Any]:
    """The papers this reader may see, and what he may do with them."""
    hidden = Attachment.objects.hidden_from(request.user)
    papers = asked(_papers, request.user, couple=couple.pk)
    return {
        "couple": couple,
        "papers": selectors.paper_lines(papers),
        "hidden": selectors.papers_hidden(hidden, couple=couple),
        "list_url": _list_url(couple),
        "may_add": request.user.may(Permission.ATTACHMENT_ADD),
        "sees_history": request.user.may(Permission.HISTORY_VIEW),
    }


@cache
def _papers(reader: AnyReader) -> Question[Attachment]:
    visible = Attachment.objects.visible_to(reader)
    return Question(selectors.papers_of(visible, couple=Blank("couple")))


def _form(request: HttpRequest, couple: Couple, *answers: Any) -> AttachmentForm:
    """The form; it knows the consultation somebody came from to add a paper."""
    held = Consultation.objects.visible_to(request.user).standing()
    return AttachmentForm(
        *answers,
        couple=couple,
        kinds=kinds_open_to(request.user),
        held=held,
        initial={"consultation": request.GET.get("consultation", "")},
    )


def _attachment(request: HttpRequest, couple: Couple, pk: UUID) -> Attachment:
    """Find a paper of this couple the reader may read; any other is a miss."""
    theirs = Attachment.objects.visible_to(request.user).filter(couple=couple)
    return get_object_or_404(theirs.select_related("couple", "content"), pk=pk)


def _list_url(couple: Couple) -> str:
    return reverse("patients:attachment_list", args=[couple.number])
