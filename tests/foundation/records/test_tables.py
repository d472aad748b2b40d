"""An uploaded sheet is read as it was typed, and refused in words where it is more."""

import io
import struct
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from xlsxwriter import Workbook

from foundation.records import tables
from foundation.records.tables import read_table
from tests.interop.registers import as_csv, line, rezipped

UKRAINIAN = {"Wife": "Олена Зразок", "Husband": "Петро Зразок", "Outcome": "викидень"}
FRENCH = {"Wife": "Hélène Modèle", "Husband": "Noël Modèle", "Outcome": "fausse couche"}


def workbook(*rows, sheets: int = 1) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"default_date_format": "dd.mm.yyyy"}) as book:
        for _number in range(sheets):
            page = book.add_worksheet()
            for place, row in enumerate(rows):
                page.write_row(place, 0, row)
    return content.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        read_table(content)
    return refused.value.message_dict["table"][0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    table = read_table(as_csv(line(1), line(2, Wife="A, B; C"), delimiter=delimiter))
    assert (len(table.headings), len(table.lines)) == (8, 2)
    assert table.lines[1] == (3, tuple(line(2, Wife="A, B; C").values()))


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", UKRAINIAN),
        ("utf-8-sig", UKRAINIAN),
        ("utf-16", UKRAINIAN),
        ("utf-16-le", {"Wife": "Asha Sample", "Husband": "Rohan Sample"}),
        ("cp1251", UKRAINIAN),
        ("cp1252", FRENCH),
        ("cp1252", {"Wife": "Zoë Sample"}),
    ],
)
def test_the_alphabet_is_found(encoding, said):
    table = read_table(as_csv(line(1, **said), line(2), encoding=encoding))
    assert dict(zip(table.headings, table.lines[0][1], strict=True)) == line(1, **said)


def test_a_workbook_is_read_as_one_would_type_it():
    told = ("R1", "Asha Sample", date(1990, 3, 12), 9820011223, 8.5, True, None)
    table = read_table(workbook(("No", "Wife", "DOB", "Phone", "GA", "Seen", "x"), told))
    assert table.kind == "xlsx"
    assert table.lines == (
        (2, ("R1", "Asha Sample", "1990-03-12", "9820011223", "8.5", "yes", "")),
    )


def test_lines_keep_their_number_where_empty_ones_are_passed_over():
    content = b"Wife,Husband\r\n\r\n,\r\nAsha,Rohan\r\n"
    assert read_table(content).lines == ((4, ("Asha", "Rohan")),)


def test_what_our_own_sheets_guard_is_read_back():
    assert read_table(b"Wife,Phone\nAsha,'+9198\n").lines == ((2, ("Asha", "+9198")),)


def test_what_cannot_be_seen_is_taken_out():
    table = read_table('Wife,Husband\nAs\x07ha\u00a0 S,"Ro\nhan"\n'.encode())
    assert table.lines == ((2, ("Asha S", "Ro han")),)


def test_of_several_sheets_it_is_said_which_one_is_read():
    table = read_table(workbook(("Wife", "Husband"), ("Asha", "Rohan"), sheets=2))
    assert table.note == "Of several sheets, the first is read: Sheet1."


GOOD = workbook(("Wife", "Husband"), ("Asha", "Rohan"))
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>'


def lying(content: bytes) -> bytes:
    """A workbook whose list of parts says that one of them is locked."""
    place = content.rindex(b"PK\x01\x02")
    flags = struct.unpack_from("<H", content, place + 8)[0] | 1
    return content[: place + 8] + struct.pack("<H", flags) + content[place + 10 :]


def unfolding() -> bytes:
    return rezipped(GOOD, xl__media__a_dot_bin=bytes(tables.MOST_UNFOLDED + 1))


def with_entities() -> bytes:
    """The workbook's list of sheets made of text that unfolds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, BOMB if name == "xl/workbook.xml" else old.read(name))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"  \n", tables.EMPTY, id="empty"),
        pytest.param(b"a,b\n" + b"x" * tables.MOST_BYTES, tables.TOO_LARGE, id="large"),
        pytest.param(tables.OLD_OFFICE + b"x" * 99, tables.LOCKED, id="password or xls"),
        pytest.param(lying(GOOD), tables.LOCKED, id="locked part"),
        pytest.param(b"PK\x03\x04nonsense", tables.DAMAGED, id="no workbook"),
        pytest.param(GOOD[:-30], tables.DAMAGED, id="cut"),
        pytest.param(with_entities(), tables.DAMAGED, id="entities"),
        pytest.param(rezipped(GOOD, xl__vbaProject_dot_bin=b"x"), tables.RUNS, id="macro"),
        pytest.param(
            rezipped(GOOD, xl__externalLinks__externalLink1_dot_xml=b"x"),
            tables.ASKS,
            id="another file",
        ),
        pytest.param(b"%PDF-1.7 x", tables.ANOTHER_KIND, id="pdf"),
        pytest.param(b"a,b\n\x00\x01\x02" + b"x" * 300, tables.ANOTHER_KIND, id="bytes"),
        pytest.param(b"Wife,Husband\n", tables.NOTHING_BELOW, id="headings alone"),
        pytest.param(b"Wife\nAsha\n", tables.NO_HEADINGS, id="one column"),
        pytest.param(
            b"a,b\n" + b"x,y\n" * (tables.MOST_LINES + 1), tables.TOO_MANY_LINES, id="long"
        ),
        pytest.param(b"," * 90 + b"\n" + b"x," * 90, tables.TOO_MANY_COLUMNS, id="wide"),
        pytest.param(
            b"a,b\nx," + b"y" * 2001, tables.TOO_LONG.format(line=2), id="a long cell"
        ),
        pytest.param(workbook(["x"] * 90), tables.TOO_MANY_COLUMNS, id="a wide workbook"),
    ],
)
def test_what_is_more_than_a_sheet_is_refused_in_words(content, sentence):
    assert refusal(content) == sentence


def test_a_small_file_that_unfolds_is_refused_before_it_does():
    content = unfolding()
    assert len(content) < tables.MEBIBYTE
    assert refusal(content) == tables.UNFOLDS


def test_a_sheet_with_a_cell_far_below_is_refused_and_not_walked_through():
    content = io.BytesIO()
    with Workbook(content) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("Wife", "Husband"))
        page.write(1_000_000, 0, "far")
    assert refusal(content.getvalue()) == tables.TOO_MANY_LINES
