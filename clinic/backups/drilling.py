"""The drill: a backup is restored for real, on the side, and compared with what it was."""

from contextlib import closing
from pathlib import Path
from time import monotonic

import psycopg2

from clinic.backups.clients import Address
from clinic.backups.making import told
from clinic.backups.reading import Manifest, pour
from clinic.backups.scratch import scratch_database
from clinic.backups.stock import (
    differences,
    rows_by_table,
    sums_of_documents,
    sums_of_papers,
)
from foundation.records.audit.verifying import verify
from foundation.safekeeping.choices import Kind
from foundation.safekeeping.models import Chore
from foundation.safekeeping.services import ChoreFailed, on_record

SAID_AT_MOST = 5


def drill(file: Path) -> Chore:
    """Restore a backup into a server of its own, compare it, and put it on record.

    Everything it made is removed again, however it ends.

    Raises: ChoreFailed, OSError; the record says why.
    """
    with on_record(Kind.DRILL) as chore:
        chore.file = file.name
        began = monotonic()
        with scratch_database() as there:
            started = monotonic()
            manifest = pour(file, into=there)
            poured = monotonic()
            seals = prove(manifest, at=there)
        chore.details = told(manifest) | {
            "of": manifest["began_at"],
            "seals": seals,
            "start_s": round(started - began, 2),
            "restore_s": round(poured - started, 2),
            "compare_s": round(monotonic() - poured, 2),
        }
    return chore


def prove(manifest: Manifest, *, at: Address) -> int:
    """Compare what came back with the manifest: every row, every sum and every seal.

    The newest seal of the manifest must be there, and the whole chain must hold over the
    rows that came back. Answers how many seals were tried.

    Raises: ChoreFailed with the first differences.
    """
    with closing(psycopg2.connect(**at)) as restored, restored.cursor() as cursor:
        found = differences(manifest["rows"], rows_by_table(cursor))
        found += differences(manifest["documents"], sums_of_documents(cursor))
        found += differences(manifest["papers"], sums_of_papers(cursor))
        verdict = verify(cursor, kept=manifest["seal"])
        found += verdict.faults
    if found:
        more = len(found) - SAID_AT_MOST
        rest = [f"{more} more differences."] if more > 0 else []
        raise ChoreFailed(" ".join(found[:SAID_AT_MOST] + rest))
    return verdict.seals
