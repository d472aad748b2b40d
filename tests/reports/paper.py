"""Reading a PDF back: its text, its fonts, what it may reach for."""

import io
from functools import cache

from pypdf import PdfReader

from reports import rendering
from reports.choices import Layout
from tests.factories.reports import facts

LAYOUT = Layout.COUPLE_REPORT_1


@cache
def usual() -> bytes:
    """The paper of the usual couple, drawn once for all tests."""
    return rendering.draw(facts(), layout=LAYOUT)


def paper(**over) -> bytes:
    return rendering.draw(facts(**over), layout=LAYOUT)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, with spaces as a reader sees them."""
    return [
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages
    ]


def fonts(pdf: bytes) -> dict[str, str]:
    """Each embedded font by name, with the table from its glyphs to letters."""
    found = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            name = font["/BaseFont"].rpartition("+")[2]
            found[name] = font["/ToUnicode"].get_data().decode().lower()
    return found


def links(pdf: bytes) -> list:
    """Everything on the paper that could be followed or run."""
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    active = [root[key] for key in ("/OpenAction", "/AA", "/Names") if key in root]
    return active + [page["/Annots"] for page in reader.pages if "/Annots" in page]
