"""Small sums at the bench and in the prescription, with their rounding."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from therapy.rules.exact import half_up

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseAids:
    """The numbers of these sums, from the catalogue (most of them from memory).

    `lmwh_bands_mg` are pairs: up to this weight in kg, this dose in mg a day.
    """

    anti_d_iu_per_ml_red_cells: Decimal
    anti_d_vial_covers_ml_whole_blood: Decimal
    anti_d_spare_vials: int
    hcq_limit_mg_per_kg: Decimal
    lmwh_first_band_below_kg: Decimal
    lmwh_first_band_mg: int
    lmwh_bands_mg: tuple[tuple[Decimal, int], ...]
    lmwh_drug: str


@dataclass(frozen=True, slots=True)
class AntiDNeed:
    need_iu: Decimal
    extra_iu: Decimal


def anti_d_iu(rbc_ml: Decimal, *, given_iu: Decimal, aids: DoseAids) -> AntiDNeed:
    """Give the anti-D for a volume of RhD positive red cells, and what is still to give."""
    need = rbc_ml * aids.anti_d_iu_per_ml_red_cells
    return AntiDNeed(need, max(Decimal(0), need - given_iu))


def anti_d_vials(whole_blood_ml: Decimal, *, aids: DoseAids) -> int:
    """Give the vials for a bleed: what covers it, rounded to the nearest, and one spare."""
    covered = Fraction(whole_blood_ml) / Fraction(aids.anti_d_vial_covers_ml_whole_blood)
    return floor(covered + Fraction(1, 2)) + aids.anti_d_spare_vials


@dataclass(frozen=True, slots=True)
class Draw:
    ug: Decimal
    ml: Decimal


def gcsf_draw(weight_kg: Decimal, *, ug_per_kg: Decimal, ug_per_ml: Decimal) -> Draw:
    """Give the micrograms of G-CSF and the millilitres, to a hundredth of a syringe."""
    ug = weight_kg * ug_per_kg
    return Draw(ug, half_up(Fraction(ug) / Fraction(ug_per_ml), step=HUNDREDTH))


@dataclass(frozen=True, slots=True)
class DailyDose:
    mg_per_kg: Decimal
    above_limit: bool


def hcq_dose(mg_per_day: Decimal, *, weight_kg: Decimal, aids: DoseAids) -> DailyDose:
    """Give the daily hydroxychloroquine per kilogram, and whether that is too much."""
    exact = Fraction(mg_per_day) / Fraction(weight_kg)
    above = exact > Fraction(aids.hcq_limit_mg_per_kg)
    return DailyDose(half_up(exact, step=HUNDREDTH), above)


@dataclass(frozen=True, slots=True)
class CellCount:
    nucleated: Decimal
    viable_lymphocytes: Decimal


def cell_count(
    tnc_per_ul: Decimal,
    *,
    volume_ml: Decimal,
    lymph_pct: Decimal,
    viability_pct: Decimal,
) -> CellCount:
    """Count the nucleated cells of a suspension, and the living lymphocytes among them.

    Units: cells per microlitre, ml, per cent in; cells out, to three figures.
    """
    nucleated = tnc_per_ul * UL_PER_ML * volume_ml
    viable = nucleated * lymph_pct * viability_pct / PERCENT**2
    return CellCount(three_figures(nucleated), three_figures(viable))


UL_PER_ML, PERCENT = 1000, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Dilution:
    take_ml: Decimal
    cells_per_ml: Decimal
    ml_per_site: Decimal


def dilute(
    have_cells: Decimal,
    *,
    have_ml: Decimal,
    want_cells: Decimal,
    final_ml: Decimal,
    sites: int,
) -> Dilution:
    """Tell how much to take of a suspension, and what each site then receives.

    Raises:
        ValueError: there are fewer cells than wanted, or nothing to divide.
    """
    if not 0 < want_cells <= have_cells or have_ml <= 0 or final_ml <= 0 or sites < 1:
        raise ValueError("there are not enough cells, or nothing to divide")
    take = Fraction(want_cells) / Fraction(have_cells) * Fraction(have_ml)
    return Dilution(
        take_ml=half_up(take, step=HUNDREDTH),
        cells_per_ml=three_figures(Fraction(want_cells) / Fraction(final_ml)),
        ml_per_site=half_up(Fraction(final_ml) / sites, step=HUNDREDTH),
    )


def lmwh_mg(weight_kg: Decimal, *, drug: str, aids: DoseAids) -> int:
    """Give the daily prophylactic dose for a weight.

    Raises:
        ValueError: another drug than the table's, or a weight beyond its last band.
    """
    if drug != aids.lmwh_drug:
        raise ValueError(f"there is no weight table for {drug}")
    if weight_kg < aids.lmwh_first_band_below_kg:
        return aids.lmwh_first_band_mg
    for up_to, mg in aids.lmwh_bands_mg:
        if weight_kg <= up_to:
            return mg
    raise ValueError(f"{weight_kg} kg lies beyond the weight table")


def three_figures(value: Decimal | Fraction) -> Decimal:
    """Round to three significant figures: 32313600 is 32300000."""
    if not value:
        return Decimal(0)
    size = len(str(abs(int(value)))) - 3
    return half_up(value, step=Decimal(10) ** max(size, 0))
