"""A stream sealed in chunks: of any size, in little memory, and none can be changed.

::

    decidua sealed file 1
    {"key": "first", "salt": "..."}
    chunk 0 | chunk 1 | ... | last chunk        each AES-256-GCM, 1 MiB and its tag

Each file has a key of its own, made from a key of the ring and the salt. A chunk's nonce
is its place and whether it is the last one (the STREAM construction): a chunk that was
changed, moved, left out, or taken from another file does not open, and a file that was cut
has no last chunk. The two lines in front are authenticated with every chunk.
"""

import json
import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from foundation.records import secrecy

TITLE = b"decidua sealed file 1\n"
CHUNK = 1 << 20
TAG = 16
SALT = 32
PLACE = 11
LONGEST_LINE = 1000

Unreadable = secrecy.Unreadable


class Sink(Protocol):
    def write(self, content: bytes, /) -> object: ...


class Source(Protocol):
    def read(self, amount: int, /) -> bytes: ...


class SealedWriter:
    """Seals what is written to it; without `finish` the file has no end and never opens."""

    def __init__(self, to: Sink) -> None:
        said = {"key": secrecy.current_key(), "salt": secrets.token_hex(SALT)}
        self._to = to
        self._head = TITLE + json.dumps(said).encode() + b"\n"
        self._cipher = _cipher(said)
        self._waiting = bytearray()
        self._place = 0
        to.write(self._head)

    def write(self, content: bytes) -> int:
        """Take some more; a full chunk is sealed as soon as it is surely not the last."""
        self._waiting += content
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(content)

    def finish(self) -> None:
        """Seal the last chunk, which says that nothing follows."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, content: bytes, *, last: bool) -> None:
        nonce = _nonce(self._place, last=last)
        self._to.write(self._cipher.encrypt(nonce, content, self._head))
        self._place += 1


class SealedReader:
    """Opens a sealed file from its beginning to its end.

    Raises: Unreadable at the first chunk that is not what was sealed there.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        title, said = _line(source), _line(source)
        if title != TITLE:
            raise Unreadable("This is not a sealed file of the clinic.")
        self._head = title + said
        self._cipher = _cipher(_read_head(said))
        self._next = source.read(CHUNK + TAG)
        self._opened = b""
        self._place = 0
        self._at_end = False

    def read(self, amount: int) -> bytes:
        """Give at most so many bytes; none at the end of the content."""
        if not self._opened and not self._at_end:
            self._opened = self._open()
        given, self._opened = self._opened[:amount], self._opened[amount:]
        return given

    def _open(self) -> bytes:
        sealed, self._next = self._next, self._source.read(CHUNK + TAG)
        self._at_end = not self._next
        nonce = _nonce(self._place, last=self._at_end)
        self._place += 1
        try:
            return self._cipher.decrypt(nonce, sealed, self._head)
        except InvalidTag as fault:
            raise Unreadable(
                "The file was cut or changed, or its key has another secret here."
            ) from fault


def _line(source: Source) -> bytes:
    """Read one line of the head, byte by byte; it is short."""
    line = b""
    while not line.endswith(b"\n") and len(line) < LONGEST_LINE:
        byte = source.read(1)
        if not byte:
            break
        line += byte
    return line


def _read_head(said: bytes) -> dict[str, str]:
    try:
        head = json.loads(said)
        return {"key": str(head["key"]), "salt": str(head["salt"])}
    except (ValueError, KeyError, TypeError) as fault:
        raise Unreadable("The head of the sealed file cannot be read.") from fault


def _cipher(head: dict[str, str]) -> AESGCM:
    """The key of one file, from a key of the ring and the salt in its head."""
    try:
        salt = bytes.fromhex(head["salt"])
    except ValueError as fault:
        raise Unreadable("The head of the sealed file cannot be read.") from fault
    key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=TITLE)
    return AESGCM(key.derive(secrecy.derived_key(head["key"], "file")))


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(PLACE, "big") + bytes([last])
