"""The doors to a couple's consultations: read, draft, sign, amend, strike out."""

from functools import partial
from typing import Any

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
from foundation.records.reading import to_open
from foundation.records.services import log_look
from foundation.ui.forms import ClinicForm, accepted
from foundation.ui.htmx import render_part
from patients import selectors, services
from patients.forms import VoidForm
from patients.forms.consultations import AmendmentForm, ConsultationForm, SignatureForm
from patients.models import Attachment, Consultation, Couple
from patients.views.loading import couple_or_404


@require(Permission.HISTORY_VIEW)
@require_safe
def consultation_list(request: HttpRequest, number: str) -> HttpResponse:
    return _section(request, couple_or_404(request, number))


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_record(request: HttpRequest, number: str) -> HttpResponse:
    couple = couple_or_404(request, number)
    form = ConsultationForm(_typed(request), record=None, couple=couple)
    record = partial(services.record_consultation, couple=couple, by=request.user)
    if form.is_bound and accepted(form, record):
        messages.success(request, "The draft is on file. It is not signed yet.")
        return redirect(_list_url(couple))
    return _section(request, couple, form=form, act="record")


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    row = _row(request, couple, pk)
    form = ConsultationForm(_typed(request), record=row, couple=couple)
    change = partial(services.change_consultation, consultation=row, by=request.user)
    if form.is_bound and accepted(form, change):
        return redirect(_list_url(couple))
    return _section(request, couple, form=form, act="change", row=row)


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_amend(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    row = _row(request, couple, pk)
    form = AmendmentForm(_typed(request), record=row, couple=couple)
    amend = partial(services.amend_consultation, by=request.user)
    if form.is_bound and accepted(form, amend):
        messages.success(request, "The amendment is on file as a draft, not signed yet.")
        return redirect(_list_url(couple))
    return _section(request, couple, form=form, act="amend", row=row)


@require(Permission.CONSULTATION_SIGN)
@require_POST
def consultation_sign(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    row = _row(request, couple, pk)
    form = SignatureForm(request.POST, record=row)
    sign = partial(services.sign_consultation, consultation=row, by=request.user)
    if accepted(form, sign):
        messages.success(request, "Signed. From now on it is amended, never changed.")
        return redirect(_list_url(couple))
    return _section(request, couple, form=form, act="sign", row=row)


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_void(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    row = _row(request, couple, pk)
    form = VoidForm(_typed(request), record=row)
    strike_out = partial(services.void_consultation, consultation=row, by=request.user)
    if form.is_bound and accepted(form, strike_out):
        messages.success(request, "Struck out. It stays readable in the record.")
        return redirect(_list_url(couple))
    return _section(request, couple, form=form, act="void", row=row)


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _row(request: HttpRequest, couple: Couple, pk: int) -> Consultation:
    """Find a consultation of this couple; anybody else's is a miss."""
    theirs = Consultation.objects.visible_to(request.user).filter(couple=couple)
    row = get_object_or_404(to_open(request, theirs), pk=pk)
    row.couple = couple
    return row


def _list_url(couple: Couple) -> str:
    return reverse("patients:consultation_list", args=[couple.number])


def _section(
    request: HttpRequest,
    couple: Couple,
    *,
    form: ClinicForm | None = None,
    act: str = "",
    row: Consultation | None = None,
) -> HttpResponse:
    """Show the section, or the page around it; every look is on the record."""
    log_look(by=request.user, action="consultations.seen", subject=couple)
    return render_part(
        request,
        "patients/consultation_list.html",
        part="patients/_consultations.html",
        context={
            "couple": couple,
            "consultations": selectors.consultations_of(
                couple=couple, papers=Attachment.objects.visible_to(request.user)
            ),
            "list_url": _list_url(couple),
            **_may(request),
            **_at_work(couple, form=form, act=act, row=row),
        },
        status=422 if form is not None and form.is_bound else 200,
    )


def _may(request: HttpRequest) -> dict[str, bool]:
    return {
        "may_record": request.user.may(Permission.PREGNANCY_RECORD),
        "may_sign": request.user.may(Permission.CONSULTATION_SIGN),
        "may_attach": request.user.may(Permission.ATTACHMENT_ADD),
    }


def _at_work(
    couple: Couple, *, form: ClinicForm | None, act: str, row: Consultation | None
) -> dict[str, Any]:
    """The form somebody fills in: what it does, to which one, and where it goes."""
    keys = [row.pk] if row else []
    door = f"patients:consultation_{act}"
    url = reverse(door, args=[couple.number, *keys]) if act else ""
    return {"form": form, "act": act, "about": row, "form_url": url}
