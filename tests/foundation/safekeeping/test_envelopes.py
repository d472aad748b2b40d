"""A sealed file gives back what was written, or nothing at all."""

import io

import pytest

from foundation.records.secrecy import Unreadable
from foundation.safekeeping.services.envelopes import (
    CHUNK,
    TAG,
    SealedReader,
    SealedWriter,
)

OLD, NEW = "ab12cd34ef56" * 5, "98fe76dc54ba" * 5
SEALED_CHUNK = CHUNK + TAG


def sealed(content: bytes, *, pieces: int = 1 << 16) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file)
    for start in range(0, len(content), pieces):
        writer.write(content[start : start + pieces])
    writer.finish()
    return file.getvalue()


def opened(file: bytes) -> bytes:
    reader = SealedReader(io.BytesIO(file))
    return b"".join(iter(lambda: reader.read(100_000), b""))


def text(chunks: float) -> bytes:
    """Content of so many chunks, no two of them alike."""
    return b"".join(n.to_bytes(8, "big") for n in range(int(chunks * CHUNK) // 8))


@pytest.mark.parametrize("chunks", [0, 0.001, 1, 1.5, 2, 3.25])
def test_a_file_of_any_length_opens_as_it_was_written(chunks):
    assert opened(sealed(text(chunks))) == text(chunks)


def test_nothing_of_the_content_is_readable():
    assert b"Asha Sample" not in sealed(b"Asha Sample" * 200)


def test_equal_contents_lie_differently():
    one, other = sealed(b"the same"), sealed(b"the same")
    assert one.splitlines()[1] != other.splitlines()[1]
    assert one[-20:] != other[-20:]


def head(file: bytes) -> int:
    """Where the chunks begin."""
    return file.index(b"\n", file.index(b"\n") + 1) + 1


def flipped(file: bytes, place: int) -> bytes:
    return file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]


def swapped(file: bytes) -> bytes:
    start = head(file)
    first, second = start + SEALED_CHUNK, start + 2 * SEALED_CHUNK
    return file[:start] + file[first:second] + file[start:first] + file[second:]


SPOILED = {
    "a bit of a chunk changed": lambda file: flipped(file, head(file) + 5),
    "a bit of the last tag changed": lambda file: flipped(file, len(file) - 1),
    "a bit of the salt changed": lambda file: file.replace(b'"salt": "', b'"salt": "0', 1),
    "the head laid out otherwise": lambda file: file.replace(b'", "salt', b'",  "salt', 1),
    "cut in the middle of a chunk": lambda file: file[:-100],
    "cut after a whole chunk": lambda file: file[: head(file) + 2 * SEALED_CHUNK],
    "cut down to its head": lambda file: file[: head(file)],
    "two chunks in the other order": swapped,
    "a chunk left out": lambda file: file[: head(file)] + file[head(file) + SEALED_CHUNK :],
    "something added": lambda file: file + b"\0",
    "another file's chunk": lambda file: (
        file[: head(file)]
        + sealed(text(3))[head(file) :][:SEALED_CHUNK]
        + file[head(file) + SEALED_CHUNK :]
    ),
    "not such a file": lambda file: b"PK" + file,
    "a head that says nothing": lambda file: file[: file.index(b"{")] + b"{}\n",
    "empty": lambda file: b"",
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_a_file_that_was_touched_does_not_open(spoil):
    with pytest.raises(Unreadable):
        opened(spoil(sealed(text(3))))


def test_a_file_that_was_never_finished_does_not_open():
    file = io.BytesIO()
    SealedWriter(file).write(text(2))
    with pytest.raises(Unreadable):
        opened(file.getvalue())


def test_an_older_key_still_opens_its_files_and_a_missing_one_is_named(settings):
    settings.ENCRYPTION_KEYS = {"old": OLD}
    file = sealed(b"words")
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    assert opened(file) == b"words"
    settings.ENCRYPTION_KEYS = {"new": NEW}
    with pytest.raises(Unreadable, match="The key 'old' is not among this clinic's keys."):
        opened(file)


def test_a_key_that_kept_its_name_but_not_its_secret_is_told(settings):
    settings.ENCRYPTION_KEYS = {"first": OLD}
    file = sealed(b"words")
    settings.ENCRYPTION_KEYS = {"first": NEW}
    with pytest.raises(Unreadable, match="or its key has another secret here"):
        opened(file)
