"""The tables refuse nonsense by themselves, each in a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.utils import InternalError
from django.utils import timezone

from foundation.records.services import write
from immunology.models import Analyte, Laboratory, Panel, ReferenceInterval, Result
from tests.factories import immunology
from tests.factories.immunology import REPORTED, SAMPLED


def a_panel(couple, lab, **fields) -> Panel:
    defaults = {
        "couple": couple,
        "subject": "woman",
        "person": couple.woman,
        "code": "phenotype",
        "laboratory": lab,
        "sampled_on": SAMPLED,
        "reported_on": REPORTED,
    }
    return Panel(**defaults | fields)


PANEL_LAWS = [
    pytest.param(
        "reported_after_the_sample",
        {"reported_on": date(2026, 11, 11)},
        "The report is dated before the sample was taken.",
        id="a report is not older than its sample",
    ),
    pytest.param(
        "received_after_collection",
        {
            "collected_at": timezone.make_aware(timezone.datetime(2026, 11, 12, 10, 0)),
            "received_at": timezone.make_aware(timezone.datetime(2026, 11, 12, 9, 59)),
        },
        "It was received before it was collected.",
        id="nothing is received before it is collected",
    ),
    pytest.param(
        "person_unless_of_the_couple",
        {"person": None},
        "A test of the couple names no person; every other test names one.",
        id="a test of one person names the person",
    ),
    pytest.param(
        "person_unless_of_the_couple",
        {"subject": "couple"},
        "A test of the couple names no person; every other test names one.",
        id="a test of the couple names nobody",
    ),
    pytest.param(
        "no_pregnancy_state_of_the_man",
        {"subject": "man", "state": "t1"},
        "Pregnancy and cycle are recorded of her only.",
        id="a man is in no trimester",
    ),
    pytest.param(
        "signed_by_somebody",
        {"signed_at": timezone.now()},
        "A signature carries a name and a time.",
        id="a signature has a name",
    ),
    pytest.param(
        "voided_with_a_reason",
        {"voided_at": timezone.now()},
        "A voided record needs a reason.",
        id="nothing is voided without a reason",
    ),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), PANEL_LAWS)
def test_a_panel_is_refused(couple, lab, clinician, name, fields, sentence):
    with pytest.raises(ValidationError) as refused:
        write(a_panel(couple, lab, **fields), by=clinician, action="test")
    assert refused.value.messages == [sentence]
    assert f"immunology_panel_{name}" in {c.name for c in Panel._meta.constraints}


def a_result(panel, **fields) -> Result:
    defaults = {
        "panel": panel,
        "analyte": Analyte.objects.get(code="nk_pct"),
        "code": "nk_pct",
        "result_type": "quantitative",
        "typed": "14.2",
        "shown": "14.2",
        "value": Decimal("14.2"),
        "unit": "%",
        "flag_reason": "no_interval",
        "rule": "flag_quantity",
        "rule_version": 1,
        "input_hash": "x",
    }
    return Result(**defaults | fields)


RESULT_LAWS = [
    pytest.param(
        "says_something",
        {"typed": "", "shown": ""},
        "An empty result is not entered at all.",
        id="an empty result is no result",
    ),
    pytest.param(
        "is_of_one_kind",
        {"titre": 160},
        "A result is a number, a titre or a word.",
        id="not a number and a titre at once",
    ),
    pytest.param(
        "is_of_one_kind",
        {"word": "positive"},
        "A result is a number, a titre or a word.",
        id="not a number and a word at once",
    ),
    pytest.param(
        "comparator_before_a_number",
        {"value": None, "comparator": "<"},
        "“Less than” stands before a number only.",
        id="less than nothing",
    ),
    pytest.param(
        "unflagged_for_a_reason",
        {"flag_reason": ""},
        "A result has a flag, or a reason why it has none.",
        id="neither flag nor reason",
    ),
    pytest.param(
        "unflagged_for_a_reason",
        {"flag": "N"},
        "A result has a flag, or a reason why it has none.",
        id="flag and reason at once",
    ),
    pytest.param(
        "keeps_its_interval",
        {"interval_code": "nk_pct.01"},
        "A judged result keeps the interval it met.",
        id="the name of an interval without the interval",
    ),
    pytest.param(
        "corrected_with_a_reason",
        {"correction_reason": "typed wrongly"},
        "A correction needs a reason.",
        id="a reason without what it corrects",
    ),
    pytest.param(
        "signed_by_somebody",
        {"signed_at": timezone.now()},
        "A signature carries a name and a time.",
        id="a signature has a name",
    ),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), RESULT_LAWS)
def test_a_result_is_refused(couple, lab, clinician, name, fields, sentence):
    panel = write(a_panel(couple, lab), by=clinician, action="test")
    result = a_result(panel, written_by=clinician, **fields)
    with pytest.raises(ValidationError) as refused:
        result.validate_constraints()
    assert refused.value.messages == [sentence]
    assert f"immunology_result_{name}" in {c.name for c in Result._meta.constraints}


def test_one_standing_per_test(couple, lab, clinician):
    panel = write(a_panel(couple, lab), by=clinician, action="test")
    write(a_result(panel), by=clinician, action="test")
    with pytest.raises(ValidationError) as refused:
        write(a_result(panel, typed="9", shown="9"), by=clinician, action="test")
    assert refused.value.messages == ["This test already has a result in this panel."]


def test_one_per_short_name(lab, clinician):
    with pytest.raises(ValidationError) as refused:
        write(Laboratory(code="DRL", name="Again"), by=clinician, action="test")
    assert refused.value.messages == ["Another laboratory already has this short name."]


INTERVAL_LAWS = [
    pytest.param(
        "has_a_limit",
        {"low": None, "high": None},
        "An interval needs a lower or an upper limit.",
        id="an interval without limits",
    ),
    pytest.param(
        "is_not_upside_down",
        {"low": 10, "high": 9},
        "The upper limit lies below the lower one.",
        id="upside down",
    ),
    pytest.param(
        "one_row_per_edition",
        {"code": "nk_pct.01"},
        "This edition of the entry is already loaded.",
        id="the same edition twice",
    ),
    pytest.param(
        "confirmed_by_somebody",
        {"confirmed_at": timezone.now()},
        "A confirmation carries a name and a time.",
        id="a confirmation has a name",
    ),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), INTERVAL_LAWS)
def test_an_interval_is_refused(catalogue, name, fields, sentence):
    defaults = {"code": "x.1", "analyte": "nk_pct", "kind": "reference", "source": []}
    interval = ReferenceInterval(**defaults | {"low": 5, "high": 32} | fields)
    with pytest.raises(ValidationError) as refused:
        interval.validate_constraints()
    assert refused.value.messages == [sentence]
    assert name in " ".join(c.name for c in ReferenceInterval._meta.constraints)


@pytest.fixture
def signed(couple, lab, clinician):
    return immunology.panel(couple, by=clinician, lab=lab, signed=True)


def test_a_signed_panel_refuses_an_update_even_by_sql(signed):
    with pytest.raises(InternalError, match="what was signed"), connection.cursor() as sql:
        sql.execute(
            "UPDATE immunology_panel SET method = 'other' WHERE id = %s", [signed.pk]
        )


def test_a_signed_result_refuses_an_update_even_by_sql(signed):
    with pytest.raises(InternalError, match="what was signed"), connection.cursor() as sql:
        sql.execute("UPDATE immunology_result SET shown = '1' WHERE code = 'nk_pct'")


def test_a_signature_cannot_be_taken_back_even_by_sql(signed):
    with pytest.raises(InternalError, match="what was signed"), connection.cursor() as sql:
        sql.execute("UPDATE immunology_result SET signed_at = NULL, signed_by_id = NULL")


def test_a_signed_result_is_never_deleted(signed):
    with pytest.raises(InternalError, match="Cannot delete"), connection.cursor() as sql:
        sql.execute("DELETE FROM immunology_result")


def test_a_signed_result_may_still_be_voided(signed):
    voided = {"voided_at": timezone.now(), "void_reason": "wrong person"}
    assert signed.results.update(**voided) == 2
