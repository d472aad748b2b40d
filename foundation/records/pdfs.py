"""Which PDF may be kept: one that can be read whole, and that can run nothing.

A PDF can carry programs, start others, send forms and hide files. Nothing of that belongs
to a laboratory's report; it is refused with a sentence, since a paper that was quietly
changed would no longer be the paper that came.
"""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

MOST_PAGES = 200
MOST_OBJECTS = 50_000
LOCKED = "This PDF is locked with a password. Save it without one and try again."
UNREADABLE = "This PDF is damaged or incomplete. Scan or save it again."
TOO_LONG = f"This PDF has more than {MOST_PAGES} pages. Keep the pages that matter."
ACTIVE = (
    "This PDF contains {what}, which a paper does not need. "
    "Print it to a new PDF and try again."
)

# What a reader program may do by itself or at a click, by the word of the PDF standard.
ACTIONS = {
    "/JavaScript": "a program (JavaScript)",
    "/Launch": "a command to start another program",
    "/SubmitForm": "a form that sends itself",
    "/ImportData": "a form that fetches data",
    "/GoToR": "a link to another file",
    "/GoToE": "a link to a hidden file",
    "/Rendition": "a film or sound",
    "/Movie": "a film or sound",
    "/Sound": "a film or sound",
    "/RichMediaExecute": "a film or sound",
}
PARTS = {
    "/JS": ACTIONS["/JavaScript"],
    "/JavaScript": ACTIONS["/JavaScript"],
    "/EF": "a hidden file",
    "/EmbeddedFiles": "a hidden file",
    "/RichMediaContent": "a film or sound",
    "/XFA": "a form that runs a program (XFA)",
}
# Outside the compressed parts of the file the words themselves are looked for as well,
# also in corners that no table of contents leads to.
WORDS = {
    b"JavaScript": ACTIONS["/JavaScript"],
    b"Launch": ACTIONS["/Launch"],
    b"EmbeddedFile": "a hidden file",
    b"EmbeddedFiles": "a hidden file",
    b"RichMedia": "a film or sound",
}
_WORDS = re.compile(rb"/(" + b"|".join(WORDS) + rb")(?![A-Za-z])")
_SAFE_LINK = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)


def pages_of(content: bytes) -> int:
    """Count the pages of a PDF that may be kept.

    Raises:
        ValidationError: it is locked, damaged, too long, or could run something.
    """
    from pypdf import PdfReader  # noqa: PLC0415 -- wanted only for an upload

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote the paper
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        _refuse_locked(reader)
        pages = _counted(reader)
        for found in (*_active_words(content), *_active_objects(reader)):
            raise ValidationError(ACTIVE.format(what=found), code="active")
    except ValidationError:
        raise
    except Exception as fault:  # pypdf answers a made-up file with many exceptions
        raise ValidationError(UNREADABLE, code="damaged") from fault
    return pages


def _refuse_locked(reader) -> None:
    if reader.is_encrypted:
        raise ValidationError(LOCKED, code="locked")


def _counted(reader) -> int:
    """Open every page; a count that the file merely claims is not believed."""
    pages = len(reader.pages)
    if pages > MOST_PAGES:
        raise ValidationError(TOO_LONG, code="too_long")
    if not pages or any(page.get("/Type") != "/Page" for page in reader.pages):
        raise ValidationError(UNREADABLE, code="damaged")
    return pages


def _active_words(content: bytes) -> Iterator[str]:
    spelled_out = re.sub(rb"#([0-9A-Fa-f]{2})", _spelled, content)
    yield from (WORDS[word] for word in _WORDS.findall(spelled_out))


def _spelled(code: re.Match[bytes]) -> bytes:
    """A name may hide behind the numbers of its letters: /J#61vaScript."""
    return bytes([int(code[1], 16)])


def _active_objects(reader) -> Iterator[str]:
    """Say what could run, object by object, compressed ones too."""
    numbers = {number for table in reader.xref.values() for number in table}
    numbers |= set(reader.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        raise ValidationError(UNREADABLE, code="too_many_objects")
    for number in sorted(numbers):
        yield from _active_in(reader.get_object(number))
    yield from _active_in(reader.trailer)


def _active_in(value: Any) -> Iterator[str]:
    """Look into what stands in the object itself; what it refers to has its own number."""
    from pypdf.generic import ArrayObject, DictionaryObject  # noqa: PLC0415

    if isinstance(value, DictionaryObject):
        yield from _active_dictionary(value)
        inside: list[Any] = [value.raw_get(name) for name in value]
    elif isinstance(value, ArrayObject):
        inside = list(value)
    else:
        return
    for each in inside:
        yield from _active_in(each)


def _active_dictionary(value: Any) -> Iterator[str]:
    action = value.get("/S")
    if isinstance(action, str) and action in ACTIONS:
        yield ACTIONS[action]
    for name in PARTS.keys() & value.keys():
        yield PARTS[name]
    address = value.get("/URI")
    if isinstance(address, str | bytes) and not _is_safe(address):
        yield "a link that is not an address of the web"


def _is_safe(address: str | bytes) -> bool:
    text = address.decode("latin-1") if isinstance(address, bytes) else str(address)
    return bool(_SAFE_LINK.match(text.strip()))
