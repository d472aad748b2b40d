"""What lies in a backup, one part after the other: the database, then the manifest.

Inside its seal a backup is a tar file that is written and read from front to end::

    database/000000 ...     what pg_dump wrote, in pieces
    manifest.json           what the other parts must amount to
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from typing import IO, Any, Self

from foundation.safekeeping.services.envelopes import Sink, Source, Unreadable

DATABASE = "database"
MANIFEST = "manifest.json"
PIECE = 8 << 20


class BundleWriter:
    """Puts part after part into a backup; where that fails, writes nothing any more."""

    def __init__(self, to: Sink) -> None:
        self._tar = tarfile.open(fileobj=to, mode="w|")  # type: ignore[call-overload]  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            # Else it writes its end into a closed file, whenever it is cleared away.
            self._tar.fileobj.closed = True  # type: ignore[union-attr, misc]

    def add_database(self, dump: IO[bytes]) -> str:
        """Put the whole dump in, of whatever length; give its sum."""
        total = hashlib.sha256()
        for place, piece in enumerate(iter(lambda: dump.read(PIECE), b"")):
            total.update(piece)
            self._add(f"{DATABASE}/{place:06}", io.BytesIO(piece), len(piece))
        return total.hexdigest()

    def finish(self, manifest: dict[str, Any]) -> None:
        """Put the manifest in as the last part."""
        said = json.dumps(manifest, indent=1, sort_keys=True).encode()
        self._add(MANIFEST, io.BytesIO(said), len(said))
        self._tar.close()

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        part = tarfile.TarInfo(name)
        part.size = size
        self._tar.addfile(part, content)


def parts_of(source: Source) -> Iterator[tuple[str, IO[bytes]]]:
    """Give each part of a backup with its name, in the order in which they lie.

    Raises: Unreadable.
    """
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:  # type: ignore[call-overload]
            for part in tar:
                content = tar.extractfile(part)
                if content:
                    yield part.name, content
        # What follows the end of the tar file is sealed too: read it, so that a cut shows.
        while source.read(PIECE):
            pass
    except tarfile.TarError as fault:
        raise Unreadable("The parts of the backup cannot be told apart.") from fault
