"""One visit and its steps; the visits of one couple."""

from collections.abc import Callable
from functools import cache, partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from appointments import services
from appointments.forms import CancelForm, NoteForm, StepForm
from appointments.models import Appointment, Reminder
from appointments.selectors import reminder_lines
from appointments.selectors.visits import visit_lines, visit_page, visits_of
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.compiled import Blank, Question
from foundation.records.services import log_look, log_renewal
from foundation.ui.edits import EditForm
from foundation.ui.forms import accepted
from foundation.ui.htmx import is_swap, render_part
from patients.models.restriction import AnyReader, asked
from patients.selectors import open_file

PARTS = {
    "visit": "appointments/_visit.html",
    "reminders": "appointments/_reminders.html",
}


@require(Permission.APPOINTMENT_VIEW)
@require_safe
def appointment_list(request: HttpRequest, number: str) -> HttpResponse:
    """The visits of a couple, to come and past; a page, and a part of the chart."""
    couple = open_file(request.user, number)
    log_look(by=request.user, action="appointments.opened", subject=couple)
    theirs = asked(_visits, request.user, couple=couple.pk)
    coming, past = visit_lines(theirs, now=timezone.now())
    return render_part(
        request,
        "appointments/appointment_list.html",
        part="appointments/_appointments.html",
        context={"couple": couple, "coming": coming, "past": past},
    )


@cache
def _visits(reader: AnyReader) -> Question[Appointment]:
    return Question(visits_of(Blank("couple"), Appointment.objects.visible_to(reader)))


@require(Permission.APPOINTMENT_VIEW)
@require_safe
def appointment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: who, when, how it stands, and what became of its reminders."""
    visit = _visit(request, pk)
    log = log_renewal if is_swap(request) else log_look
    log(by=request.user, action="appointment.opened", subject=visit)
    return _page(request, visit)


@require(Permission.APPOINTMENT_BOOK)
@require_POST
def appointment_arrive(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.mark_arrived)


@require(Permission.APPOINTMENT_BOOK)
@require_POST
def appointment_call_in(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.mark_in_room)


@require(Permission.APPOINTMENT_BOOK)
@require_POST
def appointment_complete(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.mark_completed)


@require(Permission.APPOINTMENT_BOOK)
@require_POST
def appointment_miss(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.mark_no_show)


@require(Permission.APPOINTMENT_BOOK)
@require_POST
def appointment_step_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.step_back)


@require(Permission.APPOINTMENT_BOOK)
@require_POST
def appointment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel with a reason; the time is free at once."""
    visit = _visit(request, pk)
    form = CancelForm(request.POST, record=visit)
    if accepted(form, partial(services.cancel, appointment=visit, by=request.user)):
        messages.success(request, "The visit is cancelled and its time is free.")
        return redirect(visit)
    return _page(request, _visit(request, pk), cancel_form=form, status=422)


@require(Permission.APPOINTMENT_BOOK)
@require_POST
def appointment_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a remark for colleagues."""
    visit = _visit(request, pk)
    form = NoteForm(request.POST, record=visit)
    if accepted(form, partial(services.write_note, appointment=visit, by=request.user)):
        return redirect(visit)
    return _page(request, _visit(request, pk), note_form=form, status=422)


def _visit(request: HttpRequest, pk: int) -> Appointment:
    visits = Appointment.objects.visible_to(request.user).standing().in_full()
    return get_object_or_404(visits.select_related("written_by"), pk=pk)


def _step(request: HttpRequest, pk: int, act: Callable[..., Appointment]) -> HttpResponse:
    """Note a step and go back to where the button stood."""
    visit = _visit(request, pk)
    form = StepForm(request.POST, record=visit)
    if accepted(form, partial(act, appointment=visit, by=request.user)):
        return redirect(_way_back(request) or visit.get_absolute_url())
    return _page(request, _visit(request, pk), step_form=form, status=422)


def _way_back(request: HttpRequest) -> str:
    """The page of the house the button stood on; never another site."""
    to = request.POST.get("return_to", "")
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else ""


def _page(
    request: HttpRequest, visit: Appointment, status: int = 200, **refused: EditForm
) -> HttpResponse:
    now = timezone.now()
    reminders = Reminder.objects.visible_to(request.user).filter(appointment=visit)
    lines = reminder_lines(reminders.order_by("due_at", "pk"), now=now)
    context = {
        "visit": visit,
        "page": visit_page(visit, now=now),
        "may_change": request.user.may(Permission.APPOINTMENT_BOOK),
        "reminders": lines,
        "is_under_way": any(line.is_under_way for line in lines),
        "cancel_form": CancelForm(record=visit),
        "note_form": NoteForm(record=visit),
        "step_form": None,
        **refused,
    }
    return render_part(
        request,
        "appointments/appointment_detail.html",
        part=PARTS,
        context=context,
        status=status,
    )
