"""The doors to a woman's embryo transfers: read them, add, correct, strike out."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
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
from patients.forms import CycleForm, TransferForm, VoidForm
from patients.models import Couple, EmbryoTransfer, Pregnancy
from patients.views.loading import couple_or_404


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleAtWork:
    """The form of the cycles; `act` is add, change or void, empty where it is folded."""

    form: ClinicForm
    url: str
    void_url: str = ""
    act: str = ""


@require(Permission.HISTORY_VIEW)
@require_safe
def transfer_list(request: HttpRequest, number: str) -> HttpResponse:
    return transfers_section(
        request, couple_or_404(request, number), is_adding="add" in request.GET
    )


@require(Permission.PREGNANCY_RECORD)
@require_POST
def transfer_record(request: HttpRequest, number: str) -> HttpResponse:
    couple = couple_or_404(request, number)
    form = TransferForm(request.POST, record=None, **_asked_of(couple))
    record = partial(services.record_transfer, couple=couple, by=request.user)
    if accepted(form, record):
        return redirect(f"{list_url(couple)}?add=1")
    return transfers_section(request, couple, form=form, is_adding=True)


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    transfer = _transfer(request, couple, pk)
    typed = request.POST if request.method == "POST" else None
    form = TransferForm(typed, record=transfer, **_asked_of(couple))
    change = partial(services.change_transfer, transfer=transfer, by=request.user)
    if form.is_bound and accepted(form, change):
        return redirect(list_url(couple))
    return transfers_section(request, couple, form=form, changes=transfer)


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_void(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    transfer = _transfer(request, couple, pk)
    typed = request.POST if request.method == "POST" else None
    form = VoidForm(typed, record=transfer)
    strike_out = partial(services.void_transfer, transfer=transfer, by=request.user)
    if form.is_bound and accepted(form, strike_out):
        messages.success(request, "Struck out. It stays readable in the record.")
        return redirect(list_url(couple))
    return transfers_section(request, couple, form=form, voids=transfer)


def transfers_section(
    request: HttpRequest,
    couple: Couple,
    *,
    form: ClinicForm | None = None,
    cycle: CycleAtWork | None = None,
    **shown: Any,
) -> HttpResponse:
    """Show the section, or the page around it; every look is on the record."""
    log_look(by=request.user, action="transfers.seen", subject=couple)
    overview = selectors.transfers_overview(couple=couple, on=timezone.localdate())
    return render_part(
        request,
        "patients/transfer_list.html",
        part="patients/_transfers.html",
        context={
            "couple": couple,
            "transfers": overview,
            "form": form or _new_transfer(couple, overview),
            "cycle": cycle or _new_cycle(couple),
            "may_record": request.user.may(Permission.PREGNANCY_RECORD),
            **_asked(couple, **shown),
        },
        status=422 if _is_refused(form, cycle) else 200,
    )


def _is_refused(form: ClinicForm | None, cycle: CycleAtWork | None) -> bool:
    shown = form or (cycle.form if cycle else None)
    return shown is not None and shown.is_bound


def _new_cycle(couple: Couple) -> CycleAtWork:
    url = reverse("patients:cycle_record", args=[couple.number])
    return CycleAtWork(form=CycleForm(record=None), url=url)


def _new_transfer(couple: Couple, overview: selectors.Transfers) -> TransferForm:
    return TransferForm(
        record=None, lines=_pregnancies(couple), cycles=overview.cycle_lines
    )


def _asked(
    couple: Couple,
    *,
    changes: EmbryoTransfer | None = None,
    voids: EmbryoTransfer | None = None,
    is_adding: bool = False,
) -> dict[str, Any]:
    """What the form of the section is about, and where it goes."""
    return {
        "form_url": _form_url(couple, changes=changes, voids=voids),
        "void_url": _form_url(couple, voids=changes),
        "list_url": list_url(couple),
        "changes": changes,
        "voids": voids,
        "is_adding": is_adding,
    }


def _asked_of(couple: Couple) -> dict[str, Any]:
    """What a transfer may have come of, and what may have come of it."""
    return {
        "lines": _pregnancies(couple),
        "cycles": selectors.cycle_lines(couple=couple),
    }


def _pregnancies(couple: Couple) -> list[tuple[int, Pregnancy]]:
    lines = selectors.pregnancy_lines(couple=couple)
    return [(line.number, line.pregnancy) for line in lines]


def _transfer(request: HttpRequest, couple: Couple, pk: int) -> EmbryoTransfer:
    """Find a transfer of the woman of this couple; anybody else's is a miss."""
    hers = couple.woman.embryo_transfers.visible_to(request.user)
    return get_object_or_404(to_open(request, hers), pk=pk)


def list_url(couple: Couple) -> str:
    return reverse("patients:transfer_list", args=[couple.number])


def _form_url(
    couple: Couple,
    *,
    changes: EmbryoTransfer | None = None,
    voids: EmbryoTransfer | None = None,
) -> str:
    if changes:
        return reverse("patients:transfer_change", args=[couple.number, changes.pk])
    if voids:
        return reverse("patients:transfer_void", args=[couple.number, voids.pk])
    return reverse("patients:transfer_record", args=[couple.number])
