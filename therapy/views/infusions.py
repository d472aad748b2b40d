"""Planning an infusion, and seeing what it comes to while it is typed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.guards import require
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from foundation.ui.htmx import leave_for, render_part
from patients.models import Couple
from patients.selectors import newest_weight, open_file
from therapy.forms.infusions import PlanForm, day_typed
from therapy.models import Infusion
from therapy.rendering.infusions import plain, plan_record, plan_shown
from therapy.selectors import infusions as reads
from therapy.selectors.infusions import Wish
from therapy.services import infusions as acts


def _couple(request: HttpRequest, number: str) -> Couple:
    return open_file(request.user, number)


@require(Permission.SESSION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def infusion_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Plan an infusion from her weight and the brand; saving freezes the plan."""
    couple = _couple(request, number)
    if request.method != "POST":
        log_look(by=request.user, action="infusion.opened_to_plan", subject=couple)
        return _plan_page(request, couple, PlanForm(initial=_beginning(couple)))
    form = PlanForm(request.POST)

    def plan(**_asked: Any) -> Infusion:
        return acts.plan_for(couple=couple, wish=form.wish, by=request.user)

    if accepted(form, plan):
        messages.success(request, "The infusion is planned; the plan is frozen.")
        return leave_for(request, form.made)
    return _plan_page(request, couple, form, status=422)


@require(Permission.SESSION_PLAN)
@require_POST
def infusion_preview(request: HttpRequest, number: str) -> HttpResponse:
    """Show what everything typed so far comes to. Nothing is saved."""
    couple = _couple(request, number)
    wish = PlanForm(request.POST).wish
    context = {"couple": couple, **_preview(couple, wish, reader=request.user)}
    return render(request, "therapy/_infusion_preview.html", context)


def _beginning(couple: Couple) -> dict[str, Any]:
    """What stands in the form at first; a weight on file comes with its own day."""
    today = day_typed(timezone.localdate())
    asked = {"planned_for": today, "weighed_on": today, "rounding": "FEWEST_WITHIN_TOL"}
    weighed = newest_weight(person=couple.woman)
    if weighed is not None:
        asked |= {"weight_kg": plain(weighed.value), "weighed_on": day_typed(weighed.on)}
    return asked


def _plan_page(
    request: HttpRequest, couple: Couple, form: PlanForm, *, status: int = 200
) -> HttpResponse:
    wish = form.wish if form.is_bound else None
    context = {
        "couple": couple,
        "form": form,
        **_preview(couple, wish, reader=request.user),
    }
    return render_part(
        request,
        "therapy/infusion_plan.html",
        part="therapy/_infusion_plan_form.html",
        context=context,
        status=status,
    )


def _preview(couple: Couple, wish: Wish | None, *, reader: User) -> dict[str, Any]:
    if wish is None:
        return {"plan": None, "refusal": None, "answers": []}
    worked_out = reads.draft(couple=couple, wish=wish)
    plan, limits = worked_out.plan, worked_out.limits
    return {
        "plan": plan_shown(plan_record(plan, answers=())) if plan else None,
        "refusal": worked_out.refusal,
        "answers": reads.answers_shown(worked_out.answers, limits=limits, reader=reader),
    }
