"""The staff as the manager sees them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from foundation.accounts.models import StaffReview, User
from foundation.accounts.roles import ROLES
from foundation.accounts.second_factor import FACTORS, Type
from foundation.records.models import Act

REVIEW_EVERY = timedelta(days=90)
UNUSED_AFTER = timedelta(days=90)
FACTOR_WORDS = {Type.TOTP: "app", Type.WEBAUTHN: "passkey"}
CHANGES = {
    "staff.invited": "joined",
    "staff.disabled": "left",
    "staff.enabled": "came back",
    "staff.role_changed": "changed role",
}


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One person in the list: the account, and how it stands."""

    staff: User
    factors: str
    last_seen_at: datetime | None
    state: str
    tone: str

    @property
    def has_factor(self) -> bool:
        return bool(self.factors)


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody joined, left or changed role."""

    happened_at: datetime
    who: str
    what: str
    role: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """What the manager looks through and confirms."""

    since: datetime
    changes: list[Change]
    unused: list[StaffLine]
    without_factor: list[StaffLine]
    last: StaffReview | None
    is_overdue: bool

    @property
    def counted(self) -> dict[str, int]:
        return {
            "changes": len(self.changes),
            "unused": len(self.unused),
            "without_factor": len(self.without_factor),
        }


def staff_lines() -> list[StaffLine]:
    """Everybody who has or had an account; who works here first, by name."""
    held = _factors()
    people = User.objects.order_by("-is_active", "first_name", "last_name", "username")
    return [_line(staff, held=held[staff.pk]) for staff in people]


def staff_line(staff: User) -> StaffLine:
    return _line(staff, held=_factors(staff)[staff.pk])


def review(*, now: datetime) -> Review:
    """Everything since the last review, and how the accounts stand today."""
    last = last_review()
    since = last.confirmed_at if last else now - REVIEW_EVERY
    active = [line for line in staff_lines() if line.staff.is_active]
    return Review(
        since=since,
        changes=_changes(since=since),
        unused=[line for line in active if _is_unused(line, now=now)],
        without_factor=[line for line in active if not line.has_factor],
        last=last,
        is_overdue=review_is_overdue(now=now),
    )


def last_review() -> StaffReview | None:
    return StaffReview.objects.select_related("confirmed_by").order_by("-pk").first()


def review_is_overdue(*, now: datetime) -> bool:
    """Whether nobody has looked for ninety days; a new clinic counts from its first day."""
    last = last_review()
    first = User.objects.order_by("date_joined").values_list("date_joined", flat=True)
    since = last.confirmed_at if last else first.first()
    return since is not None and now - since > REVIEW_EVERY


def _factors(staff: User | None = None) -> dict[int, set[str]]:
    held: dict[int, set[str]] = defaultdict(set)
    rows = Authenticator.objects.filter(type__in=FACTORS)
    if staff is not None:
        rows = rows.filter(user=staff)
    for user_id, kind in rows.values_list("user_id", "type"):
        held[user_id].add(FACTOR_WORDS[Type(kind)])
    return held


def _line(staff: User, *, held: set[str]) -> StaffLine:
    seen = max(filter(None, (staff.last_seen_at, staff.last_login)), default=None)
    state, tone = _state(staff)
    return StaffLine(staff, " and ".join(sorted(held)), seen, state, tone)


def _state(staff: User) -> tuple[str, str]:
    if not staff.is_active:
        return "closed", "neutral"
    if not staff.has_usable_password():
        return "has a link", "info"
    return "open", "good"


def _is_unused(line: StaffLine, *, now: datetime) -> bool:
    return now - (line.last_seen_at or line.staff.date_joined) > UNUSED_AFTER


def _changes(*, since: datetime) -> list[Change]:
    """Newest first; an account made without an invitation joined as well."""
    lines = list(
        Act.objects.filter(action__in=CHANGES, happened_at__gt=since).select_related(
            "actor"
        )
    )
    people = {str(user.pk): user for user in User.objects.all()}
    invited = {line.subject_id for line in lines if line.action == "staff.invited"}
    founders = [
        _joined(user)
        for key, user in people.items()
        if user.date_joined > since and key not in invited
    ]
    changes = [_change(line, who=str(people[line.subject_id])) for line in lines]
    return sorted([*founders, *changes], key=lambda c: c.happened_at, reverse=True)


def _joined(user: User) -> Change:
    """Nobody wrote down with what role: it may have changed since."""
    return Change(user.date_joined, str(user), "joined", role="", by="", reason="")


def _change(line: Act, *, who: str) -> Change:
    return Change(
        happened_at=line.happened_at,
        who=who,
        what=CHANGES[line.action],
        role=_role(line.details),
        by=str(line.actor),
        reason=line.details.get("reason", ""),
    )


def _role(details: dict) -> str:
    names = [details.get("before"), details.get("role")]
    return " → ".join(ROLES[name].name for name in names if name in ROLES)
