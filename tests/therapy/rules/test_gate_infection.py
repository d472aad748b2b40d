import pytest

from tests.therapy.rules.clinic_day import FIVE, LIMITS, NAT, TODAY, ago, negative, verdict
from therapy.rules.gates import (
    Donor,
    InfectionResult,
    InfectionTest,
    g_donor_tti,
    g_recipient_tti,
)

POSITIVE, NEGATIVE = InfectionResult.POSITIVE, InfectionResult.NEGATIVE
PENDING, INDETERMINATE = InfectionResult.PENDING, InfectionResult.INDETERMINATE
PASS = ("PASS", "OK", "none")
FRESH = ago(10)


def hard(reason):
    return ("HARD", reason, "none")


def partner(**changed) -> Donor:
    """The partner with five negative tests; `name=None` takes a test away."""
    tests = {**negative(*FIVE), **changed}
    return Donor(True, {name: test for name, test in tests.items() if test})


def stranger(days_ago=7, **changed) -> Donor:
    """Another donor with five negative tests and nucleic acid tests."""
    tests = {**negative(*FIVE, *NAT, days_ago=days_ago), **changed}
    return Donor(False, {name: test for name, test in tests.items() if test})


def asked(*donors):
    return verdict(g_donor_tti(donors, limits=LIMITS, on=TODAY))


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize(
    ("test", "expected"),
    [
        pytest.param(InfectionTest(NEGATIVE, ago(90)), PASS, id="last valid day"),
        pytest.param(InfectionTest(NEGATIVE, ago(91)), hard("TTI_EXPIRED"), id="day 91"),
        pytest.param(InfectionTest(NEGATIVE, TODAY), PASS, id="sampled today"),
        pytest.param(
            InfectionTest(NEGATIVE, ago(-1)), hard("DATE_IN_FUTURE"), id="sampled tomorrow"
        ),
        pytest.param(None, hard("TTI_MISSING"), id="not tested"),
        pytest.param(InfectionTest(None, FRESH), hard("TTI_MISSING"), id="no result"),
        pytest.param(InfectionTest(NEGATIVE, None), hard("TTI_MISSING"), id="no date"),
        pytest.param(InfectionTest(PENDING, FRESH), hard("TTI_PENDING"), id="pending"),
        pytest.param(
            InfectionTest(INDETERMINATE, FRESH),
            hard("TTI_INDETERMINATE"),
            id="indeterminate",
        ),
        pytest.param(InfectionTest(POSITIVE, FRESH), hard("TTI_REACTIVE"), id="reactive"),
        pytest.param(
            InfectionTest(POSITIVE, ago(91)),
            hard("TTI_REACTIVE"),
            id="reactive and too old",
        ),
    ],
)
def test_one_test_of_the_partner(name, test, expected):
    assert asked(partner(**{name: test})) == expected


ISOLATED = ("SOFT", "ANTI_HBC_ISOLATED", "two")
ANTI_HBC = InfectionTest(POSITIVE, FRESH)


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        pytest.param(
            {"hbv_dna": InfectionTest(NEGATIVE, FRESH)}, ISOLATED, id="no HBV-DNA"
        ),
        pytest.param({"hbv_dna": None}, hard("TTI_REACTIVE"), id="HBV-DNA not measured"),
        pytest.param(
            {"hbv_dna": InfectionTest(PENDING, FRESH)}, hard("TTI_REACTIVE"), id="pending"
        ),
        pytest.param(
            {"hbv_dna": InfectionTest(POSITIVE, FRESH)}, hard("TTI_REACTIVE"), id="detected"
        ),
        pytest.param(
            {"hbv_dna": InfectionTest(NEGATIVE, ago(90))}, ISOLATED, id="HBV-DNA of day 90"
        ),
        pytest.param(
            {"hbv_dna": InfectionTest(NEGATIVE, ago(91))},
            hard("TTI_REACTIVE"),
            id="HBV-DNA of day 91",
        ),
        pytest.param(
            {"hbv_dna": InfectionTest(NEGATIVE, FRESH), "hbsag": ANTI_HBC},
            hard("TTI_REACTIVE"),
            id="HBsAg reactive too: not isolated",
        ),
        pytest.param(
            {"hbv_dna": InfectionTest(NEGATIVE, FRESH), "hbsag": None},
            hard("TTI_REACTIVE"),
            id="HBsAg unknown: not known to be isolated",
        ),
        pytest.param(
            {"hbv_dna": InfectionTest(NEGATIVE, FRESH), "anti_hcv": None},
            hard("TTI_MISSING"),
            id="isolated, but another test is missing",
        ),
    ],
)
def test_isolated_anti_hbc(tests, expected):
    assert asked(partner(anti_hbc_total=ANTI_HBC, **tests)) == expected


@pytest.mark.parametrize(
    ("donor", "expected"),
    [
        pytest.param(stranger(), PASS, id="day 7 with nucleic acid tests"),
        pytest.param(stranger(days_ago=8), hard("TTI_EXPIRED"), id="day 8"),
        pytest.param(stranger(hiv_rna=None), hard("NAT_MISSING"), id="no HIV-RNA"),
        pytest.param(stranger(hbv_dna=None), hard("NAT_MISSING"), id="no HBV-DNA"),
        pytest.param(stranger(hcv_rna=None), hard("NAT_MISSING"), id="no HCV-RNA"),
        pytest.param(
            stranger(hcv_rna=InfectionTest(POSITIVE, TODAY)), hard("TTI_REACTIVE"), id="HCV"
        ),
        pytest.param(
            Donor(False, negative(*FIVE)), hard("NAT_MISSING"), id="partner's set"
        ),
    ],
)
def test_a_donor_who_is_not_the_partner(donor, expected):
    assert asked(donor) == expected


def test_a_reactive_test_that_nobody_asked_for_counts():
    assert asked(partner(hiv_rna=InfectionTest(POSITIVE, FRESH))) == hard("TTI_REACTIVE")


def test_of_several_donors_the_worst_answers():
    isolated = partner(anti_hbc_total=ANTI_HBC, hbv_dna=InfectionTest(NEGATIVE, FRESH))

    assert asked(stranger(), isolated) == ISOLATED
    assert asked(isolated, partner(anti_hcv=None), stranger()) == hard("TTI_MISSING")


def test_no_donor_at_all_stops_the_session():
    assert asked() == hard("TTI_MISSING")


def test_the_sentence_names_every_test_that_is_wrong():
    donor = partner(anti_hcv=None, hbsag=InfectionTest(POSITIVE, FRESH))
    answer = g_donor_tti([donor], limits=LIMITS, on=TODAY)

    assert answer.message == "Donor: HBsAg is reactive; anti-HCV has no result."
    assert answer.details == {"test": "hbsag", "sampled_on": "2026-11-10"}


INFECTED = ("SOFT", "RECIPIENT_INFECTION", "two")


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize(
    ("test", "before_cells", "before_ivig"),
    [
        pytest.param(InfectionTest(NEGATIVE, ago(180)), PASS, PASS, id="day 180"),
        pytest.param(
            InfectionTest(NEGATIVE, ago(181)),
            hard("BASELINE_EXPIRED"),
            ("SOFT", "BASELINE_EXPIRED", "one"),
            id="day 181",
        ),
        pytest.param(
            None,
            hard("BASELINE_MISSING"),
            ("SOFT", "BASELINE_MISSING", "one"),
            id="missing",
        ),
        pytest.param(
            InfectionTest(PENDING, FRESH),
            hard("BASELINE_MISSING"),
            ("SOFT", "BASELINE_MISSING", "one"),
            id="a pending result is no baseline",
        ),
        pytest.param(
            InfectionTest(INDETERMINATE, FRESH),
            hard("BASELINE_INDETERMINATE"),
            ("SOFT", "BASELINE_INDETERMINATE", "one"),
            id="indeterminate",
        ),
        pytest.param(
            InfectionTest(NEGATIVE, ago(-1)),
            hard("DATE_IN_FUTURE"),
            hard("DATE_IN_FUTURE"),
            id="sampled tomorrow",
        ),
        pytest.param(InfectionTest(POSITIVE, FRESH), INFECTED, INFECTED, id="infected"),
        pytest.param(
            InfectionTest(POSITIVE, ago(181)),
            hard("BASELINE_EXPIRED"),
            INFECTED,
            id="infected, and too long ago",
        ),
    ],
)
def test_her_own_baseline(name, test, before_cells, before_ivig):
    tests = {**negative(*FIVE), name: test}
    tests = {key: value for key, value in tests.items() if value}
    answers = [
        verdict(g_recipient_tti(tests, cells=cells, limits=LIMITS, on=TODAY))
        for cells in (True, False)
    ]

    assert answers == [before_cells, before_ivig]


def test_an_infection_weighs_more_than_a_lost_baseline():
    tests = {**negative(*FIVE), "hbsag": InfectionTest(POSITIVE, FRESH)}
    del tests["anti_hcv"]

    assert verdict(g_recipient_tti(tests, cells=False, limits=LIMITS, on=TODAY)) == INFECTED


@pytest.mark.parametrize("name", NAT)
@pytest.mark.parametrize(
    ("result", "reason"), [(POSITIVE, "TTI_REACTIVE"), (INDETERMINATE, "TTI_INDETERMINATE")]
)
def test_a_test_nobody_asked_for_counts_when_it_is_not_clear(name, result, reason):
    assert asked(partner(**{name: InfectionTest(result, FRESH)})) == hard(reason)
