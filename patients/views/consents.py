"""The doors to what a couple has agreed to."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
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
from patients.forms import ConsentForm, WithdrawalForm
from patients.models import Couple, TreatmentConsent
from patients.models.consent import TreatmentConsentQuerySet
from patients.views.loading import couple_or_404


@require(Permission.THERAPY_VIEW)
@require_safe
def consent_list(request: HttpRequest, number: str) -> HttpResponse:
    return _section(request, couple_or_404(request, number))


@require(Permission.CONSENT_RECORD)
@require_POST
def consent_record(request: HttpRequest, number: str) -> HttpResponse:
    couple = couple_or_404(request, number)
    form = ConsentForm(request.POST, couple=couple)
    if accepted(form, partial(services.record_treatment_consent, by=request.user)):
        return redirect("patients:consent_list", couple.number)
    return _section(request, couple, form=form, status=422)


@require(Permission.CONSENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def consent_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    couple = couple_or_404(request, number)
    theirs = _theirs(request, couple)
    # A form that was open while a colleague was faster is answered too.
    is_post = request.method == "POST"
    consent = get_object_or_404(theirs if is_post else theirs.in_force(), pk=pk)
    form = WithdrawalForm(request.POST if is_post else None, record=consent)
    withdraw = partial(
        services.withdraw_treatment_consent, consent=consent, by=request.user
    )
    if is_post and accepted(form, withdraw):
        return redirect("patients:consent_list", couple.number)
    status = 422 if is_post else 200
    return _section(request, couple, form=form, withdraws=consent, status=status)


def _theirs(request: HttpRequest, couple: Couple) -> TreatmentConsentQuerySet:
    """The consents of this couple, as far as this reader may see them."""
    return selectors.treatment_consents(couple=couple).visible_to(request.user)


def _section(
    request: HttpRequest,
    couple: Couple,
    *,
    form: ClinicForm | None = None,
    withdraws: TreatmentConsent | None = None,
    status: int = 200,
) -> HttpResponse:
    log_look(by=request.user, action="consents.seen", subject=couple)
    context: dict[str, Any] = {
        "couple": couple,
        "consents": list(_theirs(request, couple)),
        "form": form or ConsentForm(couple=couple),
        "withdraws": withdraws,
        "is_adding": form is not None,
        "list_url": reverse("patients:consent_list", args=[couple.number]),
        "may_record": request.user.may(Permission.CONSENT_RECORD),
    }
    return render_part(
        request,
        "patients/consent_list.html",
        part="patients/_consents.html",
        context=context,
        status=status,
    )
