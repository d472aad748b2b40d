"""A file is closed to all but its care team; somebody breaks the glass; it is reviewed."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.records.services import void, write
from patients.choices import Verdict
from patients.models import BrokenGlass, CareTeamMember, Couple, Restriction
from patients.models.restriction import GLASS_LASTS

NOBODY_SIGNS = "Name at least one clinician: somebody must be able to sign for them."
LEFT = "Left the care team."
OPEN_ALREADY = "This file is open to you: there is no glass to break."


@transaction.atomic
def restrict_couple(
    *, couple: Couple, reason: str, desk_books: bool, members: Iterable[User], by: User
) -> Restriction:
    """Close the file of a couple to everybody but the care team.

    Raises:
        ValidationError: no clinician is in the team, no reason was given, or the file is
            restricted already.
    """
    team = _with_a_clinician(members)
    restriction = Restriction(couple=couple, reason=reason.strip(), desk_books=desk_books)
    write(restriction, by=by, action="couple.restricted", team=_names(team))
    _name_team(restriction, team, by=by)
    return restriction


@transaction.atomic
def change_restriction(
    *,
    restriction: Restriction,
    reason: str,
    desk_books: bool,
    members: Iterable[User],
    by: User,
) -> Restriction:
    """Change who is in the care team, or why the file is restricted.

    Raises:
        ValidationError: as when it was restricted.
        StaleRecord: somebody else changed it in the meantime.
    """
    team = _with_a_clinician(members)
    restriction.reason, restriction.desk_books = reason.strip(), desk_books
    write(restriction, by=by, action="restriction.changed", team=_names(team))
    _name_team(restriction, team, by=by)
    return restriction


@transaction.atomic
def lift_restriction(*, restriction: Restriction, reason: str, by: User) -> Restriction:
    """Open the file again to everybody whose role opens files.

    Raises:
        ValidationError: no reason was given, or it is lifted already.
    """
    if restriction.lifted_at is not None:
        raise ValidationError("This restriction is lifted already.")
    restriction.lifted_at, restriction.lift_reason = timezone.now(), reason.strip()
    action = "restriction.lifted"
    return write(restriction, by=by, action=action, reason=reason.strip())


@transaction.atomic
def break_glass(*, couple: Couple, reason: str, by: User) -> BrokenGlass:
    """Open one restricted file for an hour; it is on record and will be reviewed.

    Raises:
        ValidationError: the file is open to this person anyway, or no reason was given.
    """
    if not Couple.objects.behind_glass(by).filter(pk=couple.pk).exists():
        raise ValidationError(OPEN_ALREADY)
    glass = BrokenGlass(
        couple=couple, reason=reason.strip(), until=timezone.now() + GLASS_LASTS
    )
    return write(glass, by=by, action="glass.broken", couple=couple.number)


@transaction.atomic
def close_glass(*, glass: BrokenGlass, by: User) -> BrokenGlass:
    """Give back, before the hour is over, what was opened; twice is once."""
    if glass.closed_at is not None:
        return glass
    glass.closed_at = timezone.now()
    # Only who broke it closes it, and nothing else is ever changed before.
    act = {"action": "glass.closed", "couple": glass.couple.number}
    return write(glass, by=by, follows=True, **act)


@transaction.atomic
def review_glass(
    *, glass: BrokenGlass, verdict: Verdict, note: str, by: User
) -> BrokenGlass:
    """Judge whether the glass was rightly broken; what is in doubt is explained.

    Raises:
        ValidationError: it is reviewed already, or a doubt has no words.
    """
    if glass.reviewed_at is not None:
        raise ValidationError("This is reviewed already.")
    if verdict != Verdict.JUSTIFIED and not note.strip():
        raise ValidationError({"note": "Write what is in doubt, or what was done."})
    glass.reviewed_at, glass.reviewed_by = timezone.now(), by
    glass.verdict, glass.review_note = verdict, note.strip()
    return write(glass, by=by, action="glass.reviewed", verdict=verdict)


def _with_a_clinician(members: Iterable[User]) -> list[User]:
    team = list(members)
    if not any(member.may(Permission.RESULT_SIGN) for member in team):
        raise ValidationError({"members": NOBODY_SIGNS})
    return team


def _name_team(restriction: Restriction, team: list[User], *, by: User) -> None:
    """Let the standing members be exactly these."""
    standing = {row.member_id: row for row in restriction.team.standing()}
    wanted = {member.pk: member for member in team}
    for key, row in standing.items():
        if key not in wanted:
            void(row, by=by, reason=LEFT, action="care_team.left", follows=True)
    for key, member in wanted.items():
        if key not in standing:
            row = CareTeamMember(restriction=restriction, member=member)
            write(row, by=by, action="care_team.joined", member=member.get_username())


def _names(team: list[User]) -> list[str]:
    return sorted(member.get_username() for member in team)
