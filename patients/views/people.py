"""The doors to what is known of two people: who they are, how they belong together."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from patients import services
from patients.forms import PLACES, BondForm, PersonForm
from patients.views.loading import couple_or_404


@require(Permission.COUPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def person_change(request: HttpRequest, number: str, who: str) -> HttpResponse:
    """Correct the name of one of the two, where they live, whom to call."""
    couple = couple_or_404(request, number)
    if who not in PLACES:
        raise Http404
    person = getattr(couple, who)
    typed = request.POST if request.method == "POST" else None
    form = PersonForm(typed, record=person, place=who)
    change = partial(services.change_person, person=person, by=request.user)
    if form.is_bound and accepted(form, change):
        messages.success(request, "Kept. The former words stay in the record.")
        return redirect(couple)
    log_look(by=request.user, action="contact.seen", subject=couple)
    context = {"couple": couple, "person": person, "form": form, "who": who}
    status = 422 if form.is_bound else 200
    return render(request, "patients/person_change.html", context, status=status)


@require(Permission.PREGNANCY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def couple_change(request: HttpRequest, number: str) -> HttpResponse:
    """Ask how the two belong together, and whether they are related by blood."""
    couple = couple_or_404(request, number)
    typed = request.POST if request.method == "POST" else None
    form = BondForm(typed, record=couple)
    change = partial(services.change_couple, couple=couple, by=request.user)
    if form.is_bound and accepted(form, change):
        messages.success(request, "Kept. The former words stay in the record.")
        return redirect(couple)
    log_look(by=request.user, action="bond.seen", subject=couple)
    context = {"couple": couple, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "patients/couple_change.html", context, status=status)
