"""Signing somebody out: here, elsewhere, everywhere."""

from uuid import UUID

from foundation.accounts.models import StaffSession, User


def end_sessions(user: User, *, besides: str | None = None) -> int:
    """Sign somebody out everywhere, or everywhere besides one place; how many ended."""
    ended, _ = StaffSession.objects.filter(staff=user).exclude(session_key=besides).delete()
    return ended


def end_session(user: User, *, number: UUID) -> int:
    """Sign somebody out in one place; nothing happens to places that are not his."""
    ended, _ = StaffSession.objects.filter(staff=user, number=number).delete()
    return ended
