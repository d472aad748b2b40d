"""The write-ahead log leaves the machine of the database: compressed, sealed, file by file.

PostgreSQL puts each finished piece of its log into a folder, the spool; a base backup is
moved there as well. From the spool they go, sealed like backups, to where backups lie::

    spool/000000010000000000000007  ->  log/000000010000000000000007.gz.sealed
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

from foundation.safekeeping.services import ChoreFailed, SealedReader, SealedWriter
from foundation.safekeeping.services.envelopes import Unreadable
from foundation.safekeeping.services.files import appearing_whole, own_folder, sync_folder

LOG = "log"
SEALED = ".gz.sealed"
PIECE = 1 << 20
# A piece that was closed before it was full is mostly empty: little work shrinks it most.
LITTLE_WORK, GZIP = 1, 31


def ship(spool: Path, *, to: Path) -> list[Path]:
    """Seal every finished file of the spool; it leaves the spool once that is on the disk.

    What begins with a point, and folders, are not finished. A file that comes again, since
    PostgreSQL was not sure, is sealed again under its name.

    Raises: OSError.
    """
    waiting = (path for path in spool.iterdir() if path.is_file())
    finished = sorted(path for path in waiting if not path.name.startswith("."))
    return [_seal(path, own_folder(to)) for path in finished]


def open_sealed(file: Path, *, into: Path) -> Path:
    """Open one sealed file into a folder, under the name it had.

    Raises: ChoreFailed when it was cut or changed, or its key is missing; OSError.
    """
    path = own_folder(into) / file.name.removesuffix(SEALED)
    try:
        with file.open("rb") as source, appearing_whole(path) as plain:
            for piece in _opened(SealedReader(source)):
                plain.write(piece)
    except (Unreadable, zlib.error) as fault:
        raise ChoreFailed(f"{file.name}: {fault}") from fault
    return path


def newest_shipped(folder: Path) -> float | None:
    """When the last file was shipped, in seconds; nothing where none ever was."""
    sealed = folder.glob(f"*{SEALED}")
    return max((path.stat().st_mtime for path in sealed), default=None)


def _seal(path: Path, to: Path) -> Path:
    shipped = to / f"{path.name}{SEALED}"
    with path.open("rb") as plain, appearing_whole(shipped) as file:
        sealed, press = SealedWriter(file), zlib.compressobj(LITTLE_WORK, wbits=GZIP)
        for piece in iter(lambda: plain.read(PIECE), b""):
            sealed.write(press.compress(piece))
        sealed.write(press.flush())
        sealed.finish()
    path.unlink()
    sync_folder(path.parent)
    return shipped


def _opened(sealed: SealedReader) -> Iterator[bytes]:
    unpress = zlib.decompressobj(wbits=GZIP)
    for piece in iter(lambda: sealed.read(PIECE), b""):
        yield unpress.decompress(piece)
    yield unpress.flush()
