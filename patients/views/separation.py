"""The doors through which a couple ends, begins again, or one of them finds another."""

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
from patients.forms import PLACES, NewCoupleForm, ResumeForm, SeparationForm
from patients.views.couples import SHOWN
from patients.views.loading import couple_or_404

SEPARATED = (
    "{}: both files stay. The couple’s own is closed for new work. "
    "Please look at visits still booked."
)


@require(Permission.COUPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def couple_separate(request: HttpRequest, number: str) -> HttpResponse:
    """Write down that two people have separated, or open their file again."""
    couple = couple_or_404(request, number)
    kind, act, said = (
        (ResumeForm, services.resume_couple, "{}: the file is open again.")
        if couple.has_ended
        else (SeparationForm, services.separate_couple, SEPARATED)
    )
    form = kind(request.POST if request.method == "POST" else None, record=couple)
    if form.is_bound and accepted(form, partial(act, couple=couple, by=request.user)):
        messages.success(request, said.format(couple.number))
        return redirect(couple)
    log_look(by=request.user, action="separation.seen", subject=couple)
    status = 422 if form.is_bound else 200
    context = {"couple": couple, "form": form}
    return render(request, "patients/couple_separate.html", context, status=status)


@require(Permission.COUPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def couple_again(request: HttpRequest, number: str, who: str) -> HttpResponse:
    """Register somebody on file with a new partner, under a number of its own."""
    couple = couple_or_404(request, number)
    if who not in PLACES:
        raise Http404
    person, place = getattr(couple, who), PLACES[who].partner
    typed = request.POST if request.method == "POST" else None
    form = NewCoupleForm(typed, user=request.user, place=place)
    register = partial(services.register_new_couple, person=person, by=request.user)
    if form.is_bound and accepted(form, register):
        messages.success(request, f"Registered as {form.made.number}.")
        return redirect(form.made)
    action = SHOWN if form.shown else "new_couple.opened"
    log_look(by=request.user, action=action, subject=couple, shown=form.shown)
    context = {"couple": couple, "person": person, "who": who, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "patients/couple_again.html", context, status=status)
