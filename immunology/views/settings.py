"""The limits a clinician confirms by name, and the laboratories they hold for."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.reading import to_open
from foundation.ui.forms import accepted
from immunology import services
from immunology.choices import PanelCode
from immunology.forms.acts import LaboratoryForm
from immunology.models import Laboratory
from immunology.selectors import confirming, desks


@require(Permission.CATALOGUE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def intervals_confirm(request: HttpRequest) -> HttpResponse:
    """Show the published limits of a panel; put the clinician's name to the chosen."""
    panel = PanelCode(_known(request.GET.get("panel")))
    chosen = request.POST.getlist("code")
    refusal = ""
    if request.method == "POST":
        try:
            named = services.confirm_intervals(codes=chosen, by=request.user)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
        else:
            messages.success(request, f"Confirmed by you: {len(named)} limits.")
            return redirect(f"{reverse('immunology:intervals_confirm')}?panel={panel}")
    groups = confirming.limits_by_test(panel)
    context = {
        "panel": panel,
        "kinds": confirming.panels_with_limits(),
        "groups": groups,
        "from_memory": confirming.from_memory(groups),
        "chosen": chosen,
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "immunology/intervals_confirm.html", context, status=status)


def _known(panel: str | None) -> str:
    return panel if panel in PanelCode.values else PanelCode.PHENOTYPE


@require(Permission.CATALOGUE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def laboratory_list(request: HttpRequest) -> HttpResponse:
    """List the laboratories, and add one."""
    form = LaboratoryForm(request.POST if request.method == "POST" else None, record=None)
    if form.is_bound and accepted(form, partial(services.add_laboratory, by=request.user)):
        messages.success(request, f"{form.made} is on file.")
        return redirect("immunology:laboratory_list")
    context = {"laboratories": desks.laboratories(), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "immunology/laboratory_list.html", context, status=status)


@require(Permission.CATALOGUE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def laboratory_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name of a laboratory, or whose intervals it reports with."""
    laboratory = get_object_or_404(to_open(request, Laboratory.objects.all()), pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = LaboratoryForm(typed, record=laboratory)
    change = partial(services.change_laboratory, laboratory=laboratory, by=request.user)
    if form.is_bound and accepted(form, change):
        messages.success(request, f"{form.made} is changed.")
        return redirect("immunology:laboratory_list")
    context = {"laboratory": laboratory, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "immunology/laboratory_change.html", context, status=status)
