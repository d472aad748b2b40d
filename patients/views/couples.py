"""The door through which a couple comes onto the file."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look, log_renewal
from foundation.ui.forms import accepted
from patients import services
from patients.forms import PLACES, ContactForm, CoupleForm
from patients.views.loading import couple_or_404

# Where the search leaves what was typed, for whoever goes on to register.
SOUGHT = "sought"
# How the log calls it that people on file were shown to whoever registers somebody alike.
SHOWN = "couple.duplicates_shown"


@require(Permission.COUPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def couple_register(request: HttpRequest) -> HttpResponse:
    """Ask for two people at once; the form keeps everything when it is refused."""
    if request.method != "POST":
        sought = request.session.get(SOUGHT, "") if SOUGHT in request.GET else ""
        form = CoupleForm.prefilled(user=request.user, sought=sought)
        return render(request, "patients/couple_register.html", {"form": form})
    form = CoupleForm(request.POST, user=request.user)
    if accepted(form, partial(services.register_couple, by=request.user)):
        messages.success(request, f"Registered as {form.made.number}.")
        return redirect(form.made)
    if form.shown:
        log_look(by=request.user, action=SHOWN, shown=form.shown)
    return render(request, "patients/couple_register.html", {"form": form}, status=422)


@require(Permission.COUPLE_REGISTER)
@require_POST
def couple_likeness(request: HttpRequest) -> HttpResponse:
    """Compare with the file while somebody types; nothing is saved."""
    form = CoupleForm(request.POST, user=request.user)
    form.is_valid()
    if form.shown:
        log_renewal(by=request.user, action=SHOWN, shown=form.shown)
    likenesses = [form.likeness(place) for place in PLACES]
    return render(request, "patients/_likenesses.html", {"likenesses": likenesses})


@require(Permission.COUPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_change(request: HttpRequest, number: str) -> HttpResponse:
    """Ask both again how they may be reached."""
    couple = couple_or_404(request, number)
    form = ContactForm(request.POST if request.method == "POST" else None, record=couple)
    if request.method == "POST" and accepted(
        form, partial(services.answer_contacts, by=request.user)
    ):
        messages.success(request, "What they said is on file.")
        return redirect(couple)
    log_look(by=request.user, action="contact.seen", subject=couple)
    context = {"couple": couple, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "patients/contact_change.html", context, status=status)
