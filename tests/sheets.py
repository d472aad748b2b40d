"""Reading a sheet back: what a spreadsheet program would find in its cells."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

from foundation.ui.sheets import GUARD

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ESCAPED = re.compile("_x([0-9A-F]{4})_")


def in_csv(content):
    """The cells of a CSV file as a program set to commas sees them, without the head."""
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.reader(lines))[1:]


def read_back(cell):
    """Take the guards away: one apostrophe at each place where a cell could begin."""
    return "".join(part.removeprefix(GUARD) for part in re.split("([,;\t\r\n]+)", cell))


def in_xlsx(content):
    """Every cell of the workbook: where, of which kind, and what it says."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    texts = [
        "".join(piece.text or "" for piece in entry.iter(f"{MAIN}t")) for entry in shared
    ]
    return {
        cell.get("r"): (
            cell.get("t", "n"),
            _unescaped(texts[int(cell.findtext(f"{MAIN}v"))])
            if cell.get("t") == "s"
            else cell.findtext(f"{MAIN}v"),
            [child.tag for child in cell if child.tag != f"{MAIN}v"],
        )
        for cell in page.iter(f"{MAIN}c")
    }


def _unescaped(text):
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
