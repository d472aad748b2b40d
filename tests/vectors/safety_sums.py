"""The small sums at the bench and in the prescription."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.vectors import Answer, Case
from tests.vectors.safety_reading import exact
from therapy.rules import arithmetic
from therapy.rules.catalogue import dose_aids
from therapy.rules.exact import half_up
from therapy.rules.kidney import egfr


def _given(case: Case) -> Mapping[str, Any]:
    return {
        name: value if isinstance(value, str) else exact(value)
        for name, value in case["input"].items()
    }


def antid_uk(case: Case) -> Any:
    given = _given(case)
    need = arithmetic.anti_d_iu(
        given["rbc_ml"], given_iu=given.get("given_iu") or Decimal(0), aids=dose_aids()
    )
    return {"need_iu": need.need_iu, "extra_iu": need.extra_iu}


def antid_us_vials(case: Case) -> Any:
    ml = _given(case)["whole_blood_ml"]
    return {"vials_300ug": arithmetic.anti_d_vials(ml, aids=dose_aids())}


def gcsf_ml(case: Case) -> Any:
    given = _given(case)
    draw = arithmetic.gcsf_draw(
        given["weight_kg"], ug_per_kg=given["ug_per_kg"], ug_per_ml=given["conc_ug_ml"]
    )
    return {"ug": draw.ug, "ml": draw.ml}


def hcq_mgkg(case: Case) -> Any:
    given = _given(case)
    dose = arithmetic.hcq_dose(
        given["mg_day"], weight_kg=given["weight_kg"], aids=dose_aids()
    )
    return {"mg_per_kg": dose.mg_per_kg, "above_5": dose.above_limit}


def cells(case: Case) -> Any:
    given = _given(case)
    count = arithmetic.cell_count(
        given["tnc_per_ul"],
        volume_ml=given["volume_ml"],
        lymph_pct=given["lymph_pct"],
        viability_pct=given["viability_pct"],
    )
    return {"tnc": count.nucleated, "viable_lymph": count.viable_lymphocytes}


def dilution(case: Case) -> Any:
    given = _given(case)
    diluted = arithmetic.dilute(
        given["have_cells"],
        have_ml=given["have_ml"],
        want_cells=given["want_cells"],
        final_ml=given["final_ml"],
        sites=int(given["sites"]),
    )
    return {
        "take_ml": diluted.take_ml,
        "cells_per_ml": diluted.cells_per_ml,
        "ml_per_site": diluted.ml_per_site,
    }


def filtration(case: Case) -> Any:
    given = _given(case)
    rate = egfr(given["scr"], age_years=int(given["age"]))
    return {"egfr": half_up(rate, step=Decimal("0.1"))}


def lmwh_band(case: Case) -> Any:
    given = _given(case)
    dose = arithmetic.lmwh_mg(given["weight_kg"], drug=given["drug"], aids=dose_aids())
    return {"mg": dose}


SUMS: dict[str, Answer] = {
    "antid_uk": antid_uk,
    "antid_us_vials": antid_us_vials,
    "gcsf_ml": gcsf_ml,
    "hcq_mgkg": hcq_mgkg,
    "cells": cells,
    "dilution": dilution,
    "egfr": filtration,
    "lmwh_band": lmwh_band,
}
