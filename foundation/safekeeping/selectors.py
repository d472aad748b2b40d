"""The account of the machine room, as its page and its nightly work ask for it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from foundation.records.secrecy import derived_key
from foundation.safekeeping.choices import Kind
from foundation.safekeeping.models import Chore, KnownKey
from foundation.safekeeping.rules.times import is_due

SHOWN = 20
CHECK_BYTES = 8


def last_done(kind: Kind) -> Chore | None:
    """The newest one that succeeded."""
    return Chore.objects.done().filter(kind=kind).first()


def last_tried(kind: Kind) -> Chore | None:
    return Chore.objects.filter(kind=kind).first()


def last_chores() -> list[Chore]:
    """The newest of every kind together, as the page lists them."""
    return list(Chore.objects.all()[:SHOWN])


def is_time_for(kind: Kind, *, now: datetime) -> bool:
    """Whether a chore of the night should be begun now, by the clinic's own time."""
    done, tried = last_done(kind), last_tried(kind)
    return is_due(
        kind,
        done_at=done.began_at if done else None,
        tried_at=tried.began_at if tried else None,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class KeyOnFile:
    """A key of encryption as the clinic has known it: never its secret."""

    key_id: str
    seen_at: datetime
    seals_now: bool
    is_given: bool
    is_another: bool


def keys_on_file() -> list[KeyOnFile]:
    """Every key that was ever given, the present one first, then the newest."""
    given = settings.ENCRYPTION_KEYS
    present = next(iter(given))
    keys = [
        KeyOnFile(
            key_id=known.key_id,
            seen_at=known.seen_at,
            seals_now=known.key_id == present,
            is_given=known.key_id in given,
            is_another=known.key_id in given and check_of(known.key_id) != known.check_word,
        )
        for known in KnownKey.objects.order_by("-seen_at", "key_id")
    ]
    return sorted(keys, key=lambda key: not key.seals_now)


def check_of(key_id: str) -> str:
    """A word by which a key is known again, from which nothing of it can be learnt."""
    return derived_key(key_id, "check")[:CHECK_BYTES].hex()
