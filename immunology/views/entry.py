"""Entering a panel, changing a draft, and reading what was typed without saving it."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.forms import accepted
from foundation.ui.htmx import leave_for, render_part
from immunology import services
from immunology.choices import PanelCode, Subject
from immunology.forms.panels import PanelForm
from immunology.models import Panel
from immunology.models.panel import kinds_hidden_from
from immunology.permissions import may_change
from immunology.selectors import desks
from immunology.selectors.desks import Desk
from immunology.services.panels import caution_words
from patients.selectors import open_file

PAGE, PART = "immunology/panel_enter.html", "immunology/_panel_entry.html"
READINGS = "immunology/_panel_readings.html"


@require(Permission.RESULT_ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def panel_enter(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Ask for a panel of one partner or of the couple, and put it on file as a draft."""
    desk = _desk(request, number=number, code=code)
    form = PanelForm(request.POST if request.method == "POST" else None, desk=desk)
    today = timezone.localdate()
    record = partial(services.record_panel, desk=desk, on=today, by=request.user)
    if form.is_bound and accepted(form, record):
        messages.success(request, "The panel is on file as a draft, not signed yet.")
        return leave_for(request, form.made)
    return _entry(request, form)


@require(Permission.RESULT_ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def panel_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft as a whole; what is signed is corrected result by result instead."""
    panel = _panel(request, pk)
    # A draft signed while it was open is answered with what was typed.
    if request.method != "POST" and not may_change(request.user, panel):
        messages.error(request, "This panel is signed or struck out: it is not changed.")
        return leave_for(request, panel)
    desk = _desk_of(panel)
    typed = request.POST if request.method == "POST" else None
    form = PanelForm(typed, desk=desk, record=panel)
    change = partial(services.change_panel, panel=panel, desk=desk, by=request.user)
    if form.is_bound and accepted(form, partial(change, on=timezone.localdate())):
        messages.success(request, "The draft is changed, not signed yet.")
        return leave_for(request, panel)
    return _entry(request, form)


@require(Permission.RESULT_ENTER)
@require_POST
def panel_read(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Say how everything typed so far is read and flagged. Nothing is saved."""
    form = PanelForm(request.POST, desk=_desk(request, number=number, code=code))
    return render(request, READINGS, _context(form))


@require(Permission.RESULT_ENTER)
@require_POST
def draft_read(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a draft that is being changed."""
    panel = _panel(request, pk)
    form = PanelForm(request.POST, desk=_desk_of(panel), draft=panel)
    return render(request, READINGS, _context(form))


def _entry(request: HttpRequest, form: PanelForm) -> HttpResponse:
    if not form.is_bound:
        log_look(
            by=request.user,
            action="results.opened_for_entry",
            subject=form.desk.couple,
            panel=form.desk.code,
        )
    context = _context(form)
    context["methods"] = desks.methods_of(form.desk)
    context["specimens"] = desks.specimens_of(form.desk)
    context["timings"] = desks.timings_of(form.desk)
    status = 422 if form.is_bound else 200
    return render_part(request, PAGE, part=PART, context=context, status=status)


def _context(form: PanelForm) -> dict:
    """Everything the grid shows: each cell beside its reading, and the open questions."""
    desk, (sample, typed) = form.desk, form.so_far()
    sheet = desks.judged(desk, sample, typed=typed)
    if form.is_bound:
        form.mark(sheet)
    asked = caution_words(sheet.cautions)
    return {
        "desk": desk,
        "form": form,
        "draft": form.draft,
        "rows": form.rows(sheet),
        "cautions": sheet.cautions,
        "asked": asked,
        "acknowledged": bool(asked) and form.data.get("acknowledged") == asked,
        **_addresses(form),
    }


def _addresses(form: PanelForm) -> dict:
    """Where the form goes, where it is read, and the same panel of somebody else."""
    desk, draft = form.desk, form.draft
    if draft is not None:
        change, read = ("immunology:panel_change", "immunology:draft_read")
        return {
            "post_url": reverse(change, args=[draft.pk]),
            "read_url": reverse(read, args=[draft.pk]),
            "others": [],
        }
    enter = partial(_here, "panel_enter", desk)
    whose = [(s, s == desk.subject, enter(of=s)) for s in desk.subjects]
    return {
        "post_url": enter(of=desk.subject),
        "read_url": _here("panel_read", desk, of=desk.subject),
        "others": whose if len(whose) > 1 else [],
    }


def _here(name: str, desk: Desk, *, of: Subject) -> str:
    address = reverse(f"immunology:{name}", args=[desk.couple.number, desk.code])
    return f"{address}?of={of}"


def _desk(request: HttpRequest, *, number: str, code: str) -> Desk:
    """Lay out the panel of this couple, for the one named in the address."""
    couple = open_file(request.user, number)
    if code not in PanelCode.values or code in kinds_hidden_from(request.user):
        raise Http404
    analytes = desks.analytes_of(code)
    offered = desks.subjects_of(analytes)
    subject = request.GET.get("of") or (offered[0] if offered else "")
    if subject not in offered:
        raise Http404
    return desks.desk(
        couple=couple, code=PanelCode(code), subject=Subject(subject), analytes=analytes
    )


def _panel(request: HttpRequest, pk: int) -> Panel:
    panels = Panel.objects.visible_to(request.user)
    related = ("laboratory", "couple__woman", "couple__man")
    return get_object_or_404(panels.select_related(*related), pk=pk)


def _desk_of(panel: Panel) -> Desk:
    return desks.desk(
        couple=panel.couple,
        code=PanelCode(panel.code),
        subject=Subject(panel.subject),
        analytes=desks.analytes_of(panel.code),
        draft=panel,
    )
