"""Reading panels, signing them, striking them out, correcting a signed result."""

from functools import cache, partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.compiled import Question
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from foundation.ui.htmx import render_part
from immunology import permissions, services
from immunology.choices import PanelCode
from immunology.forms.acts import SignForm, VoidForm
from immunology.models import Panel
from immunology.models.panel import kinds_hidden_from
from immunology.selectors import panels as reads
from patients.models.restriction import AnyReader, asked
from patients.selectors import open_file

MOST_UNSIGNED = 100
# The panels every couple has; the words stand in the order of use.
USUAL = 5


@require(Permission.RESULT_VIEW)
@require_safe
def panel_list(request: HttpRequest, number: str) -> HttpResponse:
    """Show the newest panel of each kind, both partners side by side."""
    couple = open_file(request.user, number)
    log_look(by=request.user, action="results.opened", subject=couple)
    both = {"couple": couple.pk, "woman": couple.woman_id, "man": couple.man_id}
    panels = asked(_read, request.user, **both)
    hidden = asked(_unread, request.user, **both)
    offered = [code for code in PanelCode if code not in kinds_hidden_from(request.user)]
    context = {
        "couple": couple,
        "sides": reads.sides_of(panels, hidden=hidden),
        "may_enter": request.user.may(Permission.RESULT_ENTER),
        "usual": offered[:USUAL],
        "others": offered[USUAL:],
    }
    page, part = "immunology/panel_list.html", "immunology/_panels.html"
    return render_part(request, page, part=part, context=context)


@cache
def _read(reader: AnyReader) -> Question[Panel]:
    return Question(reads.panels_of_both(Panel.objects.visible_to(reader)))


@cache
def _unread(reader: AnyReader) -> Question[Panel]:
    return Question(reads.panels_of_both(Panel.objects.hidden_from(reader)))


@require(Permission.RESULT_SIGN)
@require_safe
def panels_unsigned(request: HttpRequest) -> HttpResponse:
    """List what waits for a clinician's name, critical results first."""
    panels = Panel.objects.visible_to(request.user)
    found = reads.panels_awaiting_signature(panels, most=MOST_UNSIGNED)
    listed, more = found[:MOST_UNSIGNED], len(found) > MOST_UNSIGNED
    shown = [panel.couple_id for panel in listed]
    log_look(by=request.user, action="unsigned_results.opened", shown=shown)
    context = {"panels": listed, "more": more}
    return render(request, "immunology/panels_unsigned.html", context)


@require(Permission.RESULT_VIEW)
@require_safe
def panel_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a panel in full: each result with the limit that judged it."""
    panel = _panel(request, pk)
    log_look(by=request.user, action="panel.opened", subject=panel)
    return _in_full(request, panel)


@require(Permission.RESULT_SIGN)
@require_POST
def panel_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the clinician's name to the version of the panel that was read."""
    panel = _panel(request, pk)
    form = SignForm(request.POST, record=panel)
    if accepted(form, partial(services.sign_panel, panel=panel, by=request.user)):
        messages.success(request, "Signed. From now on the results do not change.")
        return redirect(panel)
    return _in_full(request, _panel(request, pk), sign=form, status=422)


@require(Permission.RESULT_ENTER)
@require_POST
def panel_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike a panel out with a reason; it stays readable."""
    panel = _panel(request, pk)
    form = VoidForm(request.POST, record=panel)
    if panel.is_signed and not request.user.may(Permission.RESULT_SIGN):
        form.add_error(None, "A signed panel is struck out by somebody who signs.")
    elif accepted(form, partial(services.void_panel, panel=panel, by=request.user)):
        messages.success(request, "Struck out. It stays readable with the reason.")
        return redirect(panel)
    return _in_full(request, _panel(request, pk), void=form, status=422)


def _panel(request: HttpRequest, pk: int) -> Panel:
    panels = Panel.objects.visible_to(request.user).select_related(
        "couple__woman", "couple__man", "person", "laboratory", "written_by", "signed_by"
    )
    return get_object_or_404(panels, pk=pk)


def _in_full(
    request: HttpRequest,
    panel: Panel,
    *,
    sign: SignForm | None = None,
    void: VoidForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    full = reads.panel_in_full(panel)
    context = {
        "panel": panel,
        "full": full,
        "sign_form": sign or SignForm(record=panel),
        "void_form": void or VoidForm(record=panel),
        "may_sign": permissions.may_sign(user, panel),
        "may_change": permissions.may_change(user, panel),
        "may_void": permissions.may_void(user, panel),
        "may_correct": panel.is_signed and user.may(Permission.RESULT_SIGN),
    }
    return render(request, "immunology/panel_detail.html", context, status=status)
