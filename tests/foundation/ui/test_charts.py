"""A trend shows what was reported, where it lay, and what was given in between."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from foundation.ui.charts import TOP, Mark, Point, Trend, trend

SVG = "{http://www.w3.org/2000/svg}"


def point(day: int, value: str, *, shown: str = "", outside: bool | None = False) -> Point:
    return Point(
        on=date(2025, 1, day), value=Decimal(value), shown=shown or value, outside=outside
    )


def drawing(*points: Point, **kwargs):
    return ElementTree.fromstring(trend(points, title="NK cells", **kwargs))  # noqa: S314


def texts(svg) -> list[str]:
    return [text.text for text in svg.iter(f"{SVG}text")]


def test_no_results_draw_nothing():
    assert trend([], title="NK cells") == ""


def test_values_are_written_as_reported():
    svg = drawing(point(1, "0.5", shown="<0.5", outside=None), point(20, "12"))
    assert {"<0.5", "12"} <= set(texts(svg))


def test_reader_hears_days_and_values_in_order():
    svg = drawing(point(20, "12"), point(1, "19.4"))
    assert svg.get("aria-label") == "NK cells. 01 Jan 2025: 19.4; 20 Jan 2025: 12"
    assert svg.get("role") == "img"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (Decimal(5), Decimal(12), "limits 5 to 12"),
        (None, Decimal(12), "limits up to 12"),
        (Decimal(5), None, "limits from 5"),
    ],
)
def test_limits_are_a_band_and_words(low, high, words):
    svg = drawing(point(1, "8"), low=low, high=high)
    assert words in texts(svg)
    assert len(list(svg.iter(f"{SVG}rect"))) == 1


def test_without_limits_there_is_no_band():
    assert list(drawing(point(1, "8")).iter(f"{SVG}rect")) == []


def test_outside_inside_and_unplaced_have_three_shapes():
    svg = drawing(
        point(1, "8"), point(10, "20", outside=True), point(20, "5", outside=None)
    )
    shapes = [p for p in svg.iter(f"{SVG}path") if "chart-dot" in p.get("class")]
    rings = [p for p in svg.iter(f"{SVG}path") if "chart-ring" in p.get("class")]
    assert len({p.get("d").split("l")[0][-3:] for p in shapes}) == 2
    assert [ring.get("fill") for ring in rings] == ["none"]


def test_what_was_given_is_marked():
    svg = drawing(point(1, "8"), marks=[Mark(on=date(2025, 1, 5), label="LIT 1")])
    assert "LIT 1" in texts(svg)


def test_title_typed_by_a_person_is_escaped():
    shown = trend([point(1, "8")], title='"><script>alert(1)</script>')
    assert "<script" not in shown


def test_no_inline_style_and_no_text_opacity():
    shown = trend([point(1, "8")], title="NK", low=Decimal(1), high=Decimal(9))
    assert "style=" not in shown
    assert " opacity=" not in shown


@pytest.mark.parametrize(
    "values", ["8", "0", "0 0", "13.2 13.4", "1200 3", "0.02 0.01", "-12 30", "-5"]
)
def test_every_value_lies_on_the_sheet(values):
    points = [point(number + 1, value) for number, value in enumerate(values.split())]
    drawn = Trend(points, [], None, None)
    for each in points:
        assert TOP <= drawn.y(drawn.top) <= drawn.y(each.value) <= drawn.y(drawn.bottom)


@pytest.mark.parametrize("years", [1, 3, 12])
def test_names_of_months_do_not_crowd(years):
    svg = drawing(
        point(1, "8"), Point(on=date(2025 + years, 1, 1), value=Decimal(9), shown="9")
    )
    months = [t for t in texts(svg) if t.split(" ")[0].isalpha() and t[-4:].isdigit()]
    assert 1 <= len(months) <= 10
