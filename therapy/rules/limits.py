"""The numbers the safety gates judge by: one version of the clinic's limits.

No gate holds a number of its own. Each number comes from the catalogue
(`therapy/catalogue/safety_limits.yaml`) with a source and a tag, and the version that
judged a session stays with that session.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.medicine.sources import Source


class Tag(StrEnum):
    """How far a value may be trusted; only V was read at its source."""

    VERIFIED = "V"
    SECOND_HAND = "V2"
    FOUNDING = "S"
    MEMORY = "M"
    POLICY = "P"

    @property
    def words(self) -> str:
        """Say the tag in words a screen can show."""
        return _TAG_WORDS[self]


_TAG_WORDS = {
    Tag.VERIFIED: "verified",
    Tag.SECOND_HAND: "quoted second-hand (unverified)",
    Tag.FOUNDING: "founding document (unverified)",
    Tag.MEMORY: "from memory (unverified)",
    Tag.POLICY: "proposed clinic policy (unverified)",
}


class Override(StrEnum):
    """How many clinicians must sign to go past a gate; NONE means nobody can."""

    NONE = "none"
    ONE = "one"
    TWO = "two"

    @property
    def signatures(self) -> int:
        """Count the clinicians that must sign."""
        return list(Override).index(self)


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a gate or a limit is as it is."""

    title: str
    tag: Tag
    source: Source


@dataclass(frozen=True, slots=True)
class OverrideRule:
    """Who may go past one reason of one gate."""

    gate: str
    clinicians: Override
    roles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyLimits:
    """Every policy number of the gates, in the version that applied on a day.

    `..._below` and `..._above` do not include the number itself; `..._from`, `min` and
    `max` do. An age limit is inclusive: day 90 of 90 is still valid.
    """

    version: int
    bases: Mapping[str, Basis]
    overrides: Mapping[str, OverrideRule]

    # consent
    consent_valid_days: int

    # infection tests
    infection_tests: tuple[str, ...]
    donor_nat_tests: tuple[str, ...]
    donor_partner_max_age_days: int
    donor_other_max_age_days: int
    recipient_max_age_days: int

    # time between two sessions
    lit_interval_hard_below_days: int
    lit_interval_soft_below_days: int
    lit_interval_warn_above_days: int
    ivig_interval_hard_below_days: int
    ivig_interval_soft_below_days: int
    ivig_interval_warn_above_days: int
    course_gap_min_days: int

    # weight
    weight_max_age_days: int
    weight_max_age_pregnant_days: int
    weight_min_kg: Decimal
    weight_max_kg: Decimal
    weight_jump_above_pct: Decimal

    # immunoglobulin A and the kidneys
    iga_deficient_below_g_per_l: Decimal
    creatinine_max_age_days: int
    egfr_hard_below: Decimal
    egfr_soft_below: Decimal
    creatinine_pregnant_hard_from_mg_per_dl: Decimal
    creatinine_pregnant_soft_above_mg_per_dl: Decimal

    # dose and rate of IVIG
    ivig_day_max_mg_per_kg: Decimal
    ivig_28_days_max_mg_per_kg: Decimal
    ivig_vial_tolerance_pct: Decimal
    ivig_deviation_above_pct: Decimal
    ivig_haemolysis_from_mg_per_kg: Decimal
    ivig_first_rules_gap_above_days: int
    fewest_vials_tolerance_pct: Decimal
    dosing_weight_step_kg: Decimal
    adjusted_weight_from_bmi: Decimal
    adjusted_weight_factor: Decimal
    ideal_weight_base_kg: Decimal
    ideal_weight_base_inches: Decimal
    ideal_weight_kg_per_inch: Decimal

    # the product in the hand
    lot_expiry_warn_days: int
    cells_min: Decimal
    cells_max: Decimal
    viability_hard_below_pct: Decimal
    viability_soft_below_pct: Decimal
    cells_age_hard_above_h: Decimal
    cells_age_soft_above_h: Decimal

    # vital signs before the start
    temp_soft_from_c: Decimal
    sbp_hard_below: Decimal
    sbp_soft_below: Decimal
    sbp_soft_from: Decimal
    dbp_soft_from: Decimal
    hr_soft_below: Decimal
    hr_soft_above: Decimal
    spo2_hard_below: Decimal
    spo2_soft_below: Decimal

    # laboratory values
    triglycerides_hard_above_mmol_per_l: Decimal
    triglycerides_soft_from_mmol_per_l: Decimal
    wbc_hard_above: Decimal
    wbc_soft_above: Decimal
    platelets_hard_below: Decimal
    platelets_soft_below: Decimal
    qtc_hard_above_ms: Decimal
    crcl_soft_below_ml_per_min: Decimal
    hcq_soft_above_mg_per_kg: Decimal
    donor_hb_hard_below_g_per_dl: Decimal
    donor_hb_soft_below_g_per_dl: Decimal
    donor_draw_hard_above_ml_per_kg: Decimal

    # other treatments
    anti_tnf_tests: tuple[str, ...]
    anti_tnf_screen_max_age_days: int
    plasmapheresis_hard_below_h: Decimal
    steroid_soft_from_mg: Decimal
    lit_ivig_warn_max_days: int
    live_vaccine_wait_months: tuple[tuple[Decimal, int], ...]
    passive_antibody_max_days: int
    antibody_free_tests: tuple[str, ...]

    # adverse events, countries and overrides
    open_event_soft_from_grade: int
    event_review_from_grade: int
    event_life_threatening_from_grade: int
    ind_countries: tuple[str, ...]
    override_text_min_characters: int

    # the watch during the infusion
    fever_pause_from_c: Decimal
    fever_pause_rise_from_c: Decimal
    fever_stop_from_c: Decimal
    fever_stop_rise_from_c: Decimal
    sbp_drop_pause_from: Decimal
    sbp_stop_below: Decimal
    spo2_pause_max: Decimal
    spo2_drop_pause_from: Decimal
    spo2_stop_max: Decimal
    hr_pause_above: Decimal
    hr_rise_pause_from: Decimal
    rr_pause_from: Decimal
    rr_stop_from: Decimal
    anaphylaxis_signs: tuple[str, ...]
    stop_signs: tuple[str, ...]
    pause_signs: tuple[str, ...]
    slow_signs: tuple[str, ...]
    resume_vitals_max_min: int
    resume_rate_pct: int
    grade_2_stop_from_count: int

    # going home
    observation_lit_min: int
    observation_ivig_first_min: int
    observation_ivig_min: int

    def basis(self, gate: str) -> Basis:
        """Give the title, tag and source of a gate."""
        return self.bases[gate]

    def override_rule(self, reason: str) -> OverrideRule:
        """Tell who may go past a reason.

        Raises:
            KeyError: the catalogue names nobody; such a reason cannot be overridden.
        """
        return self.overrides[reason]
