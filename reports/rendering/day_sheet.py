"""The sheets of a day as paper: the coming one with its couples, and one that ends."""

from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from foundation.medicine.fingerprints import fingerprint
from reports.rendering.documents import load
from reports.rendering.fonts import letters
from reports.rendering.printable import printable

DAY_SHEET, DAY_END = "day_sheet_1", "day_end_1"


def draw_day_sheet(facts: dict[str, Any], *, layout: str = DAY_SHEET) -> bytes:
    """Lay the sheet out and give the PDF.

    Raises:
        NotDrawable: with the reason in words.
    """
    return load().press(
        sheet_page(facts, layout=layout),
        rules=_rules(layout),
        resources={},
        name=fingerprint(facts, layout)[:32].encode(),
    )


def sheet_page(facts: dict[str, Any], *, layout: str = DAY_SHEET) -> str:
    """Fill the template; every fact is escaped, none is markup."""
    proofed, left_out = printable(facts, letters=letters())
    context = {"facts": proofed, "left_out": left_out}
    return render_to_string(f"reports/{layout}/sheet.html", context)


@cache
def _rules(layout: str) -> str:
    return (Path(__file__).parent / f"{layout}.css").read_text(encoding="utf-8")
