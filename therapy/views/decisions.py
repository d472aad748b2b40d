"""The door through which clinicians go past a gate: one answer, one treatment."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from foundation.ui.htmx import leave_for
from therapy import services
from therapy.choices import Stage
from therapy.forms.sessions import OverrideByTwoForm, OverrideForm
from therapy.models import Session
from therapy.rules.limits import Override
from therapy.selectors.gates import (
    Told,
    as_told_to,
    by_about,
    told_before,
    told_of_release,
)
from therapy.selectors.sessions import told_lines


@require(Permission.GATE_OVERRIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def gate_override(request: HttpRequest, pk: int, gate: str, about: str) -> HttpResponse:
    """Go past one answer that asks for a decision; nobody goes past a Stop."""
    sessions = Session.objects.visible_to(request.user).standing().with_people()
    session = get_object_or_404(sessions, pk=pk)
    told = _asked(request, session, gate=gate, about=about)
    if not told.needs_decision:
        messages.info(request, "There is nothing to decide here.")
        return redirect(session)
    form = _form(request, told)
    decide = partial(
        services.override_gate, told=told, session=session, by=request.user, **_now(session)
    )
    if form.is_bound and accepted(form, decide):
        messages.success(request, "The decision is on file, for this session only.")
        return leave_for(request, session)
    if not form.is_bound:
        log_look(by=request.user, action="gate.opened_to_decide", subject=session)
    line = told_lines([told], on=timezone.localdate(), reader=request.user)[0]
    context = {"session": session, "line": line, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "therapy/gate_override.html", context, status=status)


def _asked(request: HttpRequest, session: Session, *, gate: str, about: str) -> Told:
    """Ask the gates again; what they say now is what is decided on."""
    today = timezone.localdate()
    told: list[Told] = []
    if session.is_planned:
        told = told_before(session, on=max(today, session.planned_for))
    elif session.is_under_way and session.released_at:
        told = told_of_release(session, at=timezone.now(), on=today)
    found = by_about(as_told_to(request.user, told)).get((gate, about))
    if found is None:
        raise Http404
    return found


def _now(session: Session) -> dict:
    today = timezone.localdate()
    if session.is_under_way:
        return {"stage": Stage.GIVE, "on": today}
    stage = Stage.CHECKIN if session.checked_in_at else Stage.ORDER
    return {"stage": stage, "on": max(today, session.planned_for)}


def _form(request: HttpRequest, told: Told) -> OverrideForm:
    two = told.answer.override is Override.TWO
    typed = request.POST if request.method == "POST" else None
    return (OverrideByTwoForm if two else OverrideForm)(typed, request=request)
