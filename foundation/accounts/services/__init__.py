"""What the clinic does with the accounts of its staff."""

from foundation.accounts.services.factors import (
    factor_was_refused,
    reseal_second_factors,
)
from foundation.accounts.services.itself import the_clinic_itself
from foundation.accounts.services.links import begin_anew, open_link
from foundation.accounts.services.reviews import confirm_review
from foundation.accounts.services.sessions import end_session, end_sessions
from foundation.accounts.services.staff import (
    change_role,
    disable,
    enable,
    invite,
    reset_password,
    reset_second_factor,
)

__all__ = [
    "begin_anew",
    "change_role",
    "confirm_review",
    "disable",
    "enable",
    "end_session",
    "end_sessions",
    "factor_was_refused",
    "invite",
    "open_link",
    "reseal_second_factors",
    "reset_password",
    "reset_second_factor",
    "the_clinic_itself",
]
