"""What the clinic has decided for itself, and what still waits for a decision."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import ROLES, Permission
from foundation.accounts.selectors import review_is_overdue
from immunology.models import ReferenceInterval
from patients.selectors import clinic_policies, definition_in_force


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing the clinic decides: how it stands and where to change it."""

    title: str
    stands: str
    url: str
    is_open: bool


@require(Permission.CATALOGUE_VIEW)
@require_safe
def clinic_settings(request: HttpRequest) -> HttpResponse:
    """Show what is decided and what is open; each leads to its own page."""
    context = {
        "decisions": [_definition(), _policies(), _intervals()],
        "roles": ROLES.values(),
        "look_url": reverse("gallery"),
        "staff_url": reverse("staff:staff_list"),
        "may_manage_staff": request.user.may(Permission.STAFF_MANAGE),
        "review_is_overdue": review_is_overdue(now=timezone.now()),
        "places_url": reverse("appointments:place_list"),
        "import_url": reverse("interop:register_list"),
        "may_import": request.user.may(Permission.REGISTER_IMPORT),
        "may_manage": request.user.may(Permission.SETTINGS_MANAGE),
    }
    return render(request, "clinic/clinic_settings.html", context)


def _definition() -> Decision:
    chosen = definition_in_force()
    return Decision(
        title="What recurrent loss means here",
        stands=str(chosen) if chosen else "No definition has been chosen yet.",
        url=reverse("patients:definition_choose"),
        is_open=chosen is None,
    )


def _policies() -> Decision:
    decided = clinic_policies(on=timezone.localdate())
    unanswered = [each for each in decided if each.stands is None]
    return Decision(
        title="What no guideline settles",
        stands=f"{len(decided) - len(unanswered)} of {len(decided)} questions answered.",
        url=reverse("patients:policy_list"),
        is_open=bool(unanswered),
    )


def _intervals() -> Decision:
    rows = ReferenceInterval.objects.in_force(timezone.localdate())
    confirmed, proposed = rows.confirmed().count(), rows.count()
    return Decision(
        title="Limits that judge results",
        stands=f"{confirmed} of {proposed} published limits are confirmed.",
        url=reverse("immunology:intervals_confirm"),
        is_open=confirmed < proposed,
    )
