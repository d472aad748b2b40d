"""Sizes, weights and vital signs: refused, asked about, shown with their days."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.records.models import Look
from patients.models import Measurement
from patients.models.measurement import MEASURES, POSSIBLE
from patients.selectors import measurements_of, newest_weight
from patients.services import MeasurementEntry, change_entry, record_entry
from tests.factories import patients

ON, DAY = date(2026, 11, 20), date(2026, 3, 3)
SWAP = {"HX-Request": "true"}
TYPED = {"measured_on": "3 Mar 2026", "source": "here"}


@pytest.fixture
def measured(couple, clinician):
    """Put measures of her on file."""

    def record(on=DAY, confirmed=False, **values):
        told = {name: Decimal(str(value)) for name, value in values.items()}
        entry = MeasurementEntry(measured_on=on, **told)
        return record_entry(
            person=couple.woman, entry=entry, by=clinician, on=ON, confirmed=confirmed
        )

    return record


@pytest.fixture
def client(client, clinician):
    client.force_login(clinician)
    return client


@pytest.fixture
def url(couple):
    return f"/couples/{couple.number}/people/{couple.woman.pk}/measurements/record/"


@pytest.fixture
def page_url(couple):
    return f"/couples/{couple.number}/measurements/"


@pytest.mark.parametrize(
    ("values", "question", "sentence"),
    [
        ({"height_cm": 16}, "height_cm", "A height lies between 100 and 230 cm."),
        ({"systolic_mmhg": 120}, "diastolic_mmhg", "A blood pressure has two numbers."),
        (
            {"systolic_mmhg": 80, "diastolic_mmhg": 90},
            "systolic_mmhg",
            "The upper pressure is the higher one.",
        ),
        ({}, "__all__", "Write at least one measure."),
        (
            {"on": date(2026, 11, 21), "weight_kg": 60},
            "measured_on",
            "This day lies in the future (21 Nov 2026).",
        ),
    ],
    ids=["height", "one pressure", "pressures", "nothing", "tomorrow"],
)
def test_what_cannot_be_is_refused_in_words(values, question, sentence, measured):
    with pytest.raises(ValidationError) as refusal:
        measured(confirmed=True, **values)
    assert refusal.value.message_dict == {question: [sentence]}


def test_what_is_unusual_is_asked_about_once(measured):
    with pytest.raises(ValidationError) as question:
        measured(weight_kg=25)
    sentence = "Weight 25 kg is unusual. Is it right?"
    assert question.value.message_dict == {"confirmed": [sentence]}
    assert measured(weight_kg=25, confirmed=True).weight_kg == 25


def test_a_weight_is_compared_with_the_one_before_and_never_with_itself(
    measured, clinician
):
    measured(weight_kg=60)
    later = measured(on=date(2026, 6, 1), weight_kg=63)
    with pytest.raises(ValidationError, match="more than 10 % from 63 kg on 1 Jun 2026"):
        measured(on=date(2026, 6, 2), weight_kg=80)
    entry = MeasurementEntry(measured_on=date(2026, 6, 1), weight_kg=Decimal(54))
    assert change_entry(row=later, entry=entry, by=clinician, on=ON).weight_kg == 54


def test_measurements_of_shows_each_day_and_the_newest_of_each_kind(couple, measured):
    measured(height_cm=160, weight_kg="64.50")
    measured(on=date(2026, 5, 1), weight_kg=66, systolic_mmhg=120, diastolic_mmhg=80)
    woman, man = couple.people
    shown = measurements_of(couple=couple)
    assert shown[woman.pk].table.columns == (
        "Height (cm)", "Weight (kg)", "BMI", "Pressure (mmHg)",
    )  # fmt: skip
    assert [(row.day, *row.cells, row.beneath) for row in shown[woman.pk].table.rows] == [
        ("1 May 2026", "–", "66", "25.8", "120/80", ""),
        ("3 Mar 2026", "160", "64.5", "25.2", "–", ""),
    ]
    assert [(n.label, n.words, n.day) for n in shown[woman.pk].newest] == [
        ("Height", "160 cm", "3 Mar 2026"),
        ("Weight", "66 kg", "1 May 2026"),
        ("Body mass index", "25.8 kg/m²", "1 May 2026, by the height of 3 Mar 2026"),
        ("Blood pressure", "120/80 mmHg", "1 May 2026"),
    ]
    assert "3 Mar 2026" in shown[woman.pk].drawn or "03 Mar 2026" in shown[woman.pk].drawn
    nothing = shown[man.pk]
    assert (nothing.table.rows, nothing.newest, nothing.drawn) == ((), (), "")


def test_newest_weight_is_that_of_the_latest_day(couple, measured):
    assert newest_weight(person=couple.woman) is None
    measured(on=date(2026, 5, 1), weight_kg=66)
    measured(weight_kg=64)
    measured(on=date(2026, 6, 1), height_cm=160)
    found = newest_weight(person=couple.woman)
    assert (found.value, found.on) == (66, date(2026, 5, 1))


def test_asks_the_same_of_many(couple, clinician, django_assert_num_queries):
    for count in (1, 9):
        for _ in range(count):
            patients.measurement(by=clinician, person=couple.man)
        with django_assert_num_queries(1):
            measurements_of(couple=couple)


def test_measurement_list_is_on_the_record_and_equals_its_part(
    client, page_url, couple, clinician
):
    patients.measurement(by=clinician, person=couple.woman, weight_kg=61)
    page = client.get(page_url).content.decode()
    assert "61 kg" in page
    assert "Nothing has been measured yet." in page
    look = Look.objects.get()
    assert (look.action, look.subject_id) == ("measurements.seen", str(couple.pk))
    part = client.get(page_url, headers=SWAP).content.decode()
    assert part.lstrip().startswith('<section class="card" id="measurements">')


def test_a_comma_is_read_as_it_is_meant_and_the_next_day_is_asked_for(client, url, couple):
    typed = TYPED | {"weight_kg": "62,5", "height_cm": "164"}
    response = client.post(url, typed, headers=SWAP, follow=True)
    row = Measurement.objects.get()
    assert (row.person, row.weight_kg, row.height_cm) == (
        couple.woman,
        Decimal("62.5"),
        164,
    )
    assert 'id="measurements"' in response.content.decode()
    assert response.context["work"].act == "add"


def test_the_door_asks_to_confirm_what_is_unusual(client, url):
    typed = TYPED | {"temperature_c": "39.5"}
    response = client.post(url, typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Temperature 39.5 °C is unusual. Is it right?" in page
    assert "Yes, this is right" in page
    assert client.post(url, typed | {"confirmed": "on"}).status_code == 302
    assert Measurement.objects.get().temperature_c == Decimal("39.5")


def test_the_door_refuses_what_cannot_be(client, url):
    response = client.post(url, TYPED | {"height_cm": "1.6"})
    assert response.status_code == 422
    assert "A height lies between 100 and 230 cm." in response.content.decode()


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("end", ["low", "high"])
def test_the_table_takes_what_is_possible_and_nothing_beyond(name, end, couple, clinician):
    """height_cm_is_possible, weight_kg_is_possible, systolic_mmhg_is_possible,
    diastolic_mmhg_is_possible, pulse_per_min_is_possible, temperature_c_is_possible,
    spo2_percent_is_possible."""
    low, high = POSSIBLE[name]
    within, beyond = (low, low - 1) if end == "low" else (high, high + 1)
    pressures = {"systolic_mmhg": 300, "diastolic_mmhg": 20}
    told = {"by": clinician, "person": couple.woman} | pressures
    assert patients.measurement(**told | {name: within}).pk
    law = f"patients_measurement_{name}_is_possible"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        patients.measurement(**told | {name: beyond})


@pytest.mark.parametrize(
    ("law", "wrong"),
    [
        ("measures_something", {"weight_kg": None}),
        ("both_pressures", {"diastolic_mmhg": 80}),
        ("upper_pressure_first", {"systolic_mmhg": 80, "diastolic_mmhg": 80}),
    ],
)
def test_the_table_refuses_what_cannot_be(law, wrong, couple, clinician):
    named = f"patients_measurement_{law}"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        patients.measurement(by=clinician, person=couple.woman, **wrong)
