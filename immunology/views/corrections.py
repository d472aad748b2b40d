"""Correcting a signed result."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from immunology import services
from immunology.choices import PanelCode, Subject
from immunology.forms.acts import CorrectionForm
from immunology.models import Panel, Result
from immunology.permissions import may_correct
from immunology.selectors import desks
from immunology.selectors.judging import Judged, Typed
from immunology.selectors.panels import sample_of


@require(Permission.RESULT_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def result_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace a signed result by the right one, with a reason; both stay readable."""
    result = _result(request, pk)
    # A result replaced while this was open is answered with what was typed.
    if request.method != "POST" and not may_correct(request.user, result):
        messages.error(request, "Only a signed result that still stands is corrected.")
        return redirect(result.panel)
    desk = _desk(result.panel)
    typed = request.POST if request.method == "POST" else None
    form = CorrectionForm(typed, record=result)
    correct = partial(services.correct_result, result=result, desk=desk, by=request.user)
    if form.is_bound and accepted(form, correct):
        messages.success(request, "Corrected and signed. The old value stays readable.")
        return redirect(result.panel)
    if not form.is_bound:
        log_look(by=request.user, action="result.opened", subject=result)
    status = 422 if form.is_bound else 200
    context = {"result": result, "form": form, "asked": _asked(form, result, desk=desk)}
    return render(request, "immunology/result_correct.html", context, status=status)


def _result(request: HttpRequest, pk: int) -> Result:
    results = Result.objects.visible_to(request.user).select_related(
        "panel__couple__woman", "panel__couple__man", "panel__laboratory", "analyte"
    )
    return get_object_or_404(results, pk=pk)


def _desk(panel: Panel) -> desks.Desk:
    return desks.desk(
        couple=panel.couple,
        code=PanelCode(panel.code),
        subject=Subject(panel.subject),
        analytes=desks.analytes_of(panel.code),
        draft=panel,
    )


def _asked(form: CorrectionForm, result: Result, *, desk: desks.Desk) -> Judged | None:
    """Give the unusual value that waits to be confirmed, if it is one."""
    if not form.is_bound:
        return None
    typed = {result.code: Typed(form.data.get("value", ""), form.data.get("sure", ""))}
    sheet = desks.judged(desk, sample_of(result.panel), typed=typed)
    cell = sheet.rows.get(result.code)
    return cell if cell is not None and cell.unusual and not cell.problem else None
