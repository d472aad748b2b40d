"""Sheets for a spreadsheet program, in which no text ever becomes a formula.

A spreadsheet program runs what begins with = + - or @, and rewrites what looks like a
number or a date: 007 becomes 7, a titre of 1:160 a time of day. A workbook (XLSX) says of
each cell that it is text. A CSV file cannot: there, a text that would be misread carries an
apostrophe before it, and so does a text that begins with one. The same holds after a comma,
a semicolon, a tab or the end of a line within a text, where a program set to another
language begins a new cell. Whoever reads it back takes one apostrophe away from each part.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from foundation.ui.downloads import download

Cell: TypeAlias = str | int | Decimal | date | datetime | time | None

GUARD = "'"
FORMULA = tuple("=+-@\N{MINUS SIGN}")
QUOTES = frozenset("\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb")
# Where another spreadsheet, set to another language, would begin a new cell.
_CELLS = re.compile("([,;\t\r\n]+)")
# These begin with a letter and are read as a day or as a truth all the same.
_REWRITTEN = re.compile(
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\W_]*\d.*|true|false",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS_HARMLESSLY = tuple("<>≤≥~")

LONGEST = 32_767  # characters; a workbook drops a longer text without a word
CUT = " […]"
WIDEST = 60
TEXT = 49  # the number of the format "text" in every workbook
MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001 -- equal rows give equal bytes
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with a name. Text is text; numbers and days are given as such."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def sheet_response(request: HttpRequest, sheet: Sheet, *, name: str) -> HttpResponse:
    """Answer with the sheet as a file; `?format=` says which kind, a workbook unless csv.

    Every export leaves the clinic through here; the view logs the look before.
    """
    kind = request.GET.get("format", "xlsx")
    if kind not in KINDS:
        raise Http404
    write, media_type = KINDS[kind]
    return download(write(sheet), name=f"{name}.{kind}", media_type=media_type)


def as_csv(sheet: Sheet) -> bytes:
    """Write the sheet as CSV; the mark at its beginning says that it is UTF-8."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
    for row in (sheet.columns, *sheet.rows):
        writer.writerow([_in_csv(cell) for cell in row])
    return lines.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Write a text as a CSV cell that every spreadsheet program leaves as it is."""
    first, *rest = _CELLS.split(text)
    if text and _is_rewritten(first):
        first = GUARD + first
    return first + "".join(GUARD + part if _is_active(part) else part for part in rest)


def _is_rewritten(text: str) -> bool:
    """Tell whether a program would run, calculate or reformat it: when in doubt, yes."""
    is_harmless = text[:1].isalpha() or text.startswith(_BEGINS_HARMLESSLY)
    return not is_harmless or _is_active(text) or bool(_REWRITTEN.fullmatch(text))


def _is_active(text: str) -> bool:
    """Tell whether it begins like a formula, also in wide letters and behind quotes."""
    plain = unicodedata.normalize("NFKC", text)
    seen = (letter for letter in plain if not _is_passed_over(letter))
    return text.startswith(GUARD) or next(seen, "").startswith(FORMULA)


def _is_passed_over(letter: str) -> bool:
    """Blanks, quotes and invisible characters, which a program may take away first."""
    return letter in QUOTES or unicodedata.category(letter)[0] in "ZC"


def _in_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime):
        return f"{_by_the_clock(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def as_xlsx(sheet: Sheet) -> bytes:
    """Write the sheet as a workbook: its first row stays in sight, each text is text."""
    from xlsxwriter import Workbook  # noqa: PLC0415 -- wanted only when one is made

    content = io.BytesIO()
    nothing_is_guessed = {
        "in_memory": True,  # a file on the disk would be one more copy of the record
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(content, nothing_is_guessed) as book:
        book.set_properties({"title": sheet.title, "created": MADE_AT})
        _fill(book, sheet)
    return content.getvalue()


def _fill(book, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.title)
    # Text stays text also after somebody has edited the cell.
    text = {"num_format": TEXT, "quote_prefix": True, "valign": "top"}
    heading = book.add_format(text | {"bold": True})
    looks = {
        str: book.add_format(text | {"text_wrap": True}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
        date: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        time: book.add_format({"num_format": "hh:mm", "valign": "top"}),
        object: book.add_format({"valign": "top"}),
    }
    for column, words in enumerate(sheet.columns):
        page.write_string(0, column, words, heading)
        page.set_column(column, column, _width(sheet, column))
    for place, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            look = next(look for kind, look in looks.items() if isinstance(cell, kind))
            _put(page, (place, column), cell, look)
    page.freeze_panes(1, 0)
    last = max(len(sheet.rows), 1), len(sheet.columns) - 1
    page.autofilter(0, 0, *last)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _put(page, place: tuple[int, int], cell: Cell, look) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        page.write_string(*place, _cut(cell), look)
    elif isinstance(cell, int | Decimal):
        page.write_number(*place, cell, look)
    else:
        moment = _by_the_clock(cell) if isinstance(cell, datetime) else cell
        page.write_datetime(*place, moment, look)


def _cut(text: str) -> str:
    """Shorten what no cell can hold, visibly."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def _by_the_clock(moment: datetime) -> datetime:
    """A moment as the clinic's clock shows it."""
    return timezone.localtime(moment).replace(tzinfo=None)


def _width(sheet: Sheet, column: int) -> int:
    """As wide as the longest line of the column, within reason."""
    cells = [sheet.columns[column], *(row[column] for row in sheet.rows)]
    lines = (line for cell in cells for line in (_in_csv(cell).splitlines() or [""]))
    return min(max(len(line) for line in lines) + 3, WIDEST)


KINDS: dict[str, tuple[Callable[[Sheet], bytes], str]] = {
    "xlsx": (as_xlsx, XLSX),
    "csv": (as_csv, CSV),
}
