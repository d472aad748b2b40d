"""How long they have tried, and when it may be called unexplained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.infertility import (
    infertility_rule_from_entry,
    time_trying,
    unexplained_infertility,
    unexplained_sentence,
)
from tests.patients.rules.stories import entries

[ENTRY] = entries("infertility")
RULE = infertility_rule_from_entry(ENTRY)
ALL_NORMAL = {item.code: True for item in RULE.items}


@pytest.mark.parametrize(
    ("months", "age", "answer"),
    [
        pytest.param(12, 30, "infertility", id="a year at 30"),
        pytest.param(12, None, "infertility", id="a year, whatever her age"),
        pytest.param(11, 30, "not_yet", id="eleven months at 30"),
        pytest.param(11, 36, "evaluate", id="eleven months at 36"),
        pytest.param(6, 36, "evaluate", id="six months at 36"),
        pytest.param(6, 35, "not_yet", id="35 is not over 35"),
        pytest.param(5, 36, "not_yet", id="five months at 36"),
        pytest.param(5, None, "not_yet", id="five months, whatever her age"),
        pytest.param(6, None, None, id="six months, her age unknown"),
        pytest.param(11, None, None, id="eleven months, her age unknown"),
        pytest.param(None, 36, None, id="time unknown"),
    ],
)
def test_the_time_of_trying(months, age, answer):
    assert time_trying(months, age, rule=RULE) == answer


@pytest.mark.parametrize(
    ("months", "found", "unexplained", "sentence"),
    [
        pytest.param(
            12,
            {},
            True,
            "Unexplained infertility: 12 months or more, every item normal.",
            id="a year, everything normal",
        ),
        pytest.param(
            11,
            {},
            False,
            "Not infertility yet: fewer than 12 months.",
            id="eleven months, everything normal",
        ),
        pytest.param(
            None,
            {},
            None,
            "Cannot be decided: how long they have tried is not recorded.",
            id="time unknown",
        ),
        pytest.param(
            12,
            {"tubes": None},
            None,
            "Work-up incomplete: tubes.",
            id="the tubes were never looked at",
        ),
        pytest.param(
            12,
            {"tubes": None, "ejaculate": False},
            False,
            "Explained by: ejaculate.",
            id="a cause is a cause although something is still open",
        ),
        pytest.param(
            None,
            {"uterus": False, "ovaries": False},
            False,
            "Explained by: ovarian function, uterus.",
            id="two causes, time unknown",
        ),
        pytest.param(
            11,
            {"tubes": None},
            False,
            "Not infertility yet: fewer than 12 months.",
            id="too early, whatever is open",
        ),
    ],
)
def test_unexplained_is_computed_and_never_typed(months, found, unexplained, sentence):
    answer = unexplained_infertility(months, {**ALL_NORMAL, **found}, rule=RULE)

    assert answer.unexplained is unexplained
    assert unexplained_sentence(answer, RULE) == sentence


@pytest.mark.parametrize("item", RULE.items, ids=lambda item: item.label)
def test_each_item_left_out_leaves_the_question_open(item):
    found = {code: True for code in ALL_NORMAL if code != item.code}
    answer = unexplained_infertility(24, found, rule=RULE)

    assert (answer.unexplained, answer.missing) == (None, (item,))


def test_the_items_are_those_of_both_partners():
    by_subject = {(item.subject.value, item.code) for item in RULE.items}

    assert by_subject == {
        ("woman", "ovaries"),
        ("woman", "tubes"),
        ("woman", "uterus"),
        ("woman", "cervix"),
        ("woman", "pelvis"),
        ("couple", "coital_frequency"),
        ("man", "testes"),
        ("man", "genital_anatomy"),
        ("man", "ejaculate"),
    }


found = st.fixed_dictionaries(
    {code: st.sampled_from([True, False, None]) for code in ALL_NORMAL}
)


@given(st.none() | st.integers(0, 60), found)
def test_only_a_complete_normal_work_up_is_unexplained(months, normal):
    answer = unexplained_infertility(months, normal, rule=RULE)
    complete = months is not None and months >= 12 and all(normal.values())

    assert (answer.unexplained is True) == complete
    assert not set(answer.abnormal) & set(answer.missing)
