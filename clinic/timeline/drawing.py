"""Where everything of a timeline stands: plain geometry, no database.

    Pregnancies  |  ▬ Loss 8+5        ▬▬▬▬▬ Live birth
    Transfers    |            ◆ Negative
                 +----2019-----------2020-----------2021---

What would lie on its neighbour's words moves a line down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

WIDTH: Final = 1000
LEFT, RIGHT = 118, 990
LINE: Final = 22
AXIS: Final = 30
LANE_GAP: Final = 12
# The least a bar is long, what a mark takes, and what a letter is wide, in units.
SHORTEST, MARK, LETTER = 7.0, 12.0, 6.4
MOST_TICKS: Final = 12
DAYS_IN_A_YEAR: Final = 365.25


class Lane(StrEnum):
    """What an event is; its lane from top to bottom and its shape."""

    PREGNANCY = "Pregnancies"
    TRANSFER = "Transfers"
    RESULT = "Results"
    TREATMENT = "Treatments"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `when` and `words` say it in full, `label` in short.

    `first` is None where no date is known: it is told below the drawing. `is_exact` is
    False where the day itself is not known; the mark then stands in the middle.
    """

    lane: Lane
    first: date | None
    last: date | None
    label: str
    when: str
    words: str
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """An event in its place."""

    event: Event
    x: float
    y: int
    length: float
    text_x: float
    leans_left: bool

    @property
    def bar_y(self) -> int:
        """The upper edge of a pregnancy's bar."""
        return self.y - 6

    @property
    def words_y(self) -> int:
        """Where letters stand so that their middle is the mark's."""
        return self.y + 4

    @property
    def diamond(self) -> str:
        """The corners of a transfer's mark."""
        x, y = self.x, self.y
        return f"{x - 6:.1f},{y} {x:.1f},{y - 6} {x + 6:.1f},{y} {x:.1f},{y + 6}"

    @property
    def triangle(self) -> str:
        """The corners of a treatment's mark."""
        x, y = self.x, self.y
        return f"{x - 6:.1f},{y + 5} {x:.1f},{y - 6} {x + 6:.1f},{y + 5}"


@dataclass(frozen=True, slots=True)
class Tick:
    """A year or a month on the axis."""

    x: float
    word: str


@dataclass(frozen=True, slots=True)
class LaneDrawn:
    """A lane with its name, its marks and how high it is."""

    name: str
    y: int
    height: int
    marks: tuple[Mark, ...]

    @property
    def border_y(self) -> int:
        return self.y - LANE_GAP // 2

    @property
    def name_y(self) -> int:
        return self.y + 15


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the picture shows; `undated` lies outside of it."""

    lanes: tuple[LaneDrawn, ...]
    ticks: tuple[Tick, ...]
    height: int
    hidden: int
    width: int = WIDTH
    left: int = LEFT


def draw(events: Sequence[Event], *, since: date | None, until: date) -> Drawing:
    """Place what happened between two days; without the first, all there is.

    What lies before `since` is counted in `hidden`, not drawn.
    """
    dated = [event for event in events if event.first is not None]
    begin = since or min((each.first for each in dated if each.first), default=until)
    begin = min(begin, until - timedelta(days=90))
    end = until + (until - begin) / 40
    shown = [each for each in dated if (each.last or each.first) >= begin]
    scale = Scale(begin, end)
    lanes, y = [], AXIS
    for lane in Lane:
        of_lane = [each for each in shown if each.lane is lane]
        if of_lane:
            drawn = _lane(lane, of_lane, scale, top=y)
            lanes.append(drawn)
            y += drawn.height + LANE_GAP
    return Drawing(tuple(lanes), tuple(_ticks(scale)), y, len(dated) - len(shown))


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to units across the picture."""

    begin: date
    end: date

    def x(self, on: date) -> float:
        share = (max(on, self.begin) - self.begin) / (self.end - self.begin)
        return LEFT + 10 + share * (RIGHT - LEFT - 10)


def _lane(lane: Lane, events: Iterable[Event], scale: Scale, *, top: int) -> LaneDrawn:
    """Fill lines one after the other: each mark takes the first where it has room."""
    ends: list[float] = []
    marks = []
    for event in sorted(events, key=lambda each: (each.first, each.label)):
        x, length, text_x, leans = _extent(event, scale)
        words = LETTER * len(event.label)
        left = text_x - words if leans else x - MARK / 2
        right = x + length + MARK / 2 if leans else text_x + words
        line = next((n for n, taken in enumerate(ends) if taken <= left), len(ends))
        ends[line : line + 1] = [right + LETTER]
        marks.append(Mark(event, x, top + LINE * line + LINE // 2, length, text_x, leans))
    return LaneDrawn(lane.value, top, LINE * len(ends), tuple(marks))


def _extent(event: Event, scale: Scale) -> tuple[float, float, float, bool]:
    """Where the mark begins, how long it is, and on which side its words stand."""
    first = event.first or scale.begin
    last = event.last or first
    if event.lane is Lane.PREGNANCY:
        x = scale.x(first)
        length = max(scale.x(last) - x, SHORTEST)
    else:
        x, length = scale.x(first + (last - first) / 2), 0.0
    beside = x + length + (MARK if not length else MARK / 2)
    if beside + LETTER * len(event.label) <= RIGHT:
        return x, length, beside, False
    return x, length, x - (MARK if not length else MARK / 2), True


def _ticks(scale: Scale) -> Iterable[Tick]:
    """Years, some of them left out when there are many; months for a short time."""
    years = (scale.end - scale.begin).days / DAYS_IN_A_YEAR
    if years <= 2:
        months = range(scale.begin.year * 12 + scale.begin.month, _months(scale.end) + 1)
        step = max(1, -(-len(months) // MOST_TICKS))
        for number in months[::step]:
            first = date(*divmod_month(number))
            yield Tick(scale.x(first), f"{first:%b %Y}")
        return
    step = max(1, -(-int(years + 1) // MOST_TICKS))
    for year in range(scale.begin.year + 1, scale.end.year + 1, step):
        yield Tick(scale.x(date(year, 1, 1)), str(year))


def _months(on: date) -> int:
    return on.year * 12 + on.month - 1


def divmod_month(number: int) -> tuple[int, int, int]:
    """The first day of the n-th month since year 0, as year, month and day."""
    year, month = divmod(number, 12)
    return year, month + 1, 1
