from decimal import Decimal
from fractions import Fraction

import pytest

from therapy.rules.arithmetic import (
    anti_d_iu,
    anti_d_vials,
    cell_count,
    dilute,
    gcsf_draw,
    hcq_dose,
    lmwh_mg,
    three_figures,
)
from therapy.rules.catalogue import dose_aids
from therapy.rules.exact import half_up

AIDS = dose_aids()
D = Decimal


@pytest.mark.parametrize(
    ("ml", "given", "need", "extra"),
    [("2.0", "250", "250", "0"), ("4", "250", "500", "250"), ("1", "250", "125", "0")],
)
def test_anti_d_for_red_cells(ml, given, need, extra):
    answer = anti_d_iu(D(ml), given_iu=D(given), aids=AIDS)

    assert (answer.need_iu, answer.extra_iu) == (D(need), D(extra))


@pytest.mark.parametrize(
    ("ml", "vials"),
    [
        pytest.param("50", 3, id="1.67 is 2, and one spare"),
        pytest.param("45", 3, id="1.5 is 2"),
        pytest.param("44", 2, id="1.47 is 1"),
        pytest.param("0", 1, id="never none"),
    ],
)
def test_anti_d_vials(ml, vials):
    assert anti_d_vials(D(ml), aids=AIDS) == vials


def test_gcsf_is_drawn_to_a_hundredth():
    draw = gcsf_draw(D(64), ug_per_kg=D(1), ug_per_ml=D(300))

    assert (draw.ug, draw.ml) == (64, D("0.21"))


@pytest.mark.parametrize(
    ("weight", "mg_per_kg", "above"),
    [("70", "5.71", True), ("80", "5", False), ("79.9", "5.01", True)],
)
def test_hydroxychloroquine_per_kilogram(weight, mg_per_kg, above):
    dose = hcq_dose(D(400), weight_kg=D(weight), aids=AIDS)

    assert (dose.mg_per_kg, dose.above_limit) == (D(mg_per_kg), above)


def test_cells_are_counted_to_three_figures():
    count = cell_count(D(33000), volume_ml=D("1.2"), lymph_pct=D(85), viability_pct=D(96))

    assert (count.nucleated, count.viable_lymphocytes) == (39_600_000, 32_300_000)


def test_a_suspension_is_diluted_for_ten_sites():
    diluted = dilute(
        D(52_000_000), have_ml=D(2), want_cells=D(40_000_000), final_ml=D("1.2"), sites=10
    )

    assert diluted.take_ml == D("1.54")
    assert diluted.cells_per_ml == 33_300_000
    assert diluted.ml_per_site == D("0.12")


@pytest.mark.parametrize(
    "wrong", [{"want_cells": D(11)}, {"want_cells": D(0)}, {"final_ml": D(0)}, {"sites": 0}]
)
def test_what_cannot_be_diluted_is_refused(wrong):
    asked = {"have_ml": D(2), "want_cells": D(5), "final_ml": D(1), "sites": 10, **wrong}

    with pytest.raises(ValueError, match="not enough cells"):
        dilute(D(10), **asked)


@pytest.mark.parametrize(
    ("kg", "mg"),
    [
        ("49.9", 20),
        ("50", 40),
        ("90", 40),
        ("90.1", 60),
        ("95", 60),
        ("130", 60),
        ("130.1", 80),
        ("170", 80),
    ],
)
def test_enoxaparin_by_weight(kg, mg):
    assert lmwh_mg(D(kg), drug="enoxaparin", aids=AIDS) == mg


@pytest.mark.parametrize(
    ("kg", "drug", "complaint"),
    [("170.1", "enoxaparin", "beyond"), ("60", "dalteparin", "no weight table")],
)
def test_no_dose_is_invented(kg, drug, complaint):
    with pytest.raises(ValueError, match=complaint):
        lmwh_mg(D(kg), drug=drug, aids=AIDS)


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        ("72.55", "0.1", "72.6"),
        ("72.54", "0.1", "72.5"),
        ("-8.05", "0.1", "-8.1"),
        ("0", "0.1", "0"),
        ("5", "1", "5"),
    ],
)
def test_half_goes_up(value, step, expected):
    assert half_up(Fraction(value), step=D(step)) == D(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", "0"), ("7", "7"), ("123", "123"), ("1235", "1240"), ("32313600", "32300000")],
)
def test_three_figures(value, expected):
    assert three_figures(D(value)) == D(expected)
