from dataclasses import replace
from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY, ago, verdict
from therapy.rules.gates import CellProduct, Lot, g_cells, g_lot

PASS = ("PASS", "OK", "none")
LOT = Lot(number="L123", brand="Privigen", expires_on=ago(-200))


def hard(reason):
    return ("HARD", reason, "none")


def lot(changed, prescribed="Privigen", last=None):
    return verdict(
        g_lot(
            replace(LOT, **changed),
            prescribed_brand=prescribed,
            last_brand=last,
            limits=LIMITS,
            on=TODAY,
        )
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, PASS, id="right and in date"),
        pytest.param({"number": " "}, hard("LOT_MISSING"), id="no number"),
        pytest.param({"expires_on": None}, hard("EXPIRY_MISSING"), id="no expiry"),
        pytest.param({"recalled": True}, hard("LOT_RECALLED"), id="recalled"),
        pytest.param(
            {"recalled": True, "expires_on": ago(9)},
            hard("LOT_RECALLED"),
            id="recall first",
        ),
        pytest.param({"expires_on": ago(1)}, hard("LOT_EXPIRED"), id="expired yesterday"),
        pytest.param(
            {"expires_on": TODAY}, ("WARN", "LOT_EXPIRES_SOON", "none"), id="usable today"
        ),
        pytest.param(
            {"expires_on": ago(-7)}, ("WARN", "LOT_EXPIRES_SOON", "none"), id="7 days"
        ),
        pytest.param({"expires_on": ago(-8)}, PASS, id="8 days"),
        pytest.param({"brand": "Octagam 10%"}, hard("BRAND_MISMATCH"), id="another brand"),
        pytest.param({"brand": " privigen "}, PASS, id="the same brand written otherwise"),
        pytest.param({"brand": ""}, hard("BRAND_MISMATCH"), id="brand not read"),
    ],
)
def test_lot(changed, expected):
    assert lot(changed) == expected


def test_no_lot_and_no_prescription_stop_the_session():
    nothing = g_lot(None, prescribed_brand="Privigen", limits=LIMITS, on=TODAY)

    assert verdict(nothing) == hard("LOT_MISSING")
    assert lot({}, prescribed=None) == hard("BRAND_MISMATCH")


def test_another_brand_than_last_time_starts_again():
    restart = ("WARN", "BRAND_CHANGED_RESTART", "none")

    assert lot({}, last="Octagam 10%") == restart
    assert lot({"expires_on": ago(-7)}, last="Octagam 10%") == restart
    assert lot({}, last="Privigen") == PASS


CELLS = CellProduct(
    cells=Decimal(40_000_000),
    viability_pct=Decimal(96),
    draw_to_injection_h=Decimal("4.5"),
    second_checker="tech2",
    operator="tech1",
)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, PASS, id="released"),
        pytest.param({"viability_pct": "90"}, PASS, id="90 % alive"),
        pytest.param(
            {"viability_pct": "89.9"}, ("SOFT", "VIABILITY_70_89", "one"), id="89.9 % alive"
        ),
        pytest.param(
            {"viability_pct": "70"}, ("SOFT", "VIABILITY_70_89", "one"), id="70 %"
        ),
        pytest.param({"viability_pct": "69.9"}, hard("VIABILITY_LT_70"), id="69.9 %"),
        pytest.param({"draw_to_injection_h": "6"}, PASS, id="6 hours"),
        pytest.param(
            {"draw_to_injection_h": "6.1"}, ("SOFT", "OLDER_THAN_6H", "one"), id="6.1 hours"
        ),
        pytest.param(
            {"draw_to_injection_h": "24"}, ("SOFT", "OLDER_THAN_6H", "one"), id="24 hours"
        ),
        pytest.param({"draw_to_injection_h": "24.1"}, hard("TOO_OLD"), id="24.1 hours"),
        pytest.param(
            {"draw_to_injection_h": "-1"}, hard("CELLS_MISSING"), id="before the draw"
        ),
        pytest.param({"cells": "1e8"}, PASS, id="100 million"),
        pytest.param({"cells": "100000001"}, ("SOFT", "CELLS_ABOVE_MAX", "one"), id="more"),
        pytest.param({"cells": "1e7"}, PASS, id="10 million"),
        pytest.param({"cells": "9999999"}, ("SOFT", "CELLS_BELOW_MIN", "one"), id="fewer"),
        pytest.param({"cells": None}, hard("CELLS_MISSING"), id="not counted"),
        pytest.param({"viability_pct": None}, hard("CELLS_MISSING"), id="not stained"),
        pytest.param(
            {"draw_to_injection_h": None}, hard("CELLS_MISSING"), id="time unknown"
        ),
    ],
)
def test_cells(changed, expected):
    numbers = {name: text and Decimal(text) for name, text in changed.items()}

    assert verdict(g_cells(replace(CELLS, **numbers), limits=LIMITS)) == expected


@pytest.mark.parametrize("checker", [None, "", "tech1"])
def test_cells_are_released_by_a_second_person(checker):
    product = replace(CELLS, second_checker=checker)

    assert verdict(g_cells(product, limits=LIMITS)) == hard("NOT_RELEASED")


def test_no_cells_stop_the_session():
    assert verdict(g_cells(None, limits=LIMITS)) == hard("CELLS_MISSING")


def test_the_sentence_counts_in_millions():
    answer = g_cells(replace(CELLS, cells=Decimal(120_000_000)), limits=LIMITS)

    assert answer.message == "120 million cells; at most 100 million cells."
