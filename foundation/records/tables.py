"""What an uploaded table may be: a sheet as CSV or XLSX, and nothing that runs.

What a file is called counts for nothing: its first bytes say whether it is a workbook.
A workbook is unfolded within limits, read for its values alone, and refused when it is
locked, holds a program, or asks for another file.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError

MEBIBYTE = 1024 * 1024
MOST_BYTES = 10 * MEBIBYTE
# What a workbook may unfold to, in how many parts.
MOST_UNFOLDED = 60 * MEBIBYTE
MOST_PARTS = 1_000
MOST_LINES = 10_000
MOST_COLUMNS = 80
LONGEST_CELL = 2_000
DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 30
# Letters in a row that only Cyrillic text has in Windows-1251.
MOSTLY = 0.6
GUARD = "'"

EMPTY = "This file is empty."
TOO_LARGE = f"This file is larger than {MOST_BYTES // MEBIBYTE} MB. Divide it in two."
TOO_MANY_LINES = f"This sheet has more than {MOST_LINES:,} lines. Divide it in two."
TOO_MANY_COLUMNS = f"This sheet has more than {MOST_COLUMNS} columns."
TOO_LONG = f"Line {{line}} has a cell of more than {LONGEST_CELL:,} characters."
NOTHING_BELOW = "Below its headings this sheet is empty."
NO_HEADINGS = "The first line holds no headings. Give each column a name there."
LOCKED = (
    "This workbook is locked with a password, or is of the old kind (.xls). "
    "Save it as .xlsx without a password."
)
DAMAGED = "This workbook is damaged, or is no workbook. Save it again as .xlsx or CSV."
UNFOLDS = "This workbook unfolds to more than it should. Save the sheet alone as CSV."
RUNS = (
    "This workbook holds a program (a macro) or an object. "
    "Save it as .xlsx without macros, or as CSV."
)
ASKS = "This workbook asks for values of another file. Save it as CSV."
ANOTHER_KIND = "This is neither a sheet as text (CSV) nor a workbook (XLSX)."
NOT_TEXT = "This file is not text in UTF-8, UTF-16, Windows-1252 or Windows-1251."

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"
OTHER_KINDS = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"{\\rtf", b"\x7fELF", b"MZ")
# Parts of a workbook that run, or carry something that does.
RUNNING = ("vbaproject", "activex", "embeddings/", "macrosheets/", "customui", "ctrlprops/")
ASKING = ("externallinks/", "connections.xml", "querytables/")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it is read: its headings, and each line with its number in the file."""

    kind: str
    headings: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    note: str = ""


def read_table(content: bytes) -> Table:
    """Read an upload as a sheet; lines without a word are passed over.

    Raises:
        ValidationError: in words for the person who chose the file.
    """
    if not content.strip():
        raise _refusal(EMPTY)
    if len(content) > MOST_BYTES:
        raise _refusal(TOO_LARGE)
    if content.startswith(OLD_OFFICE):
        raise _refusal(LOCKED)
    if content.startswith(ZIP):
        rows, note = _workbook(content)
        return _table("xlsx", rows, note)
    if content.startswith(OTHER_KINDS):
        raise _refusal(ANOTHER_KIND)
    text, note = _decoded(content)
    return _table("csv", _parsed(text), note)


def _refusal(sentence: str) -> ValidationError:
    return ValidationError({"table": sentence})


def _table(kind: str, rows: Iterable[list[str]], note: str) -> Table:
    """Take the first line that says something as headings; cut empty columns at the end."""
    numbered = ((place, row) for place, row in enumerate(rows, start=1) if any(row))
    _place, headings = next(numbered, (0, []))
    width = max((place for place, word in enumerate(headings, start=1) if word), default=0)
    if sum(map(bool, headings)) < 2:
        raise _refusal(NO_HEADINGS)
    if width > MOST_COLUMNS:
        raise _refusal(TOO_MANY_COLUMNS)
    lines: list[tuple[int, tuple[str, ...]]] = []
    for place, row in numbered:
        if len(lines) >= MOST_LINES:
            raise _refusal(TOO_MANY_LINES)
        if max(map(len, row)) > LONGEST_CELL:
            raise _refusal(TOO_LONG.format(line=place))
        lines.append((place, tuple((row + [""] * width)[:width])))
    if not lines:
        raise _refusal(NOTHING_BELOW)
    return Table(kind, tuple(headings[:width]), tuple(lines), note)


# --- Text ---------------------------------------------------------------------------


def _decoded(content: bytes) -> tuple[str, str]:
    """Give the text, and as what it was read where that is a guess."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    for mark, name in marks.items():
        if content.startswith(mark):
            return _as(content, name), ""
    if content[:200].count(0) > len(content[:200]) // 4:
        little = content[1:200:2].count(0) >= content[:200:2].count(0)
        return _as(content, "utf-16-le" if little else "utf-16-be"), "Read as UTF-16."
    if b"\0" in content:
        raise _refusal(ANOTHER_KIND)
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _eight_bits(content)


def _as(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as fault:
        raise _refusal(NOT_TEXT) from fault


def _eight_bits(content: bytes) -> tuple[str, str]:
    """Tell Cyrillic from Latin: in Cyrillic text most letters lie in the upper half."""
    upper = sum(byte >= 0xC0 for byte in content)
    latin = sum(chr(byte).isalpha() for byte in content if byte < 0x80)
    runs = sum(
        one >= 0xC0 and other >= 0xC0
        for one, other in zip(content, content[1:], strict=False)
    )
    is_cyrillic = upper and runs / upper > MOSTLY / 2 and upper > latin / 20
    for name in ("cp1251", "cp1252") if is_cyrillic else ("cp1252", "cp1251"):
        try:
            return content.decode(name), f"Read as Windows-{name[2:]}."
        except UnicodeDecodeError:
            continue
    raise _refusal(NOT_TEXT)


def _parsed(text: str) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    try:
        for row in csv.reader(lines, delimiter=_delimiter(text)):
            if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                raise _refusal(TOO_MANY_COLUMNS)
            yield [_clean(cell.removeprefix(GUARD)) for cell in row]
    except csv.Error as fault:
        raise _refusal(ANOTHER_KIND) from fault


def _delimiter(text: str) -> str:
    """What divides the first lines most evenly into more than one cell."""

    def evenness(mark: str) -> tuple[float, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        try:
            widths = [len(row) for row in islice(rows, LOOKED_AT) if row]
        except csv.Error:
            return (0.0, 0)
        if not widths or widths[0] < 2:
            return (0.0, 0)
        return (widths.count(widths[0]) / len(widths), widths[0])

    return max(DELIMITERS, key=evenness)


def _clean(text: str) -> str:
    """A cell on one line, without what cannot be seen."""
    seen = (
        " " if letter in "\r\n\t\N{NO-BREAK SPACE}" else letter
        for letter in text
        if letter in "\r\n\t" or unicodedata.category(letter) not in {"Cc", "Cs", "Co"}
    )
    return " ".join("".join(seen).split())


# --- Workbooks ------------------------------------------------------------------------


def _workbook(content: bytes) -> tuple[list[list[str]], str]:
    """Read the first sheet in sight; where others hold something, that is said."""
    _refuse_dangerous(content)
    from openpyxl import load_workbook  # noqa: PLC0415 -- only for an upload
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # noqa: PLC0415

    try:
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [
            sheet
            for sheet in book.worksheets
            if isinstance(sheet, ReadOnlyWorksheet) and sheet.sheet_state == "visible"
        ]
        rows = list(_rows(sheets[0])) if sheets else []
        title = sheets[0].title if len(sheets) > 1 else ""
    except ValidationError:
        raise
    except Exception as fault:  # a made-up workbook is answered with many exceptions
        raise _refusal(DAMAGED) from fault
    return rows, f"Of several sheets, the first is read: {title}." if title else ""


def _refuse_dangerous(content: bytes) -> None:
    """Look at the list of parts before anything is unfolded."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
        raise _refusal(DAMAGED) from fault
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise _refusal(LOCKED)
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNFOLDED:
        raise _refusal(UNFOLDS)
    if any(mark in name for name in names for mark in RUNNING):
        raise _refusal(RUNS)
    if any(mark in name for name in names for mark in ASKING):
        raise _refusal(ASKS)
    if "xl/workbook.xml" not in names:
        raise _refusal(ANOTHER_KIND)


def _rows(sheet: Any) -> Iterator[list[str]]:
    # What a sheet says of its own size may be a lie.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
    for place, row in enumerate(rows):
        if place > 2 * MOST_LINES:
            raise _refusal(TOO_MANY_LINES)
        if len(row) > MOST_COLUMNS and row[MOST_COLUMNS] is not None:
            raise _refusal(TOO_MANY_COLUMNS)
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    """A value as one would type it: a day as a date, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time()
            else f"{value:%Y-%m-%d %H:%M}"
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _clean(str(value))
