"""Every view says at its door who may enter."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from foundation.accounts.freshness import freshly_signed_in
from foundation.accounts.roles import Permission
from foundation.records.reading import with_its_look

View = Callable[..., HttpResponse]


def require(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Let a view run only for staff whose role grants the permission.

    What it reads and the line that says who read it are one transaction.

    `fresh`: and only for somebody who has proved within five minutes who they are. Write
    it outermost, above @require_POST and its sisters: the proof itself is posted.
    """

    def guard(view: View) -> View:
        read = with_its_look(view)
        entered = freshly_signed_in(read) if fresh else read

        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.may(permission):
                raise PermissionDenied
            return entered(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        guarded.needs_fresh_sign_in = fresh  # type: ignore[attr-defined]
        return guarded

    return guard


def own_account(view: View, *, fresh: bool = False) -> View:
    """Let everybody who has signed in use a page that knows only his own account."""
    entered = freshly_signed_in(view) if fresh else view

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return entered(request, *args, **kwargs)

    guarded.is_own_account = True  # type: ignore[attr-defined]
    guarded.needs_fresh_sign_in = fresh  # type: ignore[attr-defined]
    return guarded
