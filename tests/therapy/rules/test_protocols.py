from datetime import date
from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS
from therapy.rules.evidence import evidence
from therapy.rules.gates import Route, SessionKind
from therapy.rules.protocols import DoseUnit, protocols

PROTOCOLS = protocols()
LIT = PROTOCOLS["LIT_PATERNAL"]


def test_the_catalogue_holds_five_protocols():
    """Cells of a third person are described, and not planned yet."""
    assert {code: protocol.kind for code, protocol in PROTOCOLS.items()} == {
        "LIT_PATERNAL": SessionKind.LIT,
        "LIT_THIRD_PARTY": SessionKind.LIT,
        "IVIG_PRECONCEPTION": SessionKind.IVIG,
        "IVIG_EARLY_HIGH": SessionKind.IVIG,
        "IVIG_MAINTENANCE": SessionKind.IVIG,
    }


def test_partner_cells_are_planned_as_the_template_says():
    assert (LIT.dose.unit, LIT.dose.default) == (DoseUnit.CELLS, 40_000_000)
    assert (LIT.draw_ml.low, LIT.draw_ml.high) == (30, 100)
    assert (LIT.sites.low, LIT.sites.high, LIT.sites.ml_per_site) == (8, 10, Decimal("0.1"))
    assert LIT.route_default is Route.INTRADERMAL
    assert [watch.at for watch in LIT.observations] == [
        "pre",
        "+15min",
        "+30min",
        "discharge",
    ]
    assert (LIT.course.sessions, LIT.course.interval_low_days) == (2, 21)


@pytest.mark.parametrize(
    ("cells", "inside"),
    [("9999999", False), ("10000000", True), ("100000000", True), ("100000001", False)],
)
def test_both_ends_of_a_dose_range_belong_to_it(cells, inside):
    assert LIT.dose.holds(Decimal(cells)) is inside


@pytest.mark.parametrize(
    ("ml", "inside"), [("29.9", False), ("30", True), ("100", True), ("100.1", False)]
)
def test_both_ends_of_a_draw_belong_to_it(ml, inside):
    assert LIT.draw_ml.holds(Decimal(ml)) is inside


def test_high_dose_in_early_pregnancy_is_five_days_in_a_row():
    early = PROTOCOLS["IVIG_EARLY_HIGH"]

    assert (early.course.sessions, early.course.consecutive_days) == (5, True)
    assert (early.dose.default, early.dose.unit) == (400, DoseUnit.MG_PER_KG)
    assert (early.observe_first_min, early.observe_later_min) == (60, 20)


@pytest.mark.parametrize("code", sorted(PROTOCOLS))
def test_a_protocol_agrees_with_itself_and_with_the_limits(code):
    protocol = PROTOCOLS[code]
    dose = protocol.dose

    assert dose.low <= dose.high
    assert dose.default is None or dose.holds(dose.default)
    assert protocol.route_default in protocol.routes
    assert protocol.evidence in evidence()
    assert protocol.consent_valid_days == LIMITS.consent_valid_days
    if protocol.kind is SessionKind.IVIG:
        assert dose.high <= LIMITS.ivig_day_max_mg_per_kg
        assert protocol.max_g_per_day == 100
        assert protocol.sites is protocol.draw_ml is None
    else:
        assert (dose.low, dose.high) == (LIMITS.cells_min, LIMITS.cells_max)


def test_the_evidence_says_plainly_what_is_not_proven():
    lit = evidence()["EV_LIT"]

    assert lit.label_words == "Not recommended by guidelines"
    assert "must be presented as unproven" in lit.bottom_line
    assert all(study.source.locator for study in lit.studies)
    assert lit.must_disclose


@pytest.mark.parametrize(
    ("day", "overdue"), [(date(2027, 5, 20), False), (date(2027, 5, 21), True)]
)
def test_evidence_has_a_review_date(day, overdue):
    assert evidence()["EV_IVIG"].is_overdue(on=day) is overdue
