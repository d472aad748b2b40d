"""Which keys of encryption the clinic has known, since when, and that they are the same."""

from django.conf import settings
from django.utils import timezone

from foundation.safekeeping.models import KnownKey
from foundation.safekeeping.selectors import check_of


def note_keys() -> None:
    """Write down each key the first time it is given; its secret stays where it is."""
    now = timezone.now()
    KnownKey.objects.bulk_create(
        [
            KnownKey(key_id=key_id, check_word=check_of(key_id), seen_at=now)
            for key_id in settings.ENCRYPTION_KEYS
        ],
        ignore_conflicts=True,
    )
