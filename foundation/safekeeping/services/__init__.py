"""Keeping records safe: sealed files, and the account of what was done."""

from foundation.safekeeping.services.chores import (
    AlreadyRuns,
    ChoreFailed,
    on_record,
)
from foundation.safekeeping.services.envelopes import SealedReader, SealedWriter
from foundation.safekeeping.services.keys import note_keys

__all__ = [
    "AlreadyRuns",
    "ChoreFailed",
    "SealedReader",
    "SealedWriter",
    "note_keys",
    "on_record",
]
