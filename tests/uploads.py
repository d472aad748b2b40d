"""Files as people and attackers choose them for an upload; every person is invented."""

import io
import struct
import zlib
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

EXIF_ORIENTATION, EXIF_MAKER, EXIF_PLACE = 0x0112, 0x010F, 0x8825
CANARY = "Canary Maker of Cameras"


def picture(kind: str = "JPEG", *, size=(60, 40), mode: str = "RGB", **how: Any) -> bytes:
    """A picture, black on its left and white on its right."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste("black", (0, 0, size[0] // 2, size[1]))
    return saved(drawn.convert(mode), kind, **how)


def saved(drawn: Image.Image, kind: str, **how: Any) -> bytes:
    content = io.BytesIO()
    drawn.save(content, kind, **how)
    return content.getvalue()


def photograph() -> bytes:
    """As a telephone takes it: lying on its side, with the place where it was taken."""
    hidden = Image.Exif()
    hidden[EXIF_ORIENTATION] = 6
    hidden[EXIF_MAKER] = CANARY
    hidden.get_ifd(EXIF_PLACE)[2] = (18.0, 31.0, 0.0)
    return picture(exif=hidden, comment=CANARY.encode())


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body))
        + name
        + body
        + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pdf(pages: int = 1, *, lock: str = "", add=None) -> bytes:
    """A plain PDF; `add` puts something into it before it is saved."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 300)
    if add:
        add(writer)
    if lock:
        writer.encrypt(lock)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def compressed_pdf(**root: str) -> bytes:
    """A PDF whose objects lie compressed, so that no word of them can be read outside."""
    entries = "".join(f"/{name} {value}" for name, value in root.items())
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{entries}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]>>",
    ]
    places, body = [], ""
    for number, each in enumerate(objects, start=1):
        places.append(f"{number} {len(body)}")
        body += f"{each} "
    first = " ".join(places) + " "
    inside = zlib.compress((first + body).encode())
    start = b"%PDF-1.7\n"
    holder = (
        (
            f"4 0 obj<</Type/ObjStm/N 3/First {len(first)}/Filter/FlateDecode"
            f"/Length {len(inside)}>>stream\n"
        ).encode()
        + inside
        + b"\nendstream endobj\n"
    )
    table_at = len(start + holder)
    rows = [
        (0, 0, 255),
        (2, 4, 0),
        (2, 4, 1),
        (2, 4, 2),
        (1, len(start), 0),
        (1, table_at, 0),
    ]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    head = f"5 0 obj<</Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Length {len(table)}>>stream\n"
    tail = f"\nendstream endobj\nstartxref\n{table_at}\n%%EOF"
    return start + holder + head.encode() + table + tail.encode()


def dictionary(**entries: Any) -> DictionaryObject:
    """A dictionary of the PDF: S="/Launch" is a name, other words are text."""
    return DictionaryObject({NameObject(f"/{k}"): _object(v) for k, v in entries.items()})


def _object(value: Any) -> Any:
    if isinstance(value, str):
        is_name = value.startswith("/")
        return NameObject(value) if is_name else TextStringObject(value)
    if isinstance(value, int):
        return NumberObject(value)
    return ArrayObject(map(_object, value)) if isinstance(value, list) else value


def at_opening(**action: Any):
    """Let the PDF do something as soon as it is opened."""

    def add(writer: PdfWriter) -> None:
        place = writer._add_object(dictionary(**action))
        writer.root_object[NameObject("/OpenAction")] = place

    return add


def at_a_click(**action: Any):
    """Let the PDF do something when somebody clicks on it."""

    def add(writer: PdfWriter) -> None:
        link = Link(rect=(0, 0, 99, 99), url="https://laboratory.example/")
        link[NameObject("/A")] = dictionary(**action)
        writer.add_annotation(0, link)

    return add
