"""The second factor of the staff: an authenticator app, passkeys, recovery codes.

The seeds of apps and recovery codes lie sealed: `user : key id . ciphertext`. The user they
belong to is authenticated with them and stands in front, so that a seed copied into the
row of a colleague opens for nobody (see receivers.py, which looks at every loaded row).
"""

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache

from foundation.accounts.models import User
from foundation.records import secrecy

Type = Authenticator.Type
# What proves something by itself; recovery codes only stand in for one of these.
FACTORS = (Type.TOTP, Type.WEBAUTHN)
# Where a seed lies in the data of an app and of recovery codes.
SEEDS = ("secret", "seed")


class ClinicMFAAdapter(DefaultMFAAdapter):
    """allauth's second factors with sealed seeds and the clinic's name."""

    def encrypt(self, text: str) -> str:
        """Seal a seed for the person who is signed in, whose seed it is."""
        return sealed_seed(text, user_id=context.request.user.pk)

    def decrypt(self, encrypted_text: str) -> str:
        return opened_seed(encrypted_text)

    def get_totp_issuer(self) -> str:
        return settings.CLINIC_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {
            "name": settings.CLINIC_NAME
        }

    def generate_authenticator_name(self, user, type: Authenticator.Type) -> str:
        held = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {held + 1}" if held else "My passkey"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor stays where one is demanded: another one comes first."""
        if not settings.SECOND_FACTOR_REQUIRED:
            return True
        others = factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists()


def factors_of(user):
    """The apps and passkeys of a user, recovery codes not counted."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def sealed_seed(seed: str, *, user_id: int) -> str:
    """Seal a seed for one user."""
    return f"{user_id}:{secrecy.seal(seed, place=_place(user_id))}"


def opened_seed(sealed: str) -> str:
    """Open a seed for the user who stands in front of it.

    Raises: foundation.records.secrecy.Unreadable.
    """
    owner, _, token = sealed.partition(":")
    return secrecy.unseal(token, place=_place(owner))


def refuse_foreign_seeds(authenticator: Authenticator) -> None:
    """A seed that names another user than its row was copied there.

    Raises: foundation.records.secrecy.Unreadable.
    """
    for seed in seeds_in(authenticator).values():
        if seed.partition(":")[0] != str(authenticator.user_id):
            raise secrecy.Unreadable("A second factor lies in the row of another user.")


def seeds_in(authenticator: Authenticator) -> dict[str, str]:
    """The sealed seeds of a row, by the name under which each lies."""
    return {name: seed for name in SEEDS if (seed := authenticator.data.get(name))}


def code_opens(user: User, code: str) -> Authenticator | None:
    """The app or recovery codes that a typed code belongs to; each code counts once."""
    typed = Authenticator.objects.filter(user=user).exclude(type=Type.WEBAUTHN)
    for authenticator in typed:
        if authenticator.wrap().validate_code(code) and _first_use(user, code):
            return authenticator
    return None


# An app's code is taken one step early and one step late: it lives for three.
CODE_LIFE_S = 3 * 30


def _first_use(user: User, code: str) -> bool:
    """Claim a code for as long as it would be taken."""
    digits = "".join(code.split())
    return cache.add(f"second-factor:{user.pk}:{digits}", 1, timeout=CODE_LIFE_S)


def _place(user_id: int | str) -> str:
    return f"mfa.Authenticator.seed:{user_id}"
