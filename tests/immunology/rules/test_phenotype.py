"""Do the parts of one lymphocyte phenotype agree?"""

from decimal import Decimal

import pytest

from foundation.medicine.quantities import Comparator, Quantity
from immunology.rules.phenotype import lymphosum, phenotype_findings
from tests.vectors.interpretation import phenotype_limits

D = Decimal
LIMITS = phenotype_limits()


@pytest.mark.parametrize(
    ("cd3", "cd19", "nk", "total", "ok"),
    [
        pytest.param(70, 15, 12, 97, True, id="close to 100"),
        pytest.param(65, 15, 10, 90, True, id="90 is enough"),
        pytest.param(65, 15, D("9.9"), D("89.9"), False, id="just below"),
        pytest.param(75, 15, 15, 105, True, id="105 is still close"),
        pytest.param(75, 15, D("15.1"), D("105.1"), False, id="just above"),
        pytest.param(70, 15, None, None, None, id="a part is missing"),
    ],
)
def test_lymphosum(cd3, cd19, nk, total, ok):
    parts = [None if part is None else D(part) for part in (cd3, cd19, nk)]
    found = lymphosum(cd3=parts[0], cd19=parts[1], nk=parts[2], limits=LIMITS)

    assert (found.total, found.ok) == (total, ok)


def found(**results):
    quantities = {code: Quantity(D(str(value))) for code, value in results.items()}
    return [f"{f.severity} {f.code}" for f in phenotype_findings(quantities, LIMITS)]


@pytest.mark.parametrize(
    ("results", "findings"),
    [
        pytest.param({}, [], id="nothing to compare"),
        pytest.param({"cd3_pct": 70, "cd19_pct": 15}, [], id="a part is missing"),
        pytest.param(
            {"cd3_pct": 70, "cd19_pct": 5, "nk_pct": 5}, ["caution lymphosum"], id="sum 80"
        ),
        pytest.param({"cd3_pct": 60, "cd4_pct": 40, "cd8_pct": 25}, [], id="5 over CD3"),
        pytest.param(
            {"cd3_pct": 60, "cd4_pct": 40, "cd8_pct": 26},
            ["caution t-cells"],
            id="6 over CD3",
        ),
        pytest.param({"lymph_abs": 2000, "nk_pct": 10, "nk_abs": 220}, [], id="10 % off"),
        pytest.param({"lymph_abs": 2000, "nk_pct": 10, "nk_abs": 180}, [], id="10 % less"),
        pytest.param(
            {"lymph_abs": 2000, "nk_pct": 10, "nk_abs": 221},
            ["caution absolute-count"],
            id="more than 10 % off",
        ),
        pytest.param(
            {"lymph_abs": 2000, "nk_dim_pct": 10, "nk_dim_abs": 20},
            [],
            id="a share of NK cells is not a share of lymphocytes",
        ),
        pytest.param(
            {"cd4_abs": 900, "cd8_abs": 600, "cd4_cd8_ratio": "1.57"}, [], id="ratio close"
        ),
        pytest.param(
            {"cd4_abs": 900, "cd8_abs": 600, "cd4_cd8_ratio": "1.58"},
            ["stop cd4-cd8"],
            id="ratio off by more than 5 %",
        ),
        pytest.param(
            {"cd4_abs": 900, "cd8_abs": 0, "cd4_cd8_ratio": "1.5"}, [], id="no CD8 cells"
        ),
    ],
)
def test_contradictions_between_results(results, findings):
    assert found(**results) == findings


def test_censored_results_are_not_compared():
    results = {
        "cd3_pct": Quantity(D(70)),
        "cd19_pct": Quantity(D(5), Comparator.LESS),
        "nk_pct": Quantity(D(5)),
    }

    assert phenotype_findings(results, LIMITS) == []


def test_contradictions_are_said_in_words():
    results = {
        "cd3_pct": Quantity(D(70)),
        "cd19_pct": Quantity(D(5)),
        "nk_pct": Quantity(D("5.5")),
        "lymph_abs": Quantity(D(2000)),
        "nk_abs": Quantity(D(300)),
    }

    assert [finding.message for finding in phenotype_findings(results, LIMITS)] == [
        "T, B and NK cells add up to 80.5 % (expected: 90 to 105 %).",
        "NK: 300 per µL does not follow from 5.5 % of 2000 lymphocytes (about 110).",
    ]
