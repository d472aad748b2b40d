"""Is she on file already? Scores, grades and the reasons in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.medicine.dates import read_date
from patients.rules.duplicates import (
    PersonFacts,
    duplicate_rule_from_entry,
    likely_duplicates,
)
from tests.patients.rules.stories import entries

[ENTRY] = entries("duplicates")
RULE = duplicate_rule_from_entry(ENTRY)
BORN, PHONE = read_date("3 Apr 1992"), "919876543210"
PRIYA = PersonFacts(
    key="new",
    names=("Priya Patil", "प्रिया पाटील"),
    sex="F",
    born=BORN,
    phones=frozenset({PHONE}),
    email="priya@example.org",
    partner_names=("Amit Patil",),
)


def other(name="Somebody Else", **facts):
    return PersonFacts(key="C1001F", names=(name,), **{"sex": "F", **facts})


def judged(**facts):
    found = likely_duplicates(PRIYA, [other(**facts)], rule=RULE)
    return [(duplicate.grade.value, duplicate.score) for duplicate in found]


PART = "Priya Shinde"
SAME = "Pateel Priya"


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        pytest.param({"name": SAME}, [], id="a name alone is never enough"),
        pytest.param(
            {"name": SAME, "phones": frozenset({PHONE})},
            [("possible", 55)],
            id="name and telephone",
        ),
        pytest.param(
            {"name": "Priya Patel", "phones": frozenset({PHONE})},
            [("possible", 45)],
            id="a name that sounds alike, and the telephone: just enough",
        ),
        pytest.param(
            {"name": SAME, "born": BORN}, [("likely", 80)], id="name and date of birth"
        ),
        pytest.param(
            {"name": "Priya Patel", "born": BORN},
            [("likely", 70)],
            id="a name that sounds alike, and the date of birth",
        ),
        pytest.param(
            {"name": PART, "born": BORN},
            [("possible", 55)],
            id="the given name and the date of birth: she may have married",
        ),
        pytest.param(
            {"name": PART, "born": BORN, "phones": frozenset({PHONE})},
            [("likely", 70)],
            id="and the telephone",
        ),
        pytest.param(
            {"name": SAME, "partner_names": ("अमित पाटील",)},
            [("possible", 65)],
            id="name and partner",
        ),
        pytest.param(
            {"name": SAME, "partner_names": ("Amit Shinde",)},
            [],
            id="a partner who shares one name only",
        ),
        pytest.param(
            {"name": SAME, "email": " Priya@Example.org "},
            [("possible", 60)],
            id="name and e-mail, however typed",
        ),
        pytest.param(
            {"name": SAME, "born": read_date("4 Mar 1992")},
            [("likely", 70)],
            id="day and month exchanged",
        ),
        pytest.param(
            {"name": SAME, "born": read_date("3 Apr 1993")},
            [("possible", 55)],
            id="the year differs",
        ),
        pytest.param(
            {"name": SAME, "born": read_date("1992")}, [("possible", 50)], id="year fits"
        ),
        pytest.param(
            {"name": SAME, "born": read_date("1993"), "phones": frozenset({PHONE})},
            [],
            id="the year does not fit",
        ),
        pytest.param(
            {
                "name": SAME,
                "born": read_date("about 1993"),
                "phones": frozenset({PHONE}),
            },
            [("possible", 55)],
            id="a year that is only about known contradicts nothing",
        ),
        pytest.param(
            {
                "name": SAME,
                "born": read_date("9 May 1970"),
                "phones": frozenset({PHONE}),
                "partner_names": ("Amit Patil",),
            },
            [],
            id="another date of birth outweighs name, telephone and partner",
        ),
        pytest.param(
            {
                "born": BORN,
                "phones": frozenset({PHONE}),
                "email": "priya@example.org",
                "partner_names": ("Amit Patil",),
            },
            [],
            id="without any likeness of names nobody is a duplicate",
        ),
        pytest.param(
            {"name": SAME, "born": BORN, "sex": "M"}, [], id="the other sex never is"
        ),
        pytest.param(
            {"name": SAME, "born": BORN, "sex": ""}, [("likely", 80)], id="sex unknown"
        ),
        pytest.param(
            {"name": SAME, "phones": frozenset({"9876543210"})},
            [("possible", 55)],
            id="the number without the country's code",
        ),
        pytest.param(
            {"name": SAME, "phones": frozenset({"919876543211", ""})},
            [],
            id="another number",
        ),
        pytest.param({"name": SAME, "email": "", "born": None}, [], id="nothing known"),
    ],
)
def test_who_may_be_on_file_already(facts, found):
    assert judged(**facts) == found


def test_the_reasons_are_said():
    on_file = other(
        SAME,
        born=read_date("Apr 1992"),
        phones=frozenset({PHONE}),
        email=PRIYA.email,
        partner_names=("Amit Pateel",),
    )
    [duplicate] = likely_duplicates(PRIYA, [on_file], rule=RULE)

    assert duplicate.key == "C1001F"
    assert duplicate.reasons == (
        "The name sounds the same: Pateel Priya.",
        "The date of birth fits: Apr 1992.",
        "The same telephone, which a family may share.",
        "The same e-mail address.",
        "The partner sounds the same: Amit Pateel.",
    )


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (BORN, "Born on the same day, 3 Apr 1992."),
        (read_date("4 Mar 1992"), "Day and month of birth are exchanged: 4 Mar 1992."),
        (read_date("8 Apr 1992"), "The date of birth differs in one figure: 8 Apr 1992."),
    ],
)
def test_what_the_dates_of_birth_say(born, reason):
    [duplicate] = likely_duplicates(PRIYA, [other(SAME, born=born)], rule=RULE)

    assert duplicate.reasons[1] == reason


def test_nobody_is_a_duplicate_of_herself():
    assert likely_duplicates(PRIYA, [PRIYA], rule=RULE) == []


def test_the_likeliest_comes_first():
    weak = PersonFacts(key="a", names=(SAME,), phones=frozenset({PHONE}))
    strong = PersonFacts(key="b", names=(SAME,), born=BORN)
    found = likely_duplicates(PRIYA, [weak, strong], rule=RULE)

    assert [duplicate.key for duplicate in found] == ["b", "a"]


people = st.builds(
    PersonFacts,
    key=st.sampled_from("ab"),
    names=st.tuples(st.sampled_from([SAME, PART, "Priya Patil", "P Patil", "Olena"])),
    sex=st.sampled_from(["", "F", "M"]),
    born=st.sampled_from([None, BORN, read_date("1992"), read_date("4 Mar 1992")]),
    phones=st.sampled_from([frozenset(), frozenset({PHONE})]),
)


@given(people, people)
def test_it_does_not_matter_who_comes_first(one, another):
    def score(person, on_file):
        return [d.score for d in likely_duplicates(person, [on_file], rule=RULE)]

    assert score(one, another) == score(another, one)
