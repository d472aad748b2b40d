"""A file in place of a telephone network: what a demonstration sends can be read there."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.utils import timezone

from foundation.messaging.services.carrying import Letter, Receipt, Refused

OWNER_ONLY = 0o600


class LogFileGateway:
    """Write one line per message, once per key, safely on disk before answering.

    A line that a crash cut short was never accepted: it lacks its end.
    """

    name = "log file"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, Receipt] = {}
        self._read_to = 0

    def send(self, letter: Letter) -> Receipt:
        try:
            with self._opened() as log:
                return self._find(log, letter.key) or self._write(log, letter)
        except OSError as fault:
            raise Refused(
                f"The message log cannot be written: {fault.strerror}."
            ) from fault

    def accepted(self, key: str) -> Receipt | None:
        if not self.path.exists():
            return None
        with self._opened() as log:
            return self._find(log, key)

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        """The log, locked against every other process of the house."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(self.path, os.O_RDWR | os.O_CREAT, OWNER_ONLY), "r+b") as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            yield log

    def _find(self, log: IO[bytes], key: str) -> Receipt | None:
        """Look the key up; only what was added since the last look is read."""
        if os.fstat(log.fileno()).st_size < self._read_to:
            self._known, self._read_to = {}, 0
        log.seek(self._read_to)
        for line in log:
            if not line.endswith(b"\n"):
                break
            self._read_to += len(line)
            self._note(line)
        return self._known.get(key)

    def _note(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
            accepted_at = datetime.fromisoformat(entry["accepted_at"])
            self._known[entry["key"]] = Receipt(entry["reference"], accepted_at)
        except (ValueError, KeyError, TypeError):
            return  # a line cut short by a crash and closed by the next writer

    def _write(self, log: IO[bytes], letter: Letter) -> Receipt:
        receipt = Receipt(reference=uuid4().hex, accepted_at=timezone.now())
        entry = {
            "key": letter.key,
            "channel": letter.channel,
            "address": letter.address,
            "subject": letter.subject,
            "text": letter.text,
            "reference": receipt.reference,
            "accepted_at": receipt.accepted_at.isoformat(),
        }
        end = log.seek(0, os.SEEK_END)
        is_torn = end > self._read_to
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        log.write(b"\n" + line if is_torn else line)
        log.flush()
        os.fsync(log.fileno())
        return receipt
