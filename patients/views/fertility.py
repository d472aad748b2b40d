"""The doors to what a couple tells of trying for a child."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from foundation.ui.htmx import render_part
from patients import services
from patients.forms import FertilityForm
from patients.models import Couple
from patients.selectors import fertility_overview
from patients.views.loading import couple_or_404


@require(Permission.HISTORY_VIEW)
@require_safe
def fertility_list(request: HttpRequest, number: str) -> HttpResponse:
    return _section(request, couple_or_404(request, number))


@require(Permission.PREGNANCY_RECORD)
@require_POST
def fertility_tell(request: HttpRequest, number: str) -> HttpResponse:
    """Keep since when they try and what was found."""
    couple = couple_or_404(request, number)
    row = couple.fertility.visible_to(request.user).standing().first()
    form = FertilityForm(request.POST, record=row)
    tell = partial(services.tell_fertility, couple=couple, record=row, by=request.user)
    if accepted(form, tell):
        return redirect("patients:fertility_list", couple.number)
    return _section(request, couple, form=form)


def _section(
    request: HttpRequest, couple: Couple, *, form: FertilityForm | None = None
) -> HttpResponse:
    """Show the section, or the page around it; every look is on the record."""
    log_look(by=request.user, action="fertility.seen", subject=couple)
    overview = fertility_overview(
        couple=couple, on=timezone.localdate(), reader=request.user
    )
    context = {
        "couple": couple,
        "overview": overview,
        "form": form or FertilityForm(record=overview.row),
        "may_record": request.user.may(Permission.PREGNANCY_RECORD),
    }
    page, part = "patients/fertility_list.html", "patients/_fertility.html"
    status = 200 if form is None else 422
    return render_part(request, page, part=part, context=context, status=status)
