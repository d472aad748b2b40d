"""The doors to registers that come from elsewhere: bring, look, mend, import, undo."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look, log_renewal
from foundation.ui.forms import accepted
from foundation.ui.htmx import is_swap, render_part
from foundation.ui.sheets import Sheet, sheet_response
from foundation.ui.uploads import takes_files
from interop import selectors, services
from interop.choices import State
from interop.forms import AnswersForm, BringForm, ColumnsForm, UndoForm
from interop.models import RegisterImport
from interop.services.checking import column_label
from interop.services.columns import labels

SEEN = "register.opened"
EXAMPLES = 20


@require(Permission.REGISTER_IMPORT)
@require_safe
def register_list(request: HttpRequest) -> HttpResponse:
    return _list(request, BringForm())


@takes_files
@require(Permission.REGISTER_IMPORT)
@require_POST
def register_bring(request: HttpRequest) -> HttpResponse:
    form = BringForm(request.POST, request.FILES)
    if accepted(form, partial(services.bring_register, by=request.user)):
        return redirect("interop:register_columns", form.made.pk)
    return _list(request, form, status=422)


@require(Permission.REGISTER_IMPORT)
@require_safe
def register_template(request: HttpRequest) -> HttpResponse:
    """A sheet to start from: the headings that are read without asking."""
    sheet = Sheet("Register", list(labels().values()), [])
    return sheet_response(request, sheet, name="register-template")


@require(Permission.REGISTER_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def register_columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask what each column says; a guess, or the clinic's last answer, stands there."""
    register = _own(request, pk)
    content = register.content
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headings=content.kept("found").get("headings", []),
        rows=content.kept("rows")[:EXAMPLES],
        mapping=register.mapping,
    )
    choose = partial(services.choose_columns, register=register, by=request.user)
    if form.is_bound and accepted(form, choose):
        return redirect(register)
    log_look(by=request.user, action=SEEN, subject=register)
    context = {"register": register, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "interop/register_columns.html", context, status=status)


@require(Permission.REGISTER_IMPORT)
@require_safe
def register_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    register = _register(request, pk)
    if register.state == State.BROUGHT and register.is_open_to(request.user):
        return redirect("interop:register_columns", register.pk)
    return _page(request, register)


@require(Permission.REGISTER_IMPORT)
@require_POST
def register_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    register = _own(request, pk)
    form = AnswersForm(request.POST, found=register.content.kept("found"))
    answer = partial(services.answer_register, register=register, by=request.user)
    if accepted(form, answer):
        return redirect(register)
    return _page(request, register, form=form, status=422)


@require(Permission.REGISTER_IMPORT)
@require_POST
def register_reread(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _step(request, _own(request, pk), services.take_back_answers)


@require(Permission.REGISTER_IMPORT, fresh=True)
@require_safe
def register_faults(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The cells to mend as a sheet, to mend them in the file itself."""
    register = _own(request, pk)
    rows = [
        (fault["line"], column_label(fault["column"]), fault["typed"], fault["sentence"])
        for fault in register.content.kept("found").get("faults", ())
    ]
    log_look(by=request.user, action="register_faults.exported", subject=register)
    columns = ["Line", "Column", "What stands there", "What is wrong"]
    sheet = Sheet("To mend", columns, rows)
    return sheet_response(request, sheet, name="register-to-mend")


@require(Permission.REGISTER_IMPORT)
@require_POST
def register_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _step(request, _own(request, pk), services.begin_import)


@require(Permission.REGISTER_IMPORT)
@require_POST
def register_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _step(request, _own(request, pk), services.drop_register)


@require(Permission.REGISTER_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def register_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask why; what others have built on since is listed, and nothing is undone then."""
    register = _register(request, pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    undo = partial(services.undo_import, register=register, by=request.user)
    if form.is_bound and accepted(form, undo):
        messages.success(request, "Undone. What it put on file is struck out.")
        return redirect(register)
    log_look(by=request.user, action=SEEN, subject=register)
    is_imported = register.state == State.IMPORTED
    built = services.built_upon(register) if is_imported else []
    context = {"register": register, "form": form, "built": built}
    status = 422 if form.is_bound else 200
    return render(request, "interop/register_undo.html", context, status=status)


def _list(request: HttpRequest, form: BringForm, *, status: int = 200) -> HttpResponse:
    registers = RegisterImport.objects.visible_to(request.user)
    context = {"form": form, "registers": selectors.registers_brought(registers)}
    return render(request, "interop/register_list.html", context, status=status)


def _register(request: HttpRequest, pk: UUID) -> RegisterImport:
    registers = RegisterImport.objects.visible_to(request.user)
    return get_object_or_404(registers.select_related("written_by"), pk=pk)


def _own(request: HttpRequest, pk: UUID) -> RegisterImport:
    """A register whose rows he may read: he brought it himself."""
    registers = RegisterImport.objects.open_to(request.user)
    return get_object_or_404(registers.select_related("written_by", "content"), pk=pk)


def _step(request: HttpRequest, register: RegisterImport, take: Any) -> HttpResponse:
    try:
        take(register=register, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(register)


def _page(
    request: HttpRequest,
    register: RegisterImport,
    *,
    form: AnswersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show how far it is and what was found; while it is worked on, the page asks again."""
    is_own = register.is_open_to(request.user)
    is_read = is_own and register.state == State.CHECKED
    found = register.content.kept("found") if is_read else {}
    shown = {each["couple_id"] for each in found.get("alike", ()) if each["couple_id"]}
    log = log_renewal if is_swap(request) else log_look
    log(by=request.user, action=SEEN, subject=register, shown=shown)
    context = {
        "register": register,
        "is_own": is_own,
        "progress": selectors.progress(register, at=timezone.now()),
        "found": found,
        "form": form or AnswersForm(found=found),
    }
    page, part = "interop/register_detail.html", "interop/_register.html"
    return render_part(request, page, part=part, context=context, status=status)
