"""The doors to donors: codes for whoever treats, who it is for very few and on record."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from patients import services
from patients.forms.donors import DonorForm
from patients.models import Donor
from patients.selectors.donors import donor_page, donors_found, donors_named


@require(Permission.THERAPY_VIEW)
@require_safe
def donor_list(request: HttpRequest) -> HttpResponse:
    """Donors by their codes; by name only for a reader who may know who they are."""
    sought = request.GET.get("q", "").strip()[:80]
    may_know = request.user.may(Permission.DONOR_IDENTITY_VIEW)
    donors = Donor.objects.visible_to(request.user).standing()
    found = donors_found(donors, sought=sought)
    if may_know and not found:
        found = donors_named(donors, sought=sought)
        # Whom a name leads to, that is who it is.
        for donor in found:
            log_look(by=request.user, action="donor.identity_read", subject=donor)
    # The word that was sought may be a name: it is in no log.
    log_look(by=request.user, action="donors.sought" if sought else "donors.listed")
    context = {
        "donors": [donor_page(donor, on=timezone.localdate()) for donor in found],
        "sought": sought,
        "may_know": may_know,
    }
    return render(request, "patients/donor_list.html", context)


@require(Permission.DONOR_IDENTITY_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def donor_register(request: HttpRequest) -> HttpResponse:
    form = DonorForm(request.POST if request.method == "POST" else None, record=None)
    register = partial(services.register_donor, by=request.user)
    if form.is_bound and accepted(form, register):
        messages.success(request, f"On file as {form.made.code}. The name is under seal.")
        return redirect("patients:donor_detail", form.made.pk)
    context = {"form": form, "donor": None}
    status = 422 if form.is_bound else 200
    return render(request, "patients/donor_change.html", context, status=status)


@require(Permission.THERAPY_VIEW)
@require_safe
def donor_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a treatment needs to know of a donor; the name is not on this page."""
    donor = _donor(request, pk)
    log_look(by=request.user, action="donor.opened", subject=donor)
    context = {
        "page": donor_page(donor, on=timezone.localdate()),
        "may_know": request.user.may(Permission.DONOR_IDENTITY_VIEW),
    }
    return render(request, "patients/donor_detail.html", context)


@require(Permission.DONOR_IDENTITY_VIEW)
@require_safe
def donor_identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the seal: who the donor is. The line in the log comes first."""
    donor = _donor(request, pk)
    log_look(by=request.user, action="donor.identity_read", subject=donor)
    context = {"donor": donor, "who": donor.identity}
    return render(request, "patients/donor_identity.html", context)


@require(Permission.DONOR_IDENTITY_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def donor_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    donor = _donor(request, pk)
    # The form shows the identity: opening it is reading it.
    log_look(by=request.user, action="donor.identity_read", subject=donor)
    form = DonorForm(request.POST if request.method == "POST" else None, record=donor)
    change = partial(services.change_donor, donor=donor, by=request.user)
    if form.is_bound and accepted(form, change):
        messages.success(request, "Kept. No earlier version of the identity remains.")
        return redirect("patients:donor_detail", donor.pk)
    context = {"form": form, "donor": donor}
    status = 422 if form.is_bound else 200
    return render(request, "patients/donor_change.html", context, status=status)


def _donor(request: HttpRequest, pk: UUID) -> Donor:
    donors = Donor.objects.visible_to(request.user).standing().select_related("person")
    return get_object_or_404(donors, pk=pk)
