"""The doors to a couple's work-up: read the checklist, say what is new, strike out."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.reading import to_open
from foundation.records.services import log_look
from foundation.ui.forms import ClinicForm, accepted
from foundation.ui.htmx import render_part
from patients import selectors, services
from patients.forms import VoidForm, WorkupStepForm
from patients.models import Couple, WorkupStep
from patients.models.workup import GUARDED_ITEMS
from patients.rules.workup_findings import FindingKind
from patients.rules.workup_items import WorkupItem
from patients.selectors.workup import Checklist
from patients.views.loading import couple_or_404


@dataclass(frozen=True, slots=True)
class Ways:
    """The kinds of finding an item can be written as, and the address of each."""

    chosen: FindingKind | None
    url: str
    others: list[tuple[str, str, bool]]


@require(Permission.HISTORY_VIEW)
@require_safe
def workup_list(request: HttpRequest, number: str) -> HttpResponse:
    return _section(request, couple_or_404(request, number))


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def workup_record(request: HttpRequest, number: str, code: str) -> HttpResponse:
    couple = couple_or_404(request, number)
    item = _item(request, code)
    ways = _ways(request, couple, item)
    typed = request.POST if request.method == "POST" else None
    form = WorkupStepForm(typed, found_by=ways.chosen)
    record = partial(services.record_workup_step, couple=couple, item=item, by=request.user)
    if form.is_bound and accepted(form, record):
        return redirect(_list_url(couple))
    return _section(
        request, couple, form=form, form_url=ways.url, item=item, ways=ways.others
    )


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def workup_void(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    theirs = to_open(request, couple.workup_steps.visible_to(request.user))
    step = get_object_or_404(theirs, pk=pk)
    item = _item(request, step.item)
    form = VoidForm(request.POST if request.method == "POST" else None, record=step)
    strike_out = partial(services.void_workup_step, step=step, by=request.user)
    if form.is_bound and accepted(form, strike_out):
        messages.success(request, "Struck out. It stays readable in the record.")
        return redirect(_list_url(couple))
    form_url = reverse("patients:workup_void", args=[couple.number, pk])
    return _section(request, couple, form=form, form_url=form_url, item=item, voids=step)


def _section(
    request: HttpRequest,
    couple: Couple,
    *,
    form: ClinicForm | None = None,
    **shown: Any,
) -> HttpResponse:
    """Show the section, or the page around it; every look is on the record."""
    log_look(by=request.user, action="workup.seen", subject=couple)
    asked = {"form_url": "", "item": None, "voids": None, "ways": (), **shown}
    return render_part(
        request,
        "patients/workup_list.html",
        part="patients/_workup.html",
        context={
            "couple": couple,
            "checklist": _checklist(request, couple),
            "form": form,
            "list_url": _list_url(couple),
            "may_record": request.user.may(Permission.PREGNANCY_RECORD),
            **asked,
        },
        status=422 if form is not None and form.is_bound else 200,
    )


def _checklist(request: HttpRequest, couple: Couple) -> Checklist:
    return selectors.workup_checklist(
        couple=couple,
        steps=WorkupStep.objects.visible_to(request.user),
        on=timezone.localdate(),
        sees_infections=request.user.may(Permission.INFECTION_VIEW),
        reader=request.user,
    )


def _ways(request: HttpRequest, couple: Couple, item: WorkupItem) -> Ways:
    """Which kind of finding is written, by `as` of the address; else the usual one."""
    url = reverse("patients:workup_record", args=[couple.number, item.code])
    kinds = selectors.kinds_of(item)
    chosen = next((k for k in kinds if k.code == request.GET.get("as")), None)
    chosen = chosen or next(iter(kinds), None)
    if len(kinds) < 2:
        return Ways(chosen, url, [])
    others = [(k.label, f"{url}?as={k.code}", k == chosen) for k in kinds]
    return Ways(chosen, next(at for _, at, is_it in others if is_it), others)


def _item(request: HttpRequest, code: str) -> WorkupItem:
    """Find an item this reader may say something of; any other is a miss."""
    is_closed = code in GUARDED_ITEMS and not request.user.may(Permission.INFECTION_VIEW)
    for item in selectors.workup_items():
        if item.code == code and not is_closed:
            return item
    raise Http404


def _list_url(couple: Couple) -> str:
    return reverse("patients:workup_list", args=[couple.number])
