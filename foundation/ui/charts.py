"""A result over time: one drawing, the same on the page and on paper."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 640, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 20, 48, 30
LABEL_ROOM = 34

# What paper and the light page show; the dark page's stylesheet repaints each class.
PALETTE = {
    "chart-ink": "#17272b",
    "chart-muted": "#52646a",
    "chart-rule": "#c9d3d1",
    "chart-band": "#1f8a4c",
    "chart-limit": "#14552f",
    "chart-line": "#0b6a70",
    "chart-outside": "#951b25",
    "chart-mark": "#7a3d8f",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One result: where it is drawn, and the words of its report.

    `shown` keeps what was reported ("<0.5"); `outside` is None where the result
    could not be placed against its limits.
    """

    on: date
    value: Decimal
    shown: str
    outside: bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something given on a day, drawn as an upright line."""

    on: date
    label: str


@dataclass(frozen=True)
class Trend:
    """What is drawn, and where on the sheet each day and value lies."""

    points: Sequence[Point]
    marks: Sequence[Mark]
    low: Decimal | None
    high: Decimal | None

    @cached_property
    def first(self) -> date:
        return min(self._days)

    @cached_property
    def last(self) -> date:
        return max(self._days)

    @cached_property
    def _days(self) -> list[date]:
        return [*(point.on for point in self.points), *(mark.on for mark in self.marks)]

    @cached_property
    def step(self) -> float:
        """How far apart the lines of the sheet are: a round number, about four of them."""
        rough = self._span / 3
        size = 10.0 ** math.floor(math.log10(rough))
        return next(n * size for n in (1, 2, 2.5, 5, 10) if n * size >= rough)

    @cached_property
    def top(self) -> float:
        room_for_words = self._span * 0.08
        return self.step * math.ceil((max(self._amounts) + room_for_words) / self.step)

    @cached_property
    def bottom(self) -> float:
        return self.step * math.floor(self._base / self.step)

    @cached_property
    def _base(self) -> float:
        """Zero, unless that would press the line flat against the top."""
        lowest = min(self._amounts)
        return 0.0 if 0 <= lowest < max(self._amounts) / 2 else lowest

    @cached_property
    def _span(self) -> float:
        highest = max(self._amounts)
        return (highest - self._base) or abs(highest) or 1.0

    @cached_property
    def _amounts(self) -> list[float]:
        limits = [limit for limit in (self.low, self.high) if limit is not None]
        return [float(amount) for amount in (*(p.value for p in self.points), *limits)]

    def x(self, on: date) -> float:
        days = max((self.last - self.first).days, 1)
        inside = WIDTH - LEFT - RIGHT - 2 * LABEL_ROOM / 2
        return LEFT + LABEL_ROOM / 2 + (on - self.first).days / days * inside

    def y(self, value: Decimal | float) -> float:
        share = (float(value) - self.bottom) / (self.top - self.bottom)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def trend(
    points: Sequence[Point],
    *,
    title: str,
    low: Decimal | None = None,
    high: Decimal | None = None,
    marks: Sequence[Mark] = (),
) -> SafeString:
    """Draw results over time with their limits, and what was given in between.

    Without a single point there is nothing to draw, and the answer is empty.
    """
    if not points:
        return SafeString("")
    ordered = sorted(points, key=lambda point: point.on)
    drawn = Trend(ordered, sorted(marks, key=lambda mark: mark.on), low, high)
    words = "; ".join(f"{p.on:%d %b %Y}: {p.shown}" for p in ordered)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}" '
        'role="img" aria-label="{}. {}" font-family="Noto Sans, Clinic Sans, sans-serif" '
        'font-size="11">{}{}{}{}{}{}</svg>',
        *(WIDTH, HEIGHT, title, words),
        _text(
            LEFT, 16, title, paint="chart-ink", extra='font-weight="600" font-size="12.5"'
        ),
        _band(drawn),
        _rules(drawn),
        _months(drawn),
        _marks(drawn),
        _line(drawn),
    )


def _band(drawn: Trend) -> SafeString:
    if drawn.low is None and drawn.high is None:
        return SafeString("")
    top = drawn.y(drawn.high if drawn.high is not None else drawn.top)
    foot = drawn.y(drawn.low if drawn.low is not None else drawn.bottom)
    return format_html(
        '<rect class="chart-band" x="{}" y="{}" width="{}" height="{}" fill="{}" '
        'fill-opacity="0.11"/>{}',
        *(LEFT, _at(top), WIDTH - LEFT - RIGHT, _at(foot - top), PALETTE["chart-band"]),
        _text(
            WIDTH - RIGHT,
            16,
            f"limits {_limits(drawn.low, drawn.high)}",
            paint="chart-limit",
            extra='text-anchor="end"',
        ),
    )


def _limits(low: Decimal | None, high: Decimal | None) -> str:
    if low is None:
        return f"up to {high}"
    return f"from {low}" if high is None else f"{low} to {high}"


def _rules(drawn: Trend) -> SafeString:
    count = round((drawn.top - drawn.bottom) / drawn.step)
    values = [drawn.bottom + number * drawn.step for number in range(count + 1)]
    return format_html_join(
        "",
        '<path class="chart-rule" d="M{} {}H{}" stroke="{}" fill="none"/>{}',
        (
            (
                *(LEFT, _at(drawn.y(value)), WIDTH - RIGHT, PALETTE["chart-rule"]),
                _text(
                    LEFT - 7,
                    drawn.y(value) + 4,
                    f"{value:g}",
                    paint="chart-muted",
                    extra='text-anchor="end"',
                ),
            )
            for value in values
        ),
    )


def _months(drawn: Trend) -> SafeString:
    return format_html_join(
        "",
        "{}",
        (
            (
                _text(
                    drawn.x(on),
                    HEIGHT - BOTTOM + 18,
                    f"{on:%b %Y}",
                    paint="chart-muted",
                    extra='text-anchor="middle"',
                ),
            )
            for on in _firsts(drawn)
        ),
    )


def _firsts(drawn: Trend) -> Iterator[date]:
    """Give the first days of so many months that their names do not touch."""
    months = (drawn.last - drawn.first).days / 30.4
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 600) if months / n <= 8)
    on = drawn.first.replace(day=1)
    while on <= drawn.last:
        if on >= drawn.first and (on.month - 1 + 12 * on.year) % every == 0:
            yield on
        on = (on + timedelta(days=32)).replace(day=1)


def _marks(drawn: Trend) -> SafeString:
    return format_html_join(
        "",
        '<path class="chart-mark" d="M{} {}V{}" stroke="{}" stroke-dasharray="3 3" '
        'fill="none"/>{}',
        (
            (
                *(_at(drawn.x(mark.on)), TOP - 18, HEIGHT - BOTTOM, PALETTE["chart-mark"]),
                _text(
                    drawn.x(mark.on) + 4,
                    TOP - 10 + 12 * (number % 2),
                    mark.label,
                    paint="chart-mark",
                ),
            )
            for number, mark in enumerate(drawn.marks)
        ),
    )


def _line(drawn: Trend) -> SafeString:
    path = " ".join(f"{_at(drawn.x(p.on))},{_at(drawn.y(p.value))}" for p in drawn.points)
    line = format_html(
        '<polyline class="chart-line" points="{}" fill="none" stroke="{}" '
        'stroke-width="2"/>',
        path,
        PALETTE["chart-line"],
    )
    return line + format_html_join("", "{}", ((_point(drawn, p),) for p in drawn.points))


def _point(drawn: Trend, point: Point) -> SafeString:
    """Draw inside as a dot, outside as a triangle, what cannot be placed as a ring."""
    x, y = drawn.x(point.on), drawn.y(point.value)
    paint = "chart-outside" if point.outside else "chart-line"
    shape = {
        True: f"M{_at(x)} {_at(y - 5)}l5.5 9.5h-11z",
        False: f"M{_at(x - 4)} {_at(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        None: f"M{_at(x - 4)} {_at(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    }[point.outside]
    fill = "none" if point.outside is None else PALETTE[paint]
    return format_html(
        '<path class="{} chart-{}" d="{}" fill="{}" stroke="{}" stroke-width="2"/>{}',
        *(paint, "ring" if point.outside is None else "dot", shape, fill, PALETTE[paint]),
        _text(
            x,
            y - 10,
            point.shown,
            paint=paint,
            extra='text-anchor="middle" font-weight="600"',
        ),
    )


def _text(x: float, y: float, words: str, *, paint: str, extra: str = "") -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" fill="{}" {}>{}</text>',
        *(paint, _at(x), _at(y), PALETTE[paint], SafeString(extra), words),
    )


def _at(length: float) -> str:
    return f"{length:.1f}"
