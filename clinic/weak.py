"""A real installation does not start on sample secrets, for any host, or in clear."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
SHORTEST_PASSWORD = 20
THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
SAMPLE_WORDS = ("change", "insecure", "sample", "example", "secret", "password", "test")


def read_keys(said: str) -> dict[str, str]:
    """Read the keys of encryption, "id:secret id:secret ...", the present one first.

    Raises: ImproperlyConfigured when a word is not an id and a secret, an id is given
    twice, or there is none.
    """
    keys: dict[str, str] = {}
    for word in said.split():
        key_id, _, secret = word.partition(":")
        if not (key_id.isalnum() and secret) or key_id in keys:
            raise ImproperlyConfigured(
                "ENCRYPTION_KEYS must be words like first:RANDOM, each id once; "
                "the present key comes first."
            )
        keys[key_id] = secret
    if not keys:
        raise ImproperlyConfigured("ENCRYPTION_KEYS names no key.")
    return keys


def refuse_weak(
    *, secret_key: str, keys: Mapping[str, str], allowed_hosts: list[str], demo: bool
) -> None:
    """Stop the start when a setting would leave the door open.

    A demonstration is only reachable from its own machine and is let through.

    Raises: ImproperlyConfigured, naming the setting and what to do.
    """
    if demo:
        return
    _refuse_weak_secret("SECRET_KEY", secret_key)
    for secret in keys.values():
        _refuse_weak_secret("ENCRYPTION_KEYS", secret)
    if secret_key in keys.values() or len(set(keys.values())) < len(keys):
        raise ImproperlyConfigured("ENCRYPTION_KEYS must be secrets of their own.")
    if not allowed_hosts or any("*" in host for host in allowed_hosts):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the clinic's own addresses.")


def refuse_unguarded(
    *, public_url: str, allowed_hosts: list[str], servers: Mapping[str, str], demo: bool
) -> None:
    """Stop the start when browsers would come in clear, or a server asks no password.

    Only a clinic that nobody but its own machine can reach may do without encryption.
    A server behind a socket of this machine knows who asks.

    Raises: ImproperlyConfigured, naming the setting and what to do.
    """
    if demo:
        return
    address = urlsplit(public_url)
    stays_here = {address.hostname, *allowed_hosts} <= THIS_MACHINE
    if not address.hostname or (address.scheme != "https" and not stays_here):
        raise ImproperlyConfigured(
            "PUBLIC_URL must be the address of the clinic and begin with https://."
        )
    for name, url in servers.items():
        server = urlsplit(url)
        if server.hostname and not unquote(server.hostname).startswith("/"):
            _refuse_weak_secret(
                f"The password in {name}", server.password or "", SHORTEST_PASSWORD
            )


def refuse_open_mail(
    *, host: str, user: str, password: str, is_sealed: bool, sender: str, demo: bool
) -> None:
    """Stop the start when letters or their password would travel in clear.

    Raises: ImproperlyConfigured, naming the setting and what to do.
    """
    if demo or not host:
        return
    if not is_sealed and host not in THIS_MACHINE:
        raise ImproperlyConfigured("EMAIL_USE_TLS must be on for a server elsewhere.")
    if user and not password:
        raise ImproperlyConfigured("EMAIL_HOST_USER needs its EMAIL_HOST_PASSWORD.")
    if sender.rstrip(">").endswith(("@example.org", "@example.com")):
        raise ImproperlyConfigured("DEFAULT_FROM_EMAIL must be an address of the clinic.")


def _refuse_weak_secret(name: str, secret: str, shortest: int = SHORTEST_SECRET) -> None:
    if len(secret) < shortest or len(set(secret)) < 10:
        raise ImproperlyConfigured(
            f"{name} is too weak: use at least {shortest} random characters."
        )
    if any(word in secret.lower() for word in SAMPLE_WORDS):
        raise ImproperlyConfigured(f"{name} looks like a sample; make one of your own.")
