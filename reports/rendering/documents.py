"""Each layout by name: how its facts become a page, and the page a PDF."""

import io
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import segno
from django.template.loader import render_to_string

from foundation.medicine.fingerprints import fingerprint
from reports.choices import Layout
from reports.rendering import couple_report_1
from reports.rendering.fonts import letters
from reports.rendering.printable import printable
from reports.rules.seals import check_code

QR = "clinic:qr.svg"
INK = "#17272b"
HERE = Path(__file__).parent
SHOWN = {Layout.COUPLE_REPORT_1: couple_report_1.shown}
EMPTY_PAGE = '<html lang="en"><title>Empty</title><p>Empty</p></html>'


def draw(facts: dict[str, Any], *, layout: str) -> bytes:
    """Lay the facts out and give the PDF; equal facts give equal bytes.

    Raises:
        NotDrawable: with the reason in words.
    """
    return load().press(
        page(facts, layout=layout),
        rules=_rules(layout),
        resources={QR: _qr(facts)},
        name=fingerprint(facts, layout)[:32].encode(),
    )


def page(facts: dict[str, Any], *, layout: str) -> str:
    """Fill the layout's template; every fact is escaped, none is markup."""
    proofed, left_out = printable(facts, letters=letters())
    context = {
        "facts": SHOWN[Layout(layout)](proofed),
        "left_out": left_out,
        "qr": QR,
        "code": check_code(facts),
    }
    return render_to_string(f"reports/{layout}/report.html", context)


def load() -> ModuleType:
    """Load the press: half a second the first time, so only a worker ever does it.

    Raises:
        PressMissing: the machine lacks its libraries.
    """
    return import_module("reports.rendering.press")


def warm_up() -> None:
    """Load press, fonts and rules before the first document is asked for.

    Raises:
        NotDrawable: with the reason in words.
    """
    for layout in Layout:
        load().press(EMPTY_PAGE, rules=_rules(layout), resources={}, name=b"empty")


def _qr(facts: dict[str, Any]) -> bytes:
    """Draw number, address and check code as a code a telephone reads."""
    text = f"{facts['number']} {facts['address']} {check_code(facts)}"
    drawn = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawn, kind="svg", border=0, xmldecl=False, dark=INK)
    return drawn.getvalue()


@cache
def _rules(layout: str) -> str:
    return (HERE / f"{layout}.css").read_text(encoding="utf-8")
