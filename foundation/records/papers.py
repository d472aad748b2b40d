"""What an uploaded paper may be: a PDF, a JPEG or a PNG, and nothing that runs.

What a file is called and what the browser says of it counts for nothing: its first bytes
say what it is, and it must then be readable as that from beginning to end.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from foundation.records.pdfs import pages_of

MEBIBYTE = 1024 * 1024
MOST_BYTES = 15 * MEBIBYTE
# A sheet of A4 scanned at 600 dots to the inch has 35 million; opened, it takes 320 MB.
MOST_PIXELS = 40_000_000
JPEG_QUALITY = 90
# A photo is kept no larger than a face needs to be recognised.
PHOTO_PIXELS = 320

EMPTY = "This file is empty."
TOO_LARGE = (
    f"This file is larger than {MOST_BYTES // MEBIBYTE} MB. Scan it in grey or smaller."
)
ANOTHER_KIND = "This is neither a PDF nor a JPEG or PNG picture, whatever its name says."
DAMAGED = "This picture is damaged or incomplete. Scan or photograph it again."
NO_PICTURE = "A photo is a JPEG or PNG picture."
TOO_MANY_PIXELS = (
    f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. "
    "Save it smaller and try again."
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it is kept."""

    media_type: str
    content: bytes
    pages: int


def read_paper(content: bytes) -> Paper:
    """Read an upload and give what is kept of it.

    A picture is drawn anew, upright, without the place and time a telephone hides in it.
    A PDF is kept as it is, or refused when it is locked or could run something.

    Raises:
        ValidationError: in words for the person who chose the file.
    """
    if not content:
        raise ValidationError(EMPTY, code="empty")
    _refuse_large(content)
    for mark, read in READERS.items():
        if content.startswith(mark):
            paper = read(content)
            _refuse_large(paper.content)
            return paper
    raise ValidationError(ANOTHER_KIND, code="another_kind")


def read_photo(content: bytes) -> Paper:
    """Read an upload as the photo of somebody: drawn anew and small, to be recognised by.

    Raises:
        ValidationError: in words for the person who chose the file.
    """
    paper = read_paper(content)
    if paper.media_type == "application/pdf":
        raise ValidationError(NO_PICTURE, code="no_picture")
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(paper.content)) as picture:
        picture.thumbnail((PHOTO_PIXELS, PHOTO_PIXELS))
        small = io.BytesIO()
        picture.save(small, "JPEG", quality=JPEG_QUALITY)
    return Paper("image/jpeg", small.getvalue(), pages=1)


def _refuse_large(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")


def _pdf(content: bytes) -> Paper:
    return Paper("application/pdf", content, pages_of(content))


def _jpeg(content: bytes) -> Paper:
    saved = _drawn_anew(content, "JPEG", quality=JPEG_QUALITY)
    return Paper("image/jpeg", saved, pages=1)


def _png(content: bytes) -> Paper:
    return Paper("image/png", _drawn_anew(content, "PNG"), pages=1)


def _drawn_anew(content: bytes, kind: str, **how: object) -> bytes:
    """Open every pixel of a picture and save the pixels alone."""
    from PIL import Image, ImageFile, ImageOps  # noqa: PLC0415 -- only for an upload

    # WeasyPrint, wherever it is loaded, lets every picture of the process be incomplete.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    saved = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is judged here; the rest is not kept
            with Image.open(io.BytesIO(content), formats=[kind]) as picture:
                _refuse_huge(picture.size)
                ImageOps.exif_transpose(picture, in_place=True)
                _on_white(picture).save(saved, kind, **how)
    except Image.DecompressionBombError as fault:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from fault
    except ValidationError:
        raise
    except Exception as fault:  # Pillow answers a made-up file with many exceptions
        raise ValidationError(DAMAGED, code="damaged") from fault
    return saved.getvalue()


def _refuse_huge(size: tuple[int, int]) -> None:
    """Say no before a small file unfolds into more than the machine's memory."""
    width, height = size
    if width * height > MOST_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")


def _on_white(picture):
    """Give the pixels in grey or in colour, on white paper where they were see-through.

    What is made new carries nothing over but its pixels.
    """
    from PIL import Image  # noqa: PLC0415

    if picture.mode.startswith("I"):  # a scan in 65,536 greys
        picture = picture.convert("I").point(lambda grey: grey / 256)
    mode = "L" if picture.mode in {"1", "L", "I"} else "RGB"
    sheet = Image.new(mode, picture.size, "white")
    if picture.has_transparency_data:
        see_through = picture.convert("RGBA")
        sheet.paste(see_through, mask=see_through)
    else:
        sheet.paste(picture if picture.mode == mode else picture.convert(mode))
    return sheet


READERS: dict[bytes, Callable[[bytes], Paper]] = {
    b"%PDF-": _pdf,
    b"\xff\xd8\xff": _jpeg,
    b"\x89PNG\r\n\x1a\n": _png,
}
