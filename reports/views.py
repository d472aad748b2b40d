"""The doors to issued documents: the lists, one document, its paper."""

import re
from functools import partial
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.queue_line import queue_is_silent
from foundation.records.services import log_look, log_renewal
from foundation.ui.forms import accepted
from foundation.ui.htmx import is_swap, leave_for, render_part
from patients.models import Couple
from patients.selectors import open_file
from reports import selectors, services
from reports.choices import State
from reports.forms import IssueForm
from reports.models import Document

# As many figures as the key of a row can have.
_PLACE = re.compile(r"[0-9]{1,18}")


@require(Permission.REPORT_VIEW)
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Every issued document, the newest first, page by page."""
    older = request.GET.get("before", "")
    documents, next_page = selectors.documents_issued(
        Document.objects.visible_to(request.user),
        before=int(older) if _PLACE.fullmatch(older) else None,
    )
    shown = [document.couple_id for document in documents]
    log_look(by=request.user, action="documents.listed", shown=shown)
    context = {"documents": documents, "next_page": next_page}
    return render(request, "reports/document_list.html", context)


@require(Permission.REPORT_VIEW)
@require_safe
def couple_documents(request: HttpRequest, number: str) -> HttpResponse:
    couple = _couple(request, number)
    log_look(by=request.user, action="documents.listed", subject=couple)
    return _documents_of(request, couple)


@require(Permission.REPORT_ISSUE)
@require_POST
def document_issue(request: HttpRequest, number: str) -> HttpResponse:
    couple = _couple(request, number)
    form = IssueForm(request.POST, replaceable=_replaceable(request, couple))
    issue = partial(services.issue_couple_report, couple=couple, by=request.user)
    if accepted(form, issue):
        return leave_for(request, form.made)
    return _documents_of(request, couple, form=form, status=422)


@require(Permission.REPORT_VIEW)
@require_safe
def document_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show how far the document is, then the paper itself; the page asks by itself."""
    document = _document(request, number)
    log = log_renewal if is_swap(request) else log_look
    log(by=request.user, action="document.opened", subject=document)
    return render_part(
        request,
        "reports/document_detail.html",
        part="reports/_document.html",
        context={
            "document": document,
            "is_hidden": not document.is_open_to(request.user),
            "progress": selectors.progress(
                document, at=timezone.now(), queue_is_silent=queue_is_silent()
            ),
            "successor": document.successors.only("number", "replaces").first(),
        },
    )


@require(Permission.REPORT_VIEW)
@require_POST
def document_redraw(request: HttpRequest, number: str) -> HttpResponse:
    document = _document(request, number)
    services.ask_again(document=document, by=request.user)
    return redirect(document)


@require(Permission.REPORT_VIEW)
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def document_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Serve the sealed bytes, the same at every print; each look is on the record."""
    document = _paper(request, number)
    if document.state != State.READY:
        raise Http404
    is_copy = "download" in request.GET
    action = "document.downloaded" if is_copy else "document.read"
    log_look(by=request.user, action=action, subject=document)
    response = HttpResponse(bytes(document.pdf), content_type="application/pdf")
    shown = "attachment" if is_copy else "inline"
    name = f"{document.couple.number}-{document.number}.pdf"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


def _couple(request: HttpRequest, number: str) -> Couple:
    return open_file(request.user, number)


def _document(request: HttpRequest, number: str) -> Document:
    documents = Document.objects.visible_to(request.user).select_related(
        "couple__woman", "couple__man", "written_by", "replaces"
    )
    deferred = ("facts", "pdf", "replaces__facts", "replaces__pdf")
    return get_object_or_404(documents.defer(*deferred), number=number)


def _paper(request: HttpRequest, number: str) -> Document:
    documents = Document.objects.open_to(request.user).select_related("couple")
    return get_object_or_404(documents.defer("facts"), number=number)


def _replaceable(request: HttpRequest, couple: Couple):
    documents = Document.objects.visible_to(request.user).without_contents()
    return selectors.replaceable(documents, couple=couple)


def _documents_of(
    request: HttpRequest,
    couple: Couple,
    *,
    form: IssueForm | None = None,
    status: int = 200,
) -> HttpResponse:
    documents = Document.objects.visible_to(request.user)
    context: dict[str, Any] = {
        "couple": couple,
        "documents": selectors.documents_of(documents, couple=couple),
        "may_issue": request.user.may(Permission.REPORT_ISSUE),
        "form": form or IssueForm(replaceable=_replaceable(request, couple)),
    }
    return render_part(
        request,
        "reports/couple_documents.html",
        part="reports/_documents.html",
        context=context,
        status=status,
    )
