"""Restricted files: the one of a couple, all of them, and whose glass was broken."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from foundation.accounts.models import User
from foundation.accounts.roles import ROLES, Permission
from patients.models import BrokenGlass, CareTeamMember, Couple, Restriction
from patients.models.restriction import BrokenGlassQuerySet, RestrictionQuerySet

MOST_REVIEWED = 50


@dataclass(frozen=True, slots=True)
class GlassLists:
    """What waits for a review, the longest waiting first, and what was reviewed last."""

    waiting: list[BrokenGlass]
    reviewed: list[BrokenGlass]

    @property
    def overdue(self) -> int:
        return sum(glass.is_overdue for glass in self.waiting)


def restriction_of(couple: Couple) -> Restriction | None:
    """The restriction in force of a couple's file, with its care team; None without one."""
    return _with_team(couple.restrictions.in_force()).first()


def restrictions_in_force(restrictions: RestrictionQuerySet) -> list[Restriction]:
    """Every restricted file with its care team, the newest first."""
    newest = _with_team(restrictions.in_force()).order_by("-written_at", "-pk")
    return list(newest.select_related("couple__woman", "couple__man", "written_by"))


def glass_lists(glass: BrokenGlassQuerySet) -> GlassLists:
    """Broken glass by whether somebody has judged it."""
    full = glass.in_full().standing()
    reviewed = full.filter(reviewed_at__isnull=False).order_by("-reviewed_at", "-pk")
    return GlassLists(list(full.unreviewed()), list(reviewed[:MOST_REVIEWED]))


def possible_team() -> QuerySet[User]:
    """Who may be in a care team: everybody in service whose role opens files."""
    roles = [
        key
        for key, role in ROLES.items()
        if Permission.COUPLE_VIEW in role.permissions
        and Permission.RESTRICTION_OVERSEE not in role.permissions
    ]
    staff = User.objects.filter(is_active=True, role__in=roles)
    return staff.order_by("role", "last_name", "first_name", "pk")


def _with_team(restrictions: RestrictionQuerySet) -> RestrictionQuerySet:
    standing = CareTeamMember.objects.standing().select_related("member")
    return restrictions.prefetch_related(Prefetch("team", standing))
