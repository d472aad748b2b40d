"""Who may do what with this panel, this result."""

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from immunology.models import Panel, Result


def may_change(user: User, panel: Panel) -> bool:
    """A draft may be changed by those who enter results."""
    return panel.is_draft and user.may(Permission.RESULT_ENTER)


def may_sign(user: User, panel: Panel) -> bool:
    """A draft may be signed by those whose name counts."""
    return panel.is_draft and user.may(Permission.RESULT_SIGN)


def may_void(user: User, panel: Panel) -> bool:
    """Who enters may strike out a draft; what is signed needs somebody who signs."""
    if panel.voided_at is not None:
        return False
    needed = Permission.RESULT_SIGN if panel.is_signed else Permission.RESULT_ENTER
    return user.may(needed)


def may_correct(user: User, result: Result) -> bool:
    """A signed result that stands may be corrected by those who sign."""
    stands = result.voided_at is None and result.signed_at is not None
    return stands and user.may(Permission.RESULT_SIGN)
