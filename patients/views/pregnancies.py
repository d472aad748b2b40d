"""The doors to a woman's history: read it, add to it, correct it, strike out."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import ClinicForm, accepted
from foundation.ui.htmx import render_part
from patients import selectors, services
from patients.forms import NewPregnancyForm, PregnancyChangeForm, VoidForm
from patients.models import Couple, Pregnancy
from patients.selectors.history import Line
from patients.views.loading import couple_or_404, pregnancy_or_404


@require(Permission.HISTORY_VIEW)
@require_safe
def pregnancy_list(request: HttpRequest, number: str) -> HttpResponse:
    couple = couple_or_404(request, number)
    return _section(request, couple, is_adding="add" in request.GET)


@require(Permission.PREGNANCY_RECORD)
@require_POST
def pregnancy_record(request: HttpRequest, number: str) -> HttpResponse:
    couple = couple_or_404(request, number)
    lines = selectors.pregnancy_lines(couple=couple)
    form = NewPregnancyForm(request.POST, lines=lines)
    record = partial(services.record_pregnancy, couple=couple, by=request.user)
    if accepted(form, record):
        return redirect(f"{_list_url(couple)}?add=1")
    return _section(request, couple, form=form, is_adding=True)


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def pregnancy_change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    pregnancy = pregnancy_or_404(request, couple, pk)
    typed = request.POST if request.method == "POST" else None
    form = PregnancyChangeForm(typed, record=pregnancy, couple=couple)
    change = partial(
        services.change_pregnancy, couple=couple, pregnancy=pregnancy, by=request.user
    )
    if form.is_bound and accepted(form, change):
        return redirect(_list_url(couple))
    return _section(request, couple, form=form, changes=pregnancy)


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def pregnancy_void(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    pregnancy = pregnancy_or_404(request, couple, pk)
    typed = request.POST if request.method == "POST" else None
    form = VoidForm(typed, record=pregnancy)
    strike_out = partial(services.void_pregnancy, pregnancy=pregnancy, by=request.user)
    if form.is_bound and accepted(form, strike_out):
        messages.success(request, "Struck out. It stays readable in the record.")
        return redirect(_list_url(couple))
    return _section(request, couple, form=form, voids=pregnancy)


def _section(request: HttpRequest, couple: Couple, **shown: Any) -> HttpResponse:
    """Show the section, or the page around it; every look is on the record.

    It shows the form of a new pregnancy unless one on file is changed or voided.
    """
    log_look(by=request.user, action="pregnancies.seen", subject=couple)
    history = selectors.history_overview(couple=couple, on=timezone.localdate())
    answers = selectors.answers_kept(couple=couple, reader=request.user)
    last = answers[0] if answers else None
    services.keep_answer(couple=couple, history=history, last=last, by=request.user)
    return render_part(
        request,
        "patients/pregnancy_list.html",
        part="patients/_pregnancies.html",
        context={
            "couple": couple,
            "history": history,
            "answers": answers,
            "may_record": request.user.may(Permission.PREGNANCY_RECORD),
            "may_see_definitions": request.user.may(Permission.CATALOGUE_VIEW),
            **_asked(couple, history.lines, **shown),
        },
        status=422 if "form" in shown and shown["form"].is_bound else 200,
    )


def _asked(
    couple: Couple,
    lines: Sequence[Line],
    *,
    form: ClinicForm | None = None,
    changes: Pregnancy | None = None,
    voids: Pregnancy | None = None,
    **shown: Any,
) -> dict[str, Any]:
    """What the form of the section asks, about which pregnancy, and where it goes."""
    numbers = {line.pregnancy: line.number for line in lines}
    return {
        "form": form or NewPregnancyForm(lines=lines),
        "form_number": numbers.get(changes or voids),
        "form_url": _form_url(couple, changes=changes, voids=voids),
        "void_url": _form_url(couple, voids=changes),
        "list_url": _list_url(couple),
        "changes": changes,
        "voids": voids,
        "is_adding": False,
        **shown,
    }


def _list_url(couple: Couple) -> str:
    return reverse("patients:pregnancy_list", args=[couple.number])


def _form_url(
    couple: Couple, *, changes: Pregnancy | None = None, voids: Pregnancy | None = None
) -> str:
    if changes:
        return reverse("patients:pregnancy_change", args=[couple.number, changes.pk])
    if voids:
        return reverse("patients:pregnancy_void", args=[couple.number, voids.pk])
    return reverse("patients:pregnancy_record", args=[couple.number])
