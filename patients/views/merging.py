"""The doors through which two records become one, and one becomes two again."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from patients import selectors, services
from patients.forms import PLACES, ChoiceForm, MergeForm, UndoForm
from patients.models import Couple, Merge
from patients.views.loading import couple_or_404


@require(Permission.RECORD_MERGE)
@require_safe
def merge_choose(request: HttpRequest, number: str) -> HttpResponse:
    """Ask who of this file is on file twice, and show who that may be."""
    couple = couple_or_404(request, number)
    return _choices(request, couple, ChoiceForm(couple=couple, user=request.user))


@require(Permission.RECORD_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_preview(request: HttpRequest, number: str) -> HttpResponse:
    """Show what would move, and merge where somebody who saw it says so."""
    couple = couple_or_404(request, number)
    choice = ChoiceForm(request.GET, couple=couple, user=request.user)
    if not choice.is_valid():
        return _choices(request, couple, choice)
    who, into = choice.cleaned_data["who"], choice.cleaned_data["into"]
    plan_of, merge = ACTS[who]
    records = {"kept": _record(into, who), "merged": _record(couple, who)}
    form = MergeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and accepted(form, partial(merge, **records, by=request.user)):
        messages.success(request, f"{form.made}: now one record.")
        return redirect("patients:merge_list", into.number)
    log_look(by=request.user, action="merge.previewed", subject=couple, shown=[into.pk])
    plan = plan_of(**records, by=request.user)
    form.initial["seen"] = plan.digest
    context = {"couple": couple, "into": into, "who": who, "plan": plan, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "patients/merge_preview.html", context, status=status)


@require(Permission.RECORD_MERGE)
@require_safe
def merge_list(request: HttpRequest, number: str) -> HttpResponse:
    """Show every merge into this file, those taken back too."""
    couple = couple_or_404(request, number)
    log_look(by=request.user, action="merges.seen", subject=couple)
    context = {"couple": couple, "merges": _merges(request, couple)}
    return render(request, "patients/merge_list.html", context)


@require(Permission.RECORD_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_undo(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show what goes back and what stays, and take the merge back."""
    couple = couple_or_404(request, number)
    merge = get_object_or_404(_merges(request, couple), pk=pk)
    form = UndoForm(request.POST if request.method == "POST" else None, record=merge)
    undo = partial(services.take_merge_back, merge=merge, by=request.user)
    if form.is_bound and accepted(form, undo):
        messages.success(request, f"{merge.merged.number} is a record of its own again.")
        return redirect("patients:merge_list", couple.number)
    log_look(by=request.user, action="merge.opened_to_undo", subject=couple)
    plan = selectors.merge_taken_back(merge)
    context = {"couple": couple, "merge": merge, "plan": plan, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "patients/merge_undo.html", context, status=status)


ACTS = {
    "woman": (selectors.people_merged, services.merge_people),
    "man": (selectors.people_merged, services.merge_people),
    "couple": (selectors.couples_merged, services.merge_couples),
}


def _record(couple: Couple, who: str) -> Any:
    return couple if who == "couple" else getattr(couple, who)


def _merges(request: HttpRequest, couple: Couple) -> Any:
    merges = Merge.objects.visible_to(request.user)
    return merges.of_file(couple).in_full().prefetch_related("cells")


def _choices(request: HttpRequest, couple: Couple, form: ChoiceForm) -> HttpResponse:
    """The page that asks, with everybody on file who looks like one of the two."""
    couples = Couple.objects.visible_to(request.user).exclude(pk=couple.pk)
    alike = selectors.people_alike(couples, couple=couple)
    shown = [one.couple.pk for found in alike.values() for one in found]
    log_look(by=request.user, action="merge.begun", subject=couple, shown=shown)
    found = [(place, getattr(couple, place), alike[place]) for place in PLACES]
    context = {"couple": couple, "form": form, "alike": found}
    status = 422 if form.is_bound else 200
    return render(request, "patients/merge_choose.html", context, status=status)
