"""A panel is recorded as typed, judged by the limits of its day, and frozen by a name."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.records.models import Act
from immunology import services
from immunology.models import Panel, ReferenceInterval, Result
from immunology.selectors.judging import Typed
from tests.factories import immunology
from tests.factories.immunology import REPORTED, TODAY, confirmed, desk_for, sample


@pytest.fixture
def record(couple, lab, clinician):
    def _record(values, *, code="phenotype", subject="woman", **fields):
        return immunology.panel(
            couple,
            by=clinician,
            lab=lab,
            code=code,
            subject=subject,
            values=values,
            **fields,
        )

    return _record


def only(panel: Panel) -> Result:
    return panel.results.standing().get()


def test_a_value_is_kept_as_typed_and_as_read(record):
    result = only(record({"nk_pct": "12,40"}))
    assert (result.typed, result.shown, result.value, result.unit) == (
        "12,40",
        "12.40",
        Decimal("12.4"),
        "%",
    )


READ = [
    pytest.param("cytokines", "s_tnfa", "<0.5", ("<0.5", "<", ""), id="less than"),
    pytest.param("autoimmune", "ana_titre", "1:160", ("1:160", "", ""), id="titre"),
    pytest.param("autoimmune", "ana_titre", ">=1:160", ("≥1:160", ">=", ""), id="at least"),
    pytest.param("infection", "hiv", "NR", ("non-reactive", "", "negative"), id="a word"),
    pytest.param("apl", "la", "3+", ("positive (3+)", "", "positive"), id="a grade"),
    pytest.param("infection", "hbv_dna", "not detected", ("not detected", "", "negative"),
                 id="a nucleic-acid test that found nothing"),
    pytest.param("genetics", "karyotype", "46,XX", ("46,XX", "", ""), id="words"),
]  # fmt: skip


@pytest.mark.parametrize(("panel", "test", "typed", "read"), READ)
def test_what_is_typed_is_read_by_its_kind(record, panel, test, typed, read):
    result = only(record({test: typed}, code=panel))
    assert (result.shown, result.comparator, result.word) == read


def test_empty_cells_are_not_entered(record):
    panel = record({"nk_pct": "14.2", "cd3_pct": "  ", "cd4_pct": ""})
    assert list(panel.results.values_list("code", flat=True)) == ["nk_pct"]


def test_a_confirmed_interval_flags_and_is_kept_with_the_result(record, clinician):
    confirmed("nk_pct.02", by=clinician)
    result = only(record({"nk_pct": "40"}))
    assert (result.flag, result.flag_reason) == ("H", "")
    assert (
        result.interval_code, result.interval_edition, result.interval_lab,
        result.interval_low, result.interval_high, result.interval_text,
    ) == ("nk_pct.02", 1, "CDLI 2004", "5.2", "36.6", "5.2 to 36.6 %")  # fmt: skip


def test_an_unconfirmed_interval_leaves_the_result_unflagged(record):
    result = only(record({"nk_pct": "40"}))
    assert (result.flag, result.flag_reason, result.interval) == ("", "unconfirmed", None)


def test_a_laboratory_without_an_accepted_interval_flags_nothing(couple, lab, clinician):
    confirmed("nk_pct.02", by=clinician)
    stranger = immunology.laboratory(by=clinician, code="OTH", interval_sets=[])
    panel = immunology.panel(couple, by=clinician, lab=stranger, values={"nk_pct": "40"})
    assert (only(panel).flag, only(panel).flag_reason) == ("", "no_interval")


def test_the_state_of_pregnancy_decides_and_is_not_guessed(record, clinician):
    confirmed("protein_s_free.01", "protein_s_free.03", by=clinician)
    flags = []
    for day, state in enumerate(("nonpregnant", "t2", ""), start=1):
        on = {"sampled_on": date(2026, 11, day), "state": state}
        panel = record({"protein_s_free": "45"}, code="thrombophilia", **on)
        flags.append(only(panel).flag)
    assert flags == ["L", "N", ""]


def test_without_the_state_the_reason_is_what_is_missing(record, clinician):
    confirmed("protein_s_free.01", by=clinician)
    panel = record({"protein_s_free": "45"}, code="thrombophilia")
    assert only(panel).flag_reason == "context_missing"


def a_second_edition(clinician, *, valid_from: date, high: str) -> None:
    old = ReferenceInterval.objects.get(code="nk_pct.02")
    old.pk, old.edition, old.valid_from, old.high_as_published = None, 2, valid_from, high
    old.high, old._state.adding = Decimal(high), True
    old.confirmed_by, old.confirmed_at = clinician, timezone.now()
    old.save()


def test_the_interval_of_the_day_of_collection_judges(record, clinician):
    confirmed("nk_pct.02", by=clinician)
    a_second_edition(clinician, valid_from=date(2026, 11, 1), high="20")
    days = [date(2026, 10, 31), date(2026, 11, 1)]
    read = [only(record({"nk_pct": "25"}, sampled_on=day)) for day in days]
    assert [(r.flag, r.interval_edition) for r in read] == [("N", 1), ("H", 2)]


def test_a_later_edition_never_rewrites_a_result(record, clinician):
    confirmed("nk_pct.02", by=clinician)
    result = only(record({"nk_pct": "25"}))
    a_second_edition(clinician, valid_from=date(2026, 1, 1), high="20")
    result.refresh_from_db()
    assert (result.flag, result.interval_high) == ("N", "36.6")


STUDIES = ["nk_pct.06", "nk_pct.07", "nk_pct.08", "nk_pct.09"]


def test_the_limits_of_studies_stand_beside_the_flag_never_in_it(record, clinician):
    confirmed("nk_pct.02", *STUDIES, by=clinician)
    result = only(record({"nk_pct": "14.2"}))
    assert result.flag == "N"
    assert [d["answer"] for d in result.decisions] == [
        "above", "not_above", "sample_unknown", "sample_unknown",
    ]  # fmt: skip


def test_all_limits_of_studies_are_shown_or_none(record, clinician):
    confirmed("nk_pct.06", by=clinician)
    assert only(record({"nk_pct": "14.2"})).decisions == []


REFUSED = [
    pytest.param("nk_pct", "12,4,5", "more than one decimal mark", id="two commas"),
    pytest.param("nk_pct", "5 mg/L", "is not the unit of this test, which is %", id="unit"),
    pytest.param("nk_pct", "120", "120 % is impossible", id="impossible"),
    pytest.param("nk_pct", "60", "60 % is unusual", id="unusual and not confirmed"),
    pytest.param("nk_pct", "negative", "this test reports a number", id="a word"),
    pytest.param("nk_pct", "1:160", "is a titre", id="a titre"),
    pytest.param("nk_pct", "1.0000000001", "no more than 9 decimal", id="too fine"),
]


@pytest.mark.parametrize(("test", "typed", "sentence"), REFUSED)
def test_a_bad_value_is_refused_beside_its_cell_and_nothing_is_saved(
    record, test, typed, sentence
):
    with pytest.raises(ValidationError) as refused:
        record({test: typed, "cd3_pct": "72"})
    assert list(refused.value.error_dict) == [test]
    assert sentence in refused.value.message_dict[test][0]
    assert not Panel.objects.exists()


def test_every_bad_cell_is_told_at_once(record):
    with pytest.raises(ValidationError) as refused:
        record({"nk_pct": "12,4,5", "cd3_pct": "120"}, reported_on=date(2026, 11, 1))
    assert sorted(refused.value.error_dict) == ["cd3_pct", "nk_pct", "reported_on"]


DATES = [
    pytest.param({"reported_on": date(2026, 11, 11)}, "reported_on",
                 "The report is dated before the sample was taken.", id="report too early"),
    pytest.param({"sampled_on": date(2026, 11, 21), "reported_on": date(2026, 11, 22)},
                 "sampled_on", "The sample date lies in the future.", id="sample tomorrow"),
    pytest.param({"reported_on": date(2026, 11, 21)}, "reported_on",
                 "The date of the report lies in the future.", id="report tomorrow"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "beside", "sentence"), DATES)
def test_dates_that_cannot_be_are_refused(record, fields, beside, sentence):
    with pytest.raises(ValidationError) as refused:
        record({"nk_pct": "14.2"}, **fields)
    assert refused.value.message_dict[beside] == [sentence]


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_a_phenotype_of_an_old_sample_is_refused(record):
    with pytest.raises(ValidationError) as refused:
        record({"nk_pct": "14.2"}, collected_at=moment(12, 9), received_at=moment(14, 10))
    assert "more than 48 hours" in refused.value.message_dict["received_at"][0]


def test_a_phenotype_of_a_fresh_sample_is_taken(record):
    times = {"collected_at": moment(12, 9), "received_at": moment(14, 9)}
    assert record({"nk_pct": "14.2"}, **times).received_at == moment(14, 9)


def test_serum_may_be_older(record):
    times = {"collected_at": moment(12, 9), "received_at": moment(14, 10)}
    assert record({"hiv": "NR"}, code="infection", **times).pk


def test_a_sample_of_today_is_taken(record):
    assert record({"nk_pct": "14.2"}, sampled_on=TODAY, reported_on=TODAY).pk


def test_nothing_typed_is_refused(record):
    with pytest.raises(ValidationError) as refused:
        record({"nk_pct": " "})
    assert refused.value.messages == ["Type at least one result."]


def enter(couple, lab, clinician, typed, **words):
    return services.record_panel(
        desk=desk_for(couple),
        sample=sample(lab),
        typed=typed,
        on=TODAY,
        by=clinician,
        **words,
    )


def test_an_unusual_value_is_kept_once_it_is_confirmed(couple, lab, clinician):
    panel = enter(couple, lab, clinician, {"nk_pct": Typed("60", sure="60 %")})
    assert only(panel).unusual_confirmed


def test_a_confirmation_holds_for_that_value_only(couple, lab, clinician):
    with pytest.raises(ValidationError, match="96 % is unusual"):
        enter(couple, lab, clinician, {"nk_pct": Typed("96", sure="60 %")})


CONTRADICTING = {"cd3_pct": Typed("72"), "cd19_pct": Typed("21"), "nk_pct": Typed("14")}
SUM = "T, B and NK cells add up to 107 % (expected: 90 to 105 %)."


def test_results_that_contradict_each_other_ask(couple, lab, clinician):
    with pytest.raises(ValidationError, match="look at the questions under the table"):
        enter(couple, lab, clinician, CONTRADICTING)


def test_results_that_contradict_each_other_are_kept_when_the_report_says_so(
    couple, lab, clinician
):
    panel = enter(couple, lab, clinician, CONTRADICTING, acknowledged=SUM)
    assert panel.results.count() == 3


def test_a_ratio_that_does_not_follow_is_refused(record):
    with pytest.raises(ValidationError) as refused:
        record({"cd4_abs": "800", "cd8_abs": "400", "cd4_cd8_ratio": "3"})
    assert (
        "does not follow from the counts" in refused.value.message_dict["cd4_cd8_ratio"][0]
    )


def test_the_same_sample_again_asks(record):
    record({"nk_pct": "14.2"})
    with pytest.raises(ValidationError, match="questions under the table"):
        record({"cd3_pct": "72"})


def test_a_test_of_the_couple_names_no_person(record):
    panel = record({"apca_cdc": "negative"}, code="alloimmune", subject="couple")
    assert (panel.person, only(panel).flag_reason) == (None, "no_expectation")


def test_one_act_is_logged_for_the_whole_panel(record):
    record({"nk_pct": "14.2", "cd3_pct": "72"})
    acts = Act.objects.filter(action="panel.recorded").values_list("details", flat=True)
    assert list(acts) == [{"tests": ["cd3_pct", "nk_pct"]}]


def test_the_previous_result_is_the_one_of_the_last_sample(record, couple):
    early = date(2026, 9, 1)
    record({"nk_pct": "14.2"})
    record({"nk_pct": "19"}, sampled_on=early, reported_on=early + timedelta(days=3))
    assert desk_for(couple).previous["nk_pct"].shown == "14.2"


def test_another_couples_results_are_never_the_previous_ones(record, other_couple):
    record({"apca_igg_b_pct": "20"}, code="alloimmune", subject="couple")
    assert desk_for(other_couple, "alloimmune", "couple").previous == {}


def test_the_report_date_is_not_the_sample_date(record):
    panel = record({"nk_pct": "14.2"})
    assert (panel.sampled_on, panel.reported_on) == (sample(None).sampled_on, REPORTED)
