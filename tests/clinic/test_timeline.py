"""The timeline: what stands on it for whom, where, and what it says of the rest."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.timeline.drawing import LEFT, RIGHT, WIDTH, Event, Lane, draw
from clinic.timeline.facts import events_of
from foundation.records.models import Look
from immunology.services import load_catalogue
from tests.factories import immunology, patients

TODAY = date(2026, 3, 10)


def event(on: date | None, label: str = "Loss 8+5", lane: Lane = Lane.PREGNANCY) -> Event:
    return Event(lane, on, on, label, str(on), label)


def marks(drawing):
    return [mark for lane in drawing.lanes for mark in lane.marks]


class TestDrawing:
    def test_years_stand_in_order_from_left_to_right(self):
        days = [date(2012, 5, 1), date(2019, 5, 1), date(2026, 1, 1)]
        drawing = draw([event(on) for on in days], since=None, until=TODAY)

        places = [mark.x for mark in marks(drawing)]
        assert places == sorted(places)
        assert LEFT <= places[0] < places[-1] <= RIGHT
        ticks = [(tick.x, int(tick.word)) for tick in drawing.ticks]
        assert ticks == sorted(ticks)

    def test_words_never_lie_on_a_neighbour(self):
        week = [event(date(2026, 1, 1) + timedelta(days=7 * n)) for n in range(9)]
        drawing = draw(week, since=None, until=TODAY)

        lines = {}
        for mark in marks(drawing):
            words = 6.4 * len(mark.event.label)
            left = mark.text_x - words if mark.leans_left else mark.x
            right = mark.x + mark.length if mark.leans_left else mark.text_x + words
            lines.setdefault(mark.y, []).append((left, right))
        for extents in lines.values():
            extents.sort()
            assert all(a[1] <= b[0] for a, b in zip(extents, extents[1:], strict=False))
        [lane] = drawing.lanes
        assert lane.height == 22 * len(lines)

    def test_words_at_the_right_edge_stand_on_the_left(self):
        [mark] = marks(draw([event(TODAY)], since=date(2020, 1, 1), until=TODAY))
        assert mark.leans_left
        assert mark.text_x < WIDTH

    def test_what_lies_before_the_span_is_counted_not_drawn(self):
        known = [event(date(2015, 1, 1)), event(date(2025, 6, 1)), event(None)]
        drawing = draw(known, since=date(2025, 3, 10), until=TODAY)
        assert [mark.event.first for mark in marks(drawing)] == [date(2025, 6, 1)]
        assert drawing.hidden == 1

    def test_a_bar_reaches_from_its_beginning_to_its_end(self):
        long = replace(event(date(2024, 1, 1)), last=date(2024, 10, 1))
        [bar] = marks(draw([long], since=None, until=TODAY))
        [dot] = marks(draw([event(date(2024, 1, 1))], since=None, until=TODAY))
        assert bar.length > 10 * dot.length

    def test_forty_years_have_few_years_on_the_axis(self):
        drawing = draw([event(date(1986, 1, 1))], since=None, until=TODAY)
        assert 5 <= len(drawing.ticks) <= 12

    def test_months_stand_on_the_axis_of_one_year(self):
        drawing = draw([event(TODAY)], since=date(2025, 3, 10), until=TODAY)
        assert [tick.word for tick in drawing.ticks][:2] == ["Apr 2025", "May 2025"]
        assert all(tick.x >= LEFT for tick in drawing.ticks)

    def test_nothing_is_a_drawing_without_lanes(self):
        assert draw([], since=None, until=TODAY).lanes == ()


@pytest.fixture
def told(couple, clinician):
    """A loss known to the day, one to the year, one not at all; a panel; a transfer."""
    told = {"by": clinician, "couple": couple}
    patients.pregnancy(
        **told, ended_on=date(2024, 5, 20), ended_precision="day", ga_days=61
    )
    patients.pregnancy(**told, seq=2, ended_on=date(2019, 1, 1), ended_precision="year")
    patients.pregnancy(**told, seq=3, ended_on=None, ended_precision="unknown")
    load_catalogue()
    lab = immunology.laboratory(by=clinician)
    immunology.panel(couple, by=clinician, lab=lab, values={"nk_pct": "40"}, signed=True)
    return couple


class TestEvents:
    def test_a_gestation_says_when_it_began(self, told, clinician):
        events = events_of(told, reader=clinician, on=timezone.localdate())
        first = next(each for each in events if each.label == "Loss 8+5")
        assert (first.first, first.last) == (date(2024, 3, 20), date(2024, 5, 20))
        assert first.is_exact

    def test_a_year_is_a_year_and_no_date_is_last(self, told, clinician):
        events = events_of(told, reader=clinician, on=timezone.localdate())
        year = next(each for each in events if each.when == "2019")
        assert (year.first, year.last) == (date(2019, 1, 1), date(2019, 12, 31))
        assert not year.is_exact
        assert events[-1].first is None

    def test_results_are_for_those_who_read_results(self, told, clinician, receptionist):
        lanes = [each.lane for each in events_of(told, reader=clinician, on=TODAY)]
        assert Lane.RESULT in lanes
        unseen = [each.lane for each in events_of(told, reader=receptionist, on=TODAY)]
        assert Lane.RESULT not in unseen


def test_views_draw_it_and_say_the_same_in_a_table(client, told, clinician):
    client.force_login(clinician)

    page = client.get(reverse("timeline", args=[told.number])).content.decode()

    assert page.count('<rect class="mark pregnancy') == 2
    assert "mark pregnancy about" in page
    [table] = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    assert table.count("<tr>") == 4
    assert "Without a date, so not drawn: Pregnancy " in page
    assert Look.objects.get(action="timeline.opened").subject_id == str(told.pk)


def test_views_show_the_last_year_alone_when_it_is_asked_for(client, told, clinician):
    client.force_login(clinician)

    part = client.get(
        reverse("timeline", args=[told.number]),
        {"span": "1"},
        headers={"HX-Request": "true"},
    ).content.decode()

    assert "<html" not in part
    assert "mark pregnancy" not in part
    assert "2 earlier events" in part


def test_views_say_that_nothing_is_on_file(client, couple, clinician):
    client.force_login(clinician)
    page = client.get(reverse("timeline", args=[couple.number])).content.decode()
    assert "Nothing is on file yet." in page
    assert '<svg class="years"' not in page
