"""A number that is seldom right is asked about; weight and height come to an index."""

from datetime import date
from decimal import Decimal

import pytest

from patients.rules.measures import Measured, mass_index, unusual_findings
from patients.selectors.measurements import measures

ON, YEAR_AGO = date(2026, 11, 20), date(2025, 11, 20)
SIXTY = Measured(date(2026, 3, 3), Decimal(60))


def asked(before=None, **typed) -> list[str]:
    values = {name: Decimal(value) for name, value in typed.items()}
    return [f.message for f in unusual_findings(values, measures(), before=before)]


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        pytest.param({}, [], id="nothing measured is nothing unusual"),
        pytest.param({"height_cm": "140"}, [], id="140 cm"),
        pytest.param(
            {"height_cm": "139.9"},
            ["Height 139.9 cm is unusual. Is it right?"],
            id="below 140 cm",
        ),
        pytest.param({"weight_kg": "200"}, [], id="200 kg"),
        pytest.param(
            {"weight_kg": "200.5"},
            ["Weight 200.5 kg is unusual. Is it right?"],
            id="above 200 kg",
        ),
        pytest.param(
            {"systolic_mmhg": "181", "diastolic_mmhg": "80"},
            ["Upper blood pressure 181 mmHg is unusual. Is it right?"],
            id="one of two pressures",
        ),
        pytest.param(
            {"pulse_per_min": "44", "temperature_c": "39.1"},
            [
                "Pulse 44 a minute is unusual. Is it right?",
                "Temperature 39.1 °C is unusual. Is it right?",
            ],
            id="each by itself",
        ),
        pytest.param(
            {"spo2_percent": "91"},
            ["Oxygen saturation 91 % is unusual. Is it right?"],
            id="a saturation",
        ),
    ],
)
def test_an_unusual_number_is_asked_about(typed, sentences):
    assert asked(**typed) == sentences


@pytest.mark.parametrize(
    ("kg", "sentences"),
    [
        pytest.param("66", [], id="ten per cent more"),
        pytest.param("54", [], id="ten per cent less"),
        pytest.param(
            "66.1",
            ["Weight 66.1 kg is more than 10 % from 60 kg on 3 Mar 2026. Is it right?"],
            id="more than that",
        ),
        pytest.param(
            "53.9",
            ["Weight 53.9 kg is more than 10 % from 60 kg on 3 Mar 2026. Is it right?"],
            id="less than that",
        ),
    ],
)
def test_a_weight_far_from_the_one_before_is_asked_about(kg, sentences):
    assert asked(before=SIXTY, weight_kg=kg) == sentences
    assert asked(weight_kg=kg) == []


def test_every_measure_has_a_code_a_unit_and_a_source():
    codes = {each.code: (each.loinc, each.ucum) for each in measures()}
    assert codes == {
        "height_cm": ("8302-2", "cm"),
        "weight_kg": ("29463-7", "kg"),
        "systolic_mmhg": ("8480-6", "mm[Hg]"),
        "diastolic_mmhg": ("8462-4", "mm[Hg]"),
        "pulse_per_min": ("8867-4", "/min"),
        "temperature_c": ("8310-5", "Cel"),
        "spo2_percent": ("59408-5", "%"),
    }
    assert all(each.source.citation and each.source.locator for each in measures())


def height(on: date, cm: str) -> Measured:
    return Measured(on, Decimal(cm))


@pytest.mark.parametrize(
    ("kg", "heights", "index"),
    [
        pytest.param("60", [], None, id="without a height there is none"),
        pytest.param(
            "62.5", [height(ON, "165")], ("23.0", ON), id="22.957 is rounded half up"
        ),
        pytest.param("64", [height(ON, "160")], ("25.0", ON), id="exactly 25"),
        pytest.param(
            "64",
            [height(YEAR_AGO, "160"), height(date(2026, 12, 1), "161")],
            ("24.7", date(2026, 12, 1)),
            id="the nearest in time, also later",
        ),
        pytest.param(
            "64",
            [height(date(2026, 11, 21), "170"), height(date(2026, 11, 19), "160")],
            ("25.0", date(2026, 11, 19)),
            id="of two as near the earlier",
        ),
    ],
)
def test_the_index_is_by_the_nearest_height(kg, heights, index):
    found = mass_index(Measured(ON, Decimal(kg)), heights)
    assert (found and (str(found.value), found.height_on)) == index
