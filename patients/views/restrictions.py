"""The doors to restricted files: who is in the care team, and all such files."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from patients import selectors, services
from patients.forms import LiftForm, RestrictionForm
from patients.models import BrokenGlass, Couple, Restriction
from patients.views.loading import couple_or_404


@require(Permission.CHART_RESTRICT)
@require_http_methods(["GET", "HEAD", "POST"])
def restriction_change(request: HttpRequest, number: str) -> HttpResponse:
    """Close a file to all but its care team, or change the team."""
    couple = couple_or_404(request, number)
    restriction = selectors.restriction_of(couple)
    typed = request.POST if request.method == "POST" else None
    form = RestrictionForm(typed, record=restriction, by=request.user)
    act = (
        partial(services.change_restriction, restriction=restriction)
        if restriction
        else partial(services.restrict_couple, couple=couple)
    )
    if form.is_bound and accepted(form, partial(act, by=request.user)):
        messages.success(request, f"{couple.number}: only the care team sees this file.")
        return _back(request, couple)
    return _page(request, couple, restriction=restriction, form=form)


@require(Permission.CHART_RESTRICT)
@require_POST
def restriction_lift(request: HttpRequest, number: str) -> HttpResponse:
    """Open a restricted file again."""
    couple = couple_or_404(request, number)
    restriction = couple.restrictions.standing().order_by("-pk").first()
    if restriction is None:
        raise Http404
    lift = LiftForm(request.POST, record=restriction, auto_id="lift_%s")
    act = partial(services.lift_restriction, restriction=restriction, by=request.user)
    if accepted(lift, act):
        messages.success(request, f"{couple.number}: the file is no longer restricted.")
        return redirect(couple)
    form = RestrictionForm(record=restriction, by=request.user)
    return _page(request, couple, restriction=restriction, form=form, lift=lift)


@require(Permission.RESTRICTION_OVERSEE)
@require_safe
def restricted_list(request: HttpRequest) -> HttpResponse:
    """Show broken glass that waits for a review, and every restricted file."""
    glass = selectors.glass_lists(BrokenGlass.objects.visible_to(request.user))
    files = selectors.restrictions_in_force(Restriction.objects.visible_to(request.user))
    log_look(by=request.user, action="restricted_files.opened", found=len(files))
    context = {"glass": glass, "files": files}
    return render(request, "patients/restricted_list.html", context)


def _page(
    request: HttpRequest,
    couple: Couple,
    *,
    restriction: Restriction | None,
    form: RestrictionForm,
    lift: LiftForm | None = None,
) -> HttpResponse:
    log_look(by=request.user, action="restriction.seen", subject=couple)
    context = {
        "couple": couple,
        "restriction": restriction,
        "form": form,
        "lift_form": lift or LiftForm(record=restriction, auto_id="lift_%s"),
    }
    status = 422 if form.is_bound or lift else 200
    return render(request, "patients/restriction_change.html", context, status=status)


def _back(request: HttpRequest, couple: Couple) -> HttpResponse:
    """Back to the file, unless its restriction closed it to this reader too."""
    is_open = Couple.objects.visible_to(request.user).filter(pk=couple.pk).exists()
    return redirect(couple if is_open else "search")
