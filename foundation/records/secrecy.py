"""What must not lie readable in a table or a file: sealed with a key, bound to its place.

A sealed text is `key id . base64(nonce, AES-256-GCM ciphertext and tag)`. The place it
was sealed for (table, column and row) is authenticated with it: moved to another row, it
does not open. Keys are named in settings.ENCRYPTION_KEYS, the present one first; older
ones open what was sealed with them until `manage.py rotate_keys` has sealed it anew.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32


class Unreadable(ValueError):
    """A sealed text does not open: unknown key, another place, or it was changed."""


def seal(text: str, *, place: str) -> str:
    """Seal a text for one place, such as "patients.Identity.number:7"."""
    key_id = current_key()
    sealed = seal_bytes(text.encode(), place=place, key_id=key_id)
    return f"{key_id}.{urlsafe_b64encode(sealed).decode()}"


def unseal(token: str, *, place: str) -> str:
    """Open a sealed text at its place.

    Raises: Unreadable.
    """
    key_id, _, body = token.partition(".")
    try:
        sealed = urlsafe_b64decode(body)
    except ValueError as fault:
        raise Unreadable("This is not a sealed text.") from fault
    return unseal_bytes(sealed, place=place, key_id=key_id).decode()


def seal_bytes(content: bytes, *, place: str, key_id: str | None = None) -> bytes:
    """Seal bytes for one place: the nonce, then the ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(derived_key(key_id or current_key(), "seal"))
    return nonce + cipher.encrypt(nonce, content, place.encode())


def unseal_bytes(sealed: bytes, *, place: str, key_id: str) -> bytes:
    """Open sealed bytes at their place.

    Raises: Unreadable.
    """
    nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    cipher = AESGCM(derived_key(key_id, "seal"))
    try:
        return cipher.decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError) as fault:
        raise Unreadable("A sealed content does not open at this place.") from fault


def blind(text: str, *, place: str, key_id: str | None = None) -> str:
    """A word that stands for a text in an index: equal texts of a place, equal words."""
    key_id = key_id or current_key()
    digest = hmac.digest(
        derived_key(key_id, "blind"), f"{place}\0{text}".encode(), "sha256"
    )
    return f"{key_id}.{digest.hex()}"


def blinds(text: str, *, place: str) -> list[str]:
    """The words of a text under every key on file: what a look-up asks for."""
    return [blind(text, place=place, key_id=key_id) for key_id in settings.ENCRYPTION_KEYS]


def current_key() -> str:
    """The id of the key that seals now."""
    return next(iter(settings.ENCRYPTION_KEYS))


def is_current(token: str) -> bool:
    """Tell whether a sealed text was sealed with the present key."""
    return token.partition(".")[0] == current_key()


def derived_key(key_id: str, purpose: str) -> bytes:
    """The key of one purpose, made from a secret on file.

    Raises: Unreadable when no secret has that id.
    """
    secret = settings.ENCRYPTION_KEYS.get(key_id)
    if secret is None:
        raise Unreadable(f"The key {key_id!r} is not among this clinic's keys.")
    return _hkdf(secret, purpose)


@cache
def _hkdf(secret: str, purpose: str) -> bytes:
    info = f"decidua {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(
        secret.encode()
    )
