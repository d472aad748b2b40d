"""Files that appear complete or not at all, for their owner's eyes only."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

UNFINISHED = ".unfinished"


@contextmanager
def appearing_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a new file; it gets its name when all of it is on the disk, or never."""
    draft = path.with_name(f".{path.name}{UNFINISHED}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names of a folder written to the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def own_folder(folder: Path) -> Path:
    """Make a folder that nobody else may enter, unless it is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class Summed:
    """Writes through to a file and keeps the sum of what went by."""

    def __init__(self, to: BinaryIO) -> None:
        self._to = to
        self._sum = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> int:
        self._sum.update(content)
        self.size += len(content)
        return self._to.write(content)

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()
