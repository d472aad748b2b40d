"""The pages about everybody's account, for the manager."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts import selectors, services
from foundation.accounts.guards import require
from foundation.accounts.handover import hand_over, handed_over
from foundation.accounts.models import User
from foundation.accounts.roles import ROLES, Permission
from foundation.accounts.staff_forms import InviteForm, ReasonForm, ReviewForm, RoleForm
from foundation.ui.edits import EditForm
from foundation.ui.forms import accepted

Act = Callable[..., object]


@require(Permission.STAFF_MANAGE)
@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """Show who works here, with what role, and how each account stands."""
    context = {
        "lines": selectors.staff_lines(),
        "is_overdue": selectors.review_is_overdue(now=timezone.now()),
        "last": selectors.last_review(),
    }
    return render(request, "accounts/staff_list.html", context)


@require(Permission.STAFF_MANAGE, fresh=True)
def staff_invite(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody who joins, and hand over his link."""
    form = InviteForm(request.POST or None)
    if request.POST and accepted(form, partial(services.invite, by=request.user)):
        staff, token = form.made
        hand_over(request, staff=staff, token=token)
        return redirect("staff:staff_link", pk=staff.pk)
    context = {"form": form, "roles": ROLES.values()}
    status = 422 if request.POST else 200
    return render(request, "accounts/staff_invite.html", context, status=status)


@require(Permission.STAFF_MANAGE)
@require_safe
def staff_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a link once, or say where it was sent."""
    staff = get_object_or_404(User.objects.all(), pk=pk)
    context = {"staff": staff, **handed_over(request, staff=staff)}
    return render(request, "accounts/staff_link.html", context)


@require(Permission.STAFF_MANAGE)
@require_safe
def staff_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _person(request, pk)


@require(Permission.STAFF_MANAGE, fresh=True)
@require_POST
def staff_role(request: HttpRequest, pk: int) -> HttpResponse:
    form = RoleForm(request.POST, prefix="role", record=_staff(pk))
    return _done(request, form, services.change_role, "The role is changed.")


@require(Permission.STAFF_MANAGE, fresh=True)
@require_POST
def staff_disable(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="disable", record=_staff(pk))
    return _done(request, form, services.disable, "The account is closed.")


@require(Permission.STAFF_MANAGE, fresh=True)
@require_POST
def staff_enable(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="enable", record=_staff(pk))
    return _done(request, form, services.enable, "The account is open.")


@require(Permission.STAFF_MANAGE, fresh=True)
@require_POST
def staff_reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="factor", record=_staff(pk))
    said = "The second factor is gone; the next sign-in sets up a new one."
    return _done(request, form, services.reset_second_factor, said)


@require(Permission.STAFF_MANAGE, fresh=True)
@require_POST
def staff_reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a password away and hand over a link for a new one."""
    staff = _staff(pk)
    form = ReasonForm(request.POST, prefix="password", record=staff)
    act = partial(services.reset_password, staff=staff, by=request.user)
    if not accepted(form, act):
        return _person(request, pk, form)
    hand_over(request, staff=staff, token=form.made)
    return redirect("staff:staff_link", pk=pk)


@require(Permission.STAFF_MANAGE)
@require_safe
def staff_review(request: HttpRequest) -> HttpResponse:
    """Show who joined, left or changed role, and which accounts lie unused or bare."""
    context = {"review": selectors.review(now=timezone.now()), "form": ReviewForm()}
    return render(request, "accounts/staff_review.html", context)


@require(Permission.STAFF_MANAGE, fresh=True)
@require_POST
def staff_review_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm by name that the accounts are as they should be."""
    form = ReviewForm(request.POST)
    review = selectors.review(now=timezone.now())
    act = partial(services.confirm_review, by=request.user, counted=review.counted)
    if accepted(form, act):
        messages.success(request, "The review is kept with your name.")
        return redirect("staff:staff_review")
    context = {"review": review, "form": form}
    return render(request, "accounts/staff_review.html", context, status=422)


def _done(request: HttpRequest, form: EditForm, act: Act, said: str) -> HttpResponse:
    """Do one act to one account; a refusal goes back onto its own form."""
    staff = form.record
    if accepted(form, partial(act, staff=staff, by=request.user)):
        messages.success(request, said)
        return redirect("staff:staff_detail", pk=staff.pk)
    return _person(request, staff.pk, form)


def _staff(pk: int) -> User:
    return get_object_or_404(User.objects.all(), pk=pk)


def _person(request: HttpRequest, pk: int, refused: EditForm | None = None) -> HttpResponse:
    """Show one account and what can be done; a refused form stays as it was filled in."""
    staff = _staff(pk)
    reasons = ("disable", "enable", "password", "factor")
    forms = {
        "role": RoleForm(prefix="role", record=staff),
        **{name: ReasonForm(prefix=name, record=staff) for name in reasons},
    }
    if refused is not None:
        forms[refused.prefix] = refused
    context = {
        "line": selectors.staff_line(staff),
        "forms": forms,
        "refused": refused.prefix if refused else "",
        "is_oneself": staff.pk == request.user.pk,
    }
    status = 422 if refused else 200
    return render(request, "accounts/staff_detail.html", context, status=status)
