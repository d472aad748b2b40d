"""The doors to the clinic's definition of recurrent loss."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.ui.forms import accepted
from patients import rendering, selectors, services
from patients.forms import DefinitionForm


@require(Permission.CATALOGUE_VIEW)
@require_safe
def definition_choose(request: HttpRequest) -> HttpResponse:
    return _page(request, _form())


@require(Permission.CATALOGUE_CONFIRM)
@require_POST
def definition_confirm(request: HttpRequest) -> HttpResponse:
    form = _form(request.POST)
    if accepted(form, partial(services.choose_definition, by=request.user)):
        messages.success(request, f"Now in force: {form.made}.")
        return redirect("patients:definition_choose")
    return _page(request, form, status=422)


def _form(answers=None) -> DefinitionForm:
    on_file = selectors.definitions_on_file(on=timezone.localdate())
    in_force = selectors.definition_choices().first()
    return DefinitionForm(answers, record=in_force, definitions=on_file)


def _page(request: HttpRequest, form: DefinitionForm, *, status: int = 200) -> HttpResponse:
    choices = list(selectors.definition_choices())
    context = {
        "form": form,
        "sheets": [rendering.definition_sheet(d) for d in form.published.values()],
        "questions": list(rendering.QUESTIONS.values()),
        "choices": choices,
        "in_force": choices[0].definition if choices else None,
        "may_choose": request.user.may(Permission.CATALOGUE_CONFIRM),
    }
    return render(request, "patients/definition_choose.html", context, status=status)
