"""Everything that lies sealed, and how a new key takes over all of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings

from foundation.accounts.services import reseal_second_factors
from foundation.records import secrecy
from foundation.records.rotation import older, reseal, sealed_models
from foundation.safekeeping.choices import Kind
from foundation.safekeeping.services import ChoreFailed, on_record
from interop.services import reseal_registers
from patients.services import reseal_attachments

# What is sealed by hand, outside of a sealed column; each seals its own anew.
BY_HAND: Mapping[str, Callable[[], int]] = {
    "papers from outside": reseal_attachments,
    "old registers": reseal_registers,
    "second factors": reseal_second_factors,
}


@dataclass(frozen=True, slots=True)
class Resealed:
    """What became of one kind of sealed things."""

    name: str
    resealed: int
    unreadable: int = 0


def rotate_keys() -> Iterator[Resealed]:
    """Seal everything anew that an older key sealed, and put it on record.

    It may be stopped at any time and gone on with: what is done stays done.

    Raises: ChoreFailed when there is only one key, or something opens with none.
    """
    if len(settings.ENCRYPTION_KEYS) < 2:
        raise ChoreFailed(
            "There is only one key. Put a new one in front of it in ENCRYPTION_KEYS, "
            "restart the clinic, and run this again."
        )
    with on_record(Kind.KEYS) as chore:
        try:
            for done in _everything():
                chore.details[done.name] = done.resealed
                yield done
        except secrecy.Unreadable as fault:
            raise ChoreFailed(str(fault)) from fault
        if left := sum(older(model).count() for model in sealed_models()):
            raise ChoreFailed(
                f"{left} rows are still sealed with an older key: they open with none of "
                "these keys, or a program that was not restarted wrote them meanwhile."
            )


def _everything() -> Iterator[Resealed]:
    for model in sealed_models():
        yield Resealed(str(model._meta.verbose_name_plural), *reseal(model))
    for name, reseal_by_hand in BY_HAND.items():
        yield Resealed(name, reseal_by_hand())
