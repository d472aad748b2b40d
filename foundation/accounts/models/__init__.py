from foundation.accounts.models.link import StaffLink
from foundation.accounts.models.refusal import PolicyRefusal
from foundation.accounts.models.review import StaffReview
from foundation.accounts.models.session import StaffSession
from foundation.accounts.models.user import User

__all__ = ["PolicyRefusal", "StaffLink", "StaffReview", "StaffSession", "User"]
