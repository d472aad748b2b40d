"""How far she is today and when she is due, and which clock on file says so."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from patients.choices import Outcome
from patients.models import Couple
from patients.selectors import history_overview, pregnancy_on_file, pregnant_today
from patients.services import PregnancyEntry, record_pregnancy
from tests.factories import patients

ON = date(2026, 11, 20)
PERIOD = {"last_period_on": date(2026, 9, 25), "last_period_precision": "day"}


@pytest.fixture
def ongoing(couple, clinician):
    def on_file(**fields):
        told = {"outcome": "ongoing", **fields}
        return patients.pregnancy(by=clinician, couple=couple, **told)

    return on_file


@pytest.fixture
def dated(couple):
    def said(pregnancy):
        page = pregnancy_on_file(pregnancy=pregnancy, couple=couple, on=ON)
        return page.dated

    return said


def answers(dated) -> list[tuple[str, str, str]]:
    return [(one.gestation, one.due, one.dating.sentence) for one in dated.each]


def test_a_period_known_to_the_day_dates(ongoing, dated):
    assert answers(dated(ongoing(**PERIOD))) == [
        ("8+0", "2 Jul 2027", "Dated by the last period, 25 Sep 2026.")
    ]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({}, id="nothing on file"),
        pytest.param(PERIOD | {"last_period_precision": "month"}, id="only the month"),
        pytest.param({"conceived_on": date(2026, 10, 9)}, id="a day of conception as told"),
    ],
)
def test_nothing_that_dates_is_said_and_not_guessed(told, ongoing, dated):
    assert dated(ongoing(**told)).each == ()


def test_an_insemination_dates_by_its_day(ongoing, dated):
    row = ongoing(conception="iui", conceived_on=date(2026, 10, 9))
    [(gestation, due, sentence)] = answers(dated(row))
    assert (gestation, due) == ("8+0", "2 Jul 2027")
    assert sentence == "Dated by the insemination or ovulation on 9 Oct 2026."


TRANSFER = {
    "transferred_on": date(2026, 10, 14),
    "transferred_precision": "day",
    "result": "clinical",
}


def test_a_transfer_known_to_the_day_beats_the_period(ongoing, dated, couple, clinician):
    row = ongoing(**PERIOD)
    told = TRANSFER | {"embryo_day": 5, "pregnancy": row}
    patients.transfer(by=clinician, couple=couple, **told)
    [(gestation, _due, sentence)] = answers(dated(row))
    assert gestation == "8+0"
    assert sentence == "Dated by the transfer of a day-5 embryo on 14 Oct 2026."


@pytest.mark.parametrize(
    "vague",
    [
        pytest.param({"embryo_day": None}, id="the day of the embryo not known"),
        pytest.param({"transferred_precision": "month"}, id="only the month"),
        pytest.param({"transferred_about": True}, id="about that day"),
        pytest.param(
            {"voided_at": timezone.now(), "void_reason": "Not hers"}, id="struck out"
        ),
    ],
)
def test_a_transfer_not_known_to_the_day_dates_nothing(
    vague, ongoing, dated, couple, clinician
):
    row = ongoing(**PERIOD)
    told = TRANSFER | {"embryo_day": 5, "pregnancy": row} | vague
    patients.transfer(by=clinician, couple=couple, **told)
    assert answers(dated(row))[0][2] == "Dated by the last period, 25 Sep 2026."


def test_both_rules_stand_side_by_side_where_they_differ(ongoing, dated, clinician):
    row = ongoing(**PERIOD)
    scan = {"scanned_on": date(2026, 11, 13), "ga_days": 46}
    patients.scan(by=clinician, pregnancy=row, **scan)
    said = dated(row)
    assert answers(said) == [
        (
            "8+0",
            "2 Jul 2027",
            "Dated by the last period, 25 Sep 2026: "
            "the scan of 13 Nov 2026 agrees within 3 days.",
        ),
        (
            "7+4",
            "5 Jul 2027",
            "Dated by the scan of 13 Nov 2026 (6+4). It is 3 days apart from the last "
            "period; The clinic: corrected once by the first crown-rump scan allows 0.",
        ),
    ]
    assert (said.gestation, said.due) == ("8+0 or 7+4", "2 Jul 2027 or 5 Jul 2027")


def test_scans_that_are_struck_out_or_without_heartbeat_date_nothing(
    ongoing, dated, clinician
):
    row = ongoing()
    gone = {"voided_at": timezone.now(), "void_reason": "Not hers"}
    patients.scan(by=clinician, pregnancy=row, ga_days=40, **gone)
    still = {"crl_mm": Decimal("9.5"), "heartbeat": False}
    patients.scan(by=clinician, pregnancy=row, **still)
    assert dated(row).each == ()


def test_what_speaks_against_the_date_is_a_caution(ongoing, dated, couple, clinician):
    row = ongoing()
    told = TRANSFER | {"embryo_day": 5, "pregnancy": row}
    patients.transfer(by=clinician, couple=couple, **told)
    early = {"scanned_on": date(2026, 10, 1), "ga_days": 40}
    patients.scan(by=clinician, pregnancy=row, **early)
    [found] = dated(row).findings
    assert found.message == (
        "The scan of 1 Oct 2026 shows a pregnancy before the transfer of 14 Oct 2026. "
        "Is it another one’s?"
    )


def test_a_pregnancy_that_ended_is_not_dated(couple, clinician):
    row = patients.pregnancy(by=clinician, couple=couple, **PERIOD)
    assert pregnancy_on_file(pregnancy=row, couple=couple, on=ON).dated is None
    assert pregnant_today(couple=couple, on=ON) is None


def test_the_table_says_how_far_an_ongoing_one_is(ongoing, couple, founding):
    ongoing(**PERIOD)
    [row] = history_overview(couple=couple, on=ON).rows
    assert (row.gestation, row.basis) == ("8+0 today", "due 2 Jul 2027")


def test_the_head_of_the_chart_asks_once_whatever_is_on_file(
    ongoing, couple, clinician, django_assert_num_queries
):
    row = ongoing(**PERIOD)
    for _ in range(3):
        patients.scan(by=clinician, pregnancy=row)
        told = TRANSFER | {"embryo_day": 5, "pregnancy": row}
        patients.transfer(by=clinician, couple=couple, **told)
    fresh = Couple.objects.with_people().get(pk=couple.pk)
    with django_assert_num_queries(1):
        pregnant = pregnant_today(couple=fresh, on=ON)
    assert (pregnant.pk, pregnant.dated.gestation) == (row.pk, "8+0")


def test_a_surrogates_pregnancy_is_not_the_one_she_carries(ongoing, couple):
    ongoing(carried_by="surrogate", **PERIOD)
    assert pregnant_today(couple=couple, on=ON) is None


@pytest.mark.parametrize(("reader", "is_told"), [("nurse", True), ("receptionist", False)])
def test_the_chart_tells_those_who_care_for_her(
    reader, is_told, client, request, ongoing, couple
):
    ongoing(last_period_on=timezone.localdate(), last_period_precision="day")
    client.force_login(request.getfixturevalue(reader))
    page = client.get(couple.get_absolute_url()).content.decode()
    assert ("pregnant, 0+0 today, due" in page) is is_told


def test_a_last_period_still_to_come_is_refused(couple, clinician):
    told = PregnancyEntry(
        outcome=Outcome.ONGOING, last_period=ApproximateDate(2026, 11, 21)
    )
    with pytest.raises(ValidationError) as refusal:
        record_pregnancy(couple=couple, entry=told, by=clinician, on=ON)
    sentence = "The last period, 21 Nov 2026, lies in the future."
    assert refusal.value.message_dict == {"last_period": [sentence]}
