"""One infusion along its day: start it, watch it, end it, go past a gate."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look, log_renewal
from foundation.ui.forms import ClinicForm, accepted
from foundation.ui.htmx import is_swap, render_part
from therapy.choices import Stage
from therapy.forms.infusion_day import EndForm, StartInfusionForm, VitalsForm
from therapy.forms.sessions import (
    OverrideByTwoForm,
    OverrideForm,
    ReasonForm,
    VersionedForm,
)
from therapy.models import Infusion
from therapy.models.infusion import InfusionState
from therapy.rules.limits import Override
from therapy.selectors.gates import Told, as_told_to
from therapy.selectors.infusion_gates import told_before
from therapy.selectors.infusion_page import infusion_page
from therapy.services import infusion_day as acts
from therapy.services.checks import override_gate

STARTED = "The infusion has begun. Set the pump to the first rate of the plan."


def _infusion(request: HttpRequest, pk: int) -> Infusion:
    mine = Infusion.objects.visible_to(request.user).standing().with_people()
    return get_object_or_404(mine, pk=pk)


@require(Permission.THERAPY_VIEW)
@require_safe
def infusion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One infusion along its day: plan, checks, start, vital signs, end."""
    infusion = _infusion(request, pk)
    log = log_renewal if is_swap(request) else log_look
    log(by=request.user, action="infusion.opened", subject=infusion)
    return _page(request, infusion)


def _posted(
    form: type[VersionedForm], name: str, *, infusion: Infusion, request: HttpRequest
) -> VersionedForm:
    return form(request.POST, record=infusion, request=request, auto_id=f"{name}_%s")


@require(Permission.SESSION_RECORD)
@require_POST
def infusion_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start it with two names; what stops it is shown and kept."""
    infusion = _infusion(request, pk)
    form = _posted(StartInfusionForm, "start_form", infusion=infusion, request=request)
    start = partial(
        acts.start_infusion, infusion=infusion, on=timezone.localdate(), by=request.user
    )
    if not accepted(form, start):
        return _page(request, _infusion(request, pk), status=422, start_form=form)
    if not form.made.began:
        infusion = _infusion(request, pk)
        return _page(request, infusion, status=422, start_form=form, told=form.made.told)
    messages.success(request, STARTED)
    return redirect(infusion)


@require(Permission.SESSION_RECORD)
@require_POST
def infusion_watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down one set of vital signs; the page says what to do about it."""
    infusion = _infusion(request, pk)
    form = _posted(VitalsForm, "vitals_form", infusion=infusion, request=request)
    record = partial(acts.record_vitals, infusion=infusion, by=request.user)
    return _done(request, infusion, form, record, name="vitals_form")


@require(Permission.SESSION_RECORD)
@require_POST
def infusion_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the end, whole or stopped early."""
    infusion = _infusion(request, pk)
    form = _posted(EndForm, "end_form", infusion=infusion, request=request)
    end = partial(acts.end_infusion, infusion=infusion, by=request.user)
    return _done(request, infusion, form, end, name="end_form")


@require(Permission.SESSION_PLAN)
@require_POST
def infusion_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a planned infusion off."""
    infusion = _infusion(request, pk)
    form = _posted(ReasonForm, "cancel_form", infusion=infusion, request=request)
    cancel = partial(acts.cancel_infusion, infusion=infusion, by=request.user)
    return _done(request, infusion, form, cancel, name="cancel_form")


@require(Permission.GATE_OVERRIDE)
@require_POST
def infusion_override(request: HttpRequest, pk: int, gate: str) -> HttpResponse:
    """Go past one answer that needs a decision, for this infusion only."""
    infusion, on = _infusion(request, pk), timezone.localdate()
    told = _to_decide(request, infusion, gate)
    form = override_form(told)(request.POST, request=request, prefix=gate)
    decide = partial(
        override_gate,
        told=told,
        infusion=infusion,
        stage=Stage.CHECKIN,
        on=on,
        by=request.user,
    )
    return _done(request, infusion, form, decide, name="override_form")


def _to_decide(request: HttpRequest, infusion: Infusion, gate: str) -> Told:
    every = told_before(infusion, on=timezone.localdate())
    for told in as_told_to(request.user, every):
        if told.answer.gate == gate and told.needs_decision:
            return told
    raise Http404


def override_form(told: Told) -> type[OverrideForm]:
    """Choose the form by how many clinicians must sign."""
    return OverrideByTwoForm if told.answer.override is Override.TWO else OverrideForm


def _done(
    request: HttpRequest,
    infusion: Infusion,
    form: ClinicForm,
    act: Callable[..., object],
    *,
    name: str,
) -> HttpResponse:
    if accepted(form, act):
        return redirect(infusion)
    return _page(request, _infusion(request, infusion.pk), status=422, **{name: form})


def _page(
    request: HttpRequest, infusion: Infusion, *, status: int = 200, **shown: Any
) -> HttpResponse:
    told = shown.pop("told", None)
    if told is None and infusion.state == InfusionState.PLANNED:
        told = told_before(infusion, on=timezone.localdate())
    told = as_told_to(request.user, told or ())
    context = {
        "infusion": infusion,
        "couple": infusion.couple,
        "page": infusion_page(infusion, told=told),
        **_forms(request, infusion, told=told, refused=shown),
    }
    return render_part(
        request,
        "therapy/infusion_detail.html",
        part="therapy/_infusion_day.html",
        context=context,
        status=status,
    )


def _forms(
    request: HttpRequest,
    infusion: Infusion,
    *,
    told: list[Told],
    refused: dict[str, Any],
) -> dict[str, Any]:
    """Give the forms that may be filled in now by this person; the others are None."""
    may = request.user.may
    is_planned = infusion.state == InfusionState.PLANNED
    is_running = infusion.state == InfusionState.STARTED
    offered: dict[str, Any] = {
        "start_form": StartInfusionForm if is_planned else None,
        "vitals_form": VitalsForm if infusion.state != InfusionState.CANCELLED else None,
        "end_form": EndForm if is_running else None,
        "cancel_form": ReasonForm if is_planned and may(Permission.SESSION_PLAN) else None,
    }
    if not may(Permission.SESSION_RECORD):
        offered = dict.fromkeys(offered)
    forms = {
        name: refused.get(name) or _fresh(form, name, infusion=infusion, request=request)
        for name, form in offered.items()
    }
    return {**forms, "to_decide": _decisions(request, told, refused.get("override_form"))}


def _fresh(
    form: type[VersionedForm] | None,
    name: str,
    *,
    infusion: Infusion,
    request: HttpRequest,
) -> VersionedForm | None:
    if form is None:
        return None
    return form(record=infusion, request=request, auto_id=f"{name}_%s")


def _decisions(
    request: HttpRequest, told: list[Told], refused: OverrideForm | None
) -> list[tuple[Told, OverrideForm]]:
    if not request.user.may(Permission.GATE_OVERRIDE):
        return []
    return [
        (each, _decision(request, each, refused)) for each in told if each.needs_decision
    ]


def _decision(
    request: HttpRequest, told: Told, refused: OverrideForm | None
) -> OverrideForm:
    if refused is not None and refused.prefix == told.answer.gate:
        return refused
    return override_form(told)(request=request, prefix=told.answer.gate)
