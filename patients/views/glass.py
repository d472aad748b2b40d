"""The doors to a restricted file for somebody outside its care team, and their review."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from patients import services
from patients.forms import GlassForm, ReviewForm
from patients.models import BrokenGlass, Couple
from patients.models.restriction import GLASS, GLASS_LASTS
from patients.views.loading import couple_or_404

MINUTES = int(GLASS_LASTS.total_seconds() // 60)


@require(Permission.GLASS_BREAK, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def glass_break(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, then open one restricted file for an hour. No name is shown before."""
    closed = Couple.objects.behind_glass(request.user).with_people()
    couple = closed.filter(number=number).first()
    if couple is None:
        return redirect(couple_or_404(request, number))
    form = GlassForm(request.POST if request.method == "POST" else None)
    break_it = partial(services.break_glass, couple=couple, by=request.user)
    if form.is_bound and accepted(form, break_it):
        request.session[GLASS] = True
        return redirect(couple)
    log_look(by=request.user, action="glass.reached", subject=couple)
    context = {"couple": couple, "form": form, "minutes": MINUTES}
    status = 422 if form.is_bound else 200
    return render(request, "patients/glass_break.html", context, status=status)


@require(Permission.GLASS_BREAK)
@require_POST
def glass_close(request: HttpRequest, number: str) -> HttpResponse:
    """Give back what was opened, before the hour is over."""
    opened = BrokenGlass.objects.open_to(request.user).in_full()
    for glass in get_list_or_404(opened, couple__number=number):
        services.close_glass(glass=glass, by=request.user)
    messages.success(request, f"{number} is closed to you again.")
    return redirect("home")


@require(Permission.RESTRICTION_OVERSEE)
@require_http_methods(["GET", "HEAD", "POST"])
def glass_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge whether somebody was right to break the glass."""
    glass = _glass(request, pk)
    form = ReviewForm(request.POST if request.method == "POST" else None, record=glass)
    review = partial(services.review_glass, glass=glass, by=request.user)
    if form.is_bound and accepted(form, review):
        messages.success(request, f"Reviewed: {glass.couple.number}.")
        return redirect("patients:restricted_list")
    log_look(by=request.user, action="glass.opened_to_review", subject=glass.couple)
    context = {"glass": _glass(request, pk), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "patients/glass_review.html", context, status=status)


def _glass(request: HttpRequest, pk: int) -> BrokenGlass:
    every = BrokenGlass.objects.visible_to(request.user).standing().in_full()
    return get_object_or_404(every, pk=pk)
