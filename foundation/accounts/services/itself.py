"""The account in whose name the clinic does by itself what nobody asked for."""

from foundation.accounts.models import User
from foundation.accounts.models.user import ITSELF


def the_clinic_itself() -> User:
    """Give that account, made the first time: closed, without a password, for the log.

    It stands where a paper was printed by the night and not by a person.
    """
    found = User.objects.filter(username=ITSELF).first()
    if found is not None:
        return found
    account = User(
        username=ITSELF, first_name="The clinic", last_name="itself",
        role="administrator", is_active=False,
    )  # fmt: skip
    account.set_unusable_password()
    account.save()
    return account
