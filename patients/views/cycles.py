"""The doors to a woman's IVF cycles, which stand above her transfers."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.reading import to_open
from foundation.ui.forms import ClinicForm, accepted
from patients import services
from patients.forms import CycleForm, VoidForm
from patients.models import Couple, IvfCycle
from patients.views.loading import couple_or_404
from patients.views.transfers import CycleAtWork, list_url, transfers_section


@require(Permission.PREGNANCY_RECORD)
@require_POST
def cycle_record(request: HttpRequest, number: str) -> HttpResponse:
    couple = couple_or_404(request, number)
    form = CycleForm(request.POST, record=None)
    if accepted(form, partial(services.record_cycle, couple=couple, by=request.user)):
        return redirect(f"{list_url(couple)}?add=1")
    return _at_work(request, couple, form, act="add")


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    cycle = _cycle(request, couple, pk)
    form = CycleForm(request.POST if request.method == "POST" else None, record=cycle)
    change = partial(services.change_cycle, cycle=cycle, by=request.user)
    if form.is_bound and accepted(form, change):
        return redirect(list_url(couple))
    return _at_work(request, couple, form, act="change", cycle=cycle)


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_void(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    cycle = _cycle(request, couple, pk)
    form = VoidForm(request.POST if request.method == "POST" else None, record=cycle)
    strike_out = partial(services.void_cycle, cycle=cycle, by=request.user)
    if form.is_bound and accepted(form, strike_out):
        messages.success(request, "Struck out. It stays readable in the record.")
        return redirect(list_url(couple))
    return _at_work(request, couple, form, act="void", cycle=cycle)


def _at_work(
    request: HttpRequest,
    couple: Couple,
    form: ClinicForm,
    *,
    act: str,
    cycle: IvfCycle | None = None,
) -> HttpResponse:
    row: list[Any] = [] if cycle is None else [cycle.pk]
    doors = {"add": "record", "change": "change", "void": "void"}
    url = reverse(f"patients:cycle_{doors[act]}", args=[couple.number, *row])
    void_url = reverse("patients:cycle_void", args=[couple.number, *row]) if row else ""
    at_work = CycleAtWork(form=form, url=url, void_url=void_url, act=act)
    return transfers_section(request, couple, cycle=at_work)


def _cycle(request: HttpRequest, couple: Couple, pk: int) -> IvfCycle:
    """Find a cycle of the woman of this couple; anybody else's is a miss."""
    hers = couple.woman.ivf_cycles.visible_to(request.user)
    return get_object_or_404(to_open(request, hers), pk=pk)
