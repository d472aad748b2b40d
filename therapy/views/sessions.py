"""The doors to sessions of lymphocyte immunisation: plan, go along the day, read."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.compiled import Blank, Question
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from foundation.ui.htmx import leave_for, render_part
from patients.models import Couple
from patients.models.restriction import AnyReader, asked
from patients.selectors import open_file
from therapy import services
from therapy.choices import OF_A_THIRD_PERSON
from therapy.forms.sessions import (
    PlanSessionForm,
    ReasonForm,
    StartForm,
    VersionedForm,
)
from therapy.models import Infusion, Session
from therapy.models.session import in_millions
from therapy.rules.evidence import evidence
from therapy.rules.gates import SessionKind
from therapy.rules.protocols import Protocol, protocols
from therapy.selectors import infusions as infusion_reads
from therapy.selectors.sessions import (
    SessionPage,
    session_lines,
    session_page,
    sessions_of,
    sessions_on,
    told_lines,
)
from therapy.views.steps import STEPS, Step, open_steps

PAGE, PART = "therapy/session_detail.html", "therapy/_session.html"
NOT_DONE = "This was not done. What is wrong is marked below."
LIST, LISTED = "therapy/session_list.html", "therapy/_sessions.html"


@require(Permission.THERAPY_VIEW)
@require_safe
def session_list(request: HttpRequest, number: str) -> HttpResponse:
    couple = _couple(request, number)
    log_look(by=request.user, action="sessions.opened", subject=couple)
    context = {
        "couple": couple,
        "sessions": session_lines(asked(_sessions, request.user, couple=couple.pk)),
        "infusions": asked(_infusions, request.user, couple=couple.pk),
        "may_plan": request.user.may(Permission.SESSION_PLAN),
    }
    return render_part(request, LIST, part=LISTED, context=context)


@cache
def _sessions(reader: AnyReader) -> Question[Session]:
    return Question(sessions_of(Blank("couple"), Session.objects.visible_to(reader)))


@cache
def _infusions(reader: AnyReader) -> Question[Infusion]:
    visible = Infusion.objects.visible_to(reader)
    return Question(infusion_reads.infusions_of(Blank("couple"), visible))


@require(Permission.THERAPY_VIEW)
@require_safe
def sessions_today(request: HttpRequest) -> HttpResponse:
    """The sessions and infusions of one day; today unless another is asked for."""
    day = _day(request.GET.get("on", ""))
    sessions = sessions_on(day, Session.objects.visible_to(request.user))
    infusions = infusion_reads.infusions_on(day, Infusion.objects.visible_to(request.user))
    shown = [each.couple_id for each in (*sessions, *infusions)]
    log_look(by=request.user, action="sessions.day_opened", shown=shown, on=day.isoformat())
    context = {
        "day": day,
        "is_today": day == timezone.localdate(),
        "sessions": session_lines(sessions),
        "infusions": infusions,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
    }
    return render_part(
        request,
        "therapy/sessions_today.html",
        part="therapy/_sessions_day.html",
        context=context,
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return timezone.localdate()


@require(Permission.SESSION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def session_plan(request: HttpRequest, number: str) -> HttpResponse:
    couple = _couple(request, number)
    typed = request.POST if request.method == "POST" else None
    form = PlanSessionForm(typed, couple=couple, initial=_beginning())
    plan = partial(services.plan_session, couple=couple, by=request.user)
    if form.is_bound and accepted(form, plan):
        messages.success(request, "The session is planned. The checks below were asked.")
        return leave_for(request, form.made)
    if not form.is_bound:
        log_look(by=request.user, action="session.opened_to_plan", subject=couple)
    return _plan_page(request, form, couple=couple)


def _plan_page(
    request: HttpRequest, form: PlanSessionForm, *, couple: Couple
) -> HttpResponse:
    """Show the plan, with what is known of the treatment beside it."""
    context = {
        "couple": couple,
        "form": form,
        "evidence": [evidence()[each.rule.evidence] for each in form.known],
    }
    return render_part(
        request,
        "therapy/session_plan.html",
        part="therapy/_session_plan.html",
        context=context,
        status=422 if form.is_bound else 200,
    )


def _beginning() -> dict[str, Any]:
    """What the plan begins with: today, and the dose of the only protocol for cells."""
    rules = [p for p in _lit_protocols() if p.dose.default is not None]
    first = {"planned_for": timezone.localdate()}
    if len(rules) == 1:
        first["millions"] = in_millions(int(rules[0].dose.default))
        first["route"] = rules[0].route_default.value
    return first


def _lit_protocols() -> list[Protocol]:
    return [
        each
        for each in protocols().values()
        if each.kind is SessionKind.LIT and each.code not in OF_A_THIRD_PERSON
    ]


@require(Permission.THERAPY_VIEW)
@require_safe
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    log_look(by=request.user, action="session.opened", subject=session)
    return _page(request, session)


@require(Permission.SESSION_RECORD)
@require_POST
def session_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Do one step of the day; a refusal shows the same page with what was typed."""
    session = _session(request, pk)
    taken = STEPS.get(step)
    if taken is None:
        raise Http404
    form = taken.form(request.POST, record=session, request=request, **_ids(taken))
    today = timezone.localdate()
    if not accepted(form, partial(taken.run, session, on=today, by=request.user)):
        return _page(request, session, typed={step: form}, status=422)
    refused = [each for each in getattr(form.made, "told", []) if not each.is_open]
    if refused:
        lines = told_lines(form.made.told, on=today, reader=request.user)
        return _page(request, session, typed={step: form}, refused=lines, status=422)
    messages.success(request, taken.done)
    return redirect(session)


@require(Permission.SESSION_PLAN)
@require_POST
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    form = ReasonForm(request.POST, record=session, request=request, auto_id="cancel_%s")
    cancel = partial(services.cancel_session, session=session, by=request.user)
    if accepted(form, cancel):
        messages.success(request, "The session is cancelled.")
        return redirect(session)
    return _page(request, session, typed={"cancel": form}, status=422)


def _page(
    request: HttpRequest,
    session: Session,
    *,
    typed: Mapping[str, VersionedForm] | None = None,
    refused: list | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the day of one session; what was typed stays in its form."""
    typed, today = dict(typed or {}), timezone.localdate()
    if typed:
        messages.error(request, NOT_DONE)
        session = _session(request, session.pk)
    page = session_page(session, on=today, reader=request.user)
    context = {
        "page": page,
        "session": session,
        "refused": [line for line in refused or [] if line.is_closed],
        "may_decide": request.user.may(Permission.GATE_OVERRIDE),
        **_forms(request, page, typed=typed, on=today),
    }
    return render_part(request, PAGE, part=PART, context=context, status=status)


def _forms(
    request: HttpRequest, page: SessionPage, *, typed: dict[str, VersionedForm], on: date
) -> dict[str, Any]:
    """Give the forms that may be filled in now, and before them what came too late."""
    session = page.session
    front, folded = open_steps(session, on=on)
    if not request.user.may(Permission.SESSION_RECORD):
        front, folded = [], []
    missed = [code for code in typed if code in STEPS and code not in (*front, *folded)]
    build = partial(_form, request, page, typed=typed)
    return {
        "front": [(STEPS[code], build(STEPS[code])) for code in (*missed, *front)],
        "folded": [(STEPS[code], build(STEPS[code])) for code in folded],
        "cancel": typed.get("cancel") or _cancel_form(request, session),
    }


def _cancel_form(request: HttpRequest, session: Session) -> ReasonForm | None:
    if not session.is_planned or not request.user.may(Permission.SESSION_PLAN):
        return None
    return ReasonForm(record=session, request=request, auto_id="cancel_%s")


def _form(
    request: HttpRequest, page: SessionPage, step: Step, *, typed: dict[str, VersionedForm]
) -> VersionedForm:
    """Give the form of a step, as it was typed if it was."""
    own: dict[str, Any] = {"record": page.session, "request": request, **_ids(step)}
    form = typed.get(step.code) or step.form(**own)
    if isinstance(form, StartForm):
        form.ask_about_notes(has_notes=page.has_notes)
    return form


def _ids(step: Step) -> dict[str, str]:
    """Keep the fields of two forms on one page apart."""
    return {"auto_id": f"{step.code}_%s"}


def _couple(request: HttpRequest, number: str) -> Couple:
    return open_file(request.user, number)


def _session(request: HttpRequest, pk: int) -> Session:
    sessions = Session.objects.visible_to(request.user).standing().with_people()
    return get_object_or_404(sessions, pk=pk)
