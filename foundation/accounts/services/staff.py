"""What the manager does with the accounts of the staff; each act is on the record.

Nobody changes his own account here, and the clinic always keeps a manager.
"""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.accounts.models import User
from foundation.accounts.models.user import ITSELF
from foundation.accounts.roles import Permission
from foundation.accounts.services.links import end_links, make_link
from foundation.accounts.services.sessions import end_sessions
from foundation.records.services import hold, log_act

ONESELF = "Nobody changes his own account here; another manager can."
LAST_MANAGER = "The clinic always keeps a manager who can sign in."
NOBODY = "This account is the clinic itself. Nobody signs in with it."
NO_REASON = "Please say why."


@transaction.atomic
def invite(
    *, by: User, username: str, first_name: str, last_name: str, role: str,
    title: str = "", email: str = "",
) -> tuple[User, str]:  # fmt: skip
    """Open an account for somebody who joins; the account, and what his link opens with.

    He has no password until he chooses one with the link.

    Raises: ValidationError in words.
    """
    staff = User(
        username=username, first_name=first_name, last_name=last_name,
        role=role, title=title, email=email,
    )  # fmt: skip
    staff.set_unusable_password()
    if (
        username.casefold() == ITSELF
        or User.objects.filter(username__iexact=username).exists()
    ):
        raise ValidationError({"username": "Somebody has this username already."})
    staff.full_clean()
    staff.save()
    log_act(by=by, action="staff.invited", subject=staff, role=role)
    return staff, make_link(staff=staff, by=by)


@transaction.atomic
def change_role(*, staff: User, role: str, reason: str, by: User) -> User:
    """Give somebody other work; what he may do changes with the next page.

    Raises: ValidationError in words.
    """
    _hold(staff, by=by, reason=reason)
    before, staff.role = staff.role, role
    if before == role:
        raise ValidationError({"role": "This is the role already."})
    _keep_a_manager(leaving=staff)
    staff.full_clean()
    staff.save(update_fields=["role", "version"])
    log_act(
        by=by, action="staff.role_changed", subject=staff,
        before=before, role=role, reason=reason.strip(),
    )  # fmt: skip
    return staff


@transaction.atomic
def disable(*, staff: User, reason: str, by: User) -> User:
    """Close an account at once: out everywhere, and no link opens it.

    Raises: ValidationError in words.
    """
    _hold(staff, by=by, reason=reason)
    staff.is_active = False
    _keep_a_manager(leaving=staff)
    staff.save(update_fields=["is_active", "version"])
    end_sessions(staff)
    end_links(staff)
    log_act(by=by, action="staff.disabled", subject=staff, reason=reason.strip())
    return staff


@transaction.atomic
def enable(*, staff: User, reason: str, by: User) -> User:
    """Open a closed account again, with the password and factors it had.

    Raises: ValidationError in words.
    """
    _hold(staff, by=by, reason=reason)
    staff.is_active = True
    staff.save(update_fields=["is_active", "version"])
    log_act(by=by, action="staff.enabled", subject=staff, reason=reason.strip())
    return staff


@transaction.atomic
def reset_password(*, staff: User, reason: str, by: User) -> str:
    """Take the password away and make a link for a new one; what the link opens with.

    The second factor stays: whoever holds the link still needs it.

    Raises: ValidationError in words.
    """
    _hold(staff, by=by, reason=reason)
    if not staff.is_active:
        raise ValidationError("This account is closed. Open it first.")
    staff.set_unusable_password()
    staff.save(update_fields=["password", "version"])
    end_sessions(staff)
    log_act(by=by, action="staff.password_reset", subject=staff, reason=reason.strip())
    return make_link(staff=staff, by=by)


@transaction.atomic
def reset_second_factor(*, staff: User, reason: str, by: User) -> User:
    """Take every factor away; the next sign-in sets up a new one.

    Raises: ValidationError in words.
    """
    _hold(staff, by=by, reason=reason)
    gone, _ = Authenticator.objects.filter(user=staff).delete()
    if not gone:
        raise ValidationError("There is no second factor to take away.")
    staff.save(update_fields=["version"])
    end_sessions(staff)
    log_act(by=by, action="staff.factor_reset", subject=staff, reason=reason.strip())
    return staff


def _hold(staff: User, *, by: User, reason: str) -> None:
    """Hold the account and all managers, so that two managers do not outdo each other.

    Raises: StaleRecord when the account was changed since it was read.
    """
    if not reason.strip():
        raise ValidationError({"reason": NO_REASON})
    if staff.username == ITSELF:
        raise ValidationError(NOBODY)
    if staff.pk == by.pk:
        raise ValidationError(ONESELF)
    users = User.objects.select_for_update().order_by("pk")
    list(users.filter(role="manager") | users.filter(pk=staff.pk))
    if not User.objects.get(pk=by.pk).may(Permission.STAFF_MANAGE):
        raise ValidationError("You are no longer a manager.")
    hold(staff)
    staff.version += 1


def _keep_a_manager(*, leaving: User) -> None:
    """Refuse when nobody else could do this work afterwards."""
    others = User.objects.exclude(pk=leaving.pk).filter(is_active=True, role="manager")
    stays = leaving.is_active and leaving.role == "manager"
    if not stays and not others.exists():
        raise ValidationError(LAST_MANAGER)
