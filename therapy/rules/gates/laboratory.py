"""Do today's laboratory values allow it?"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.limits import SafetyLimits

Values = Mapping[str, Decimal | None]
Judge = Callable[[Decimal, Gate], Iterator[GateAnswer]]


def g_lab(values: Values, *, needed: tuple[str, ...], limits: SafetyLimits) -> GateAnswer:
    """Judge the values the therapy needs. One that is missing stops.

    Names and units: `triglycerides` mmol/l, `wbc` and `platelets` 10^9/l, `qtc` ms, `crcl`
    ml/min, `hcq_dose` mg/kg a day, `donor_hb` g/dl, `donor_draw` ml/kg of the donor.
    """
    gate = Gate("g_lab", limits)
    if missing := [name for name in needed if values.get(name) is None]:
        names = ", ".join(TITLES[name] for name in missing)
        return gate.hard(
            "LAB_MISSING", f"No value for {names}.", missing=", ".join(missing)
        )
    given = {name: value for name in needed if (value := values[name]) is not None}
    return worst(
        [answer for name, value in given.items() for answer in JUDGES[name](value, gate)],
        otherwise=gate.passed("The laboratory values allow it.", **given),
    )


def _triglycerides(value: Decimal, gate: Gate) -> Iterator[GateAnswer]:
    text = f"Triglycerides {value} mmol/l"
    if value > gate.limits.triglycerides_hard_above_mmol_per_l:
        yield gate.hard("TG_HIGH", f"{text}: too high.", triglycerides=value)
    elif value >= gate.limits.triglycerides_soft_from_mmol_per_l:
        yield gate.soft("TG_RAISED", f"{text}: raised.", triglycerides=value)


def _wbc(value: Decimal, gate: Gate) -> Iterator[GateAnswer]:
    text = f"Leucocytes {value} x 10^9/l"
    if value > gate.limits.wbc_hard_above:
        yield gate.hard("WBC_GT_50", f"{text}: too high.", wbc=value)
    elif value > gate.limits.wbc_soft_above:
        yield gate.soft("WBC_GT_30", f"{text}: raised.", wbc=value)


def _platelets(value: Decimal, gate: Gate) -> Iterator[GateAnswer]:
    text = f"Platelets {value} x 10^9/l"
    if value < gate.limits.platelets_hard_below:
        yield gate.hard("PLT_LT_50", f"{text}: too low.", platelets=value)
    elif value < gate.limits.platelets_soft_below:
        yield gate.soft("PLT_50_99", f"{text}: low.", platelets=value)


def _qtc(value: Decimal, gate: Gate) -> Iterator[GateAnswer]:
    if value > gate.limits.qtc_hard_above_ms:
        yield gate.hard("QTC_GT_500", f"QTc {value} ms: too long.", qtc=value)


def _crcl(value: Decimal, gate: Gate) -> Iterator[GateAnswer]:
    if value < gate.limits.crcl_soft_below_ml_per_min:
        text = f"Creatinine clearance {value} ml/min: low."
        yield gate.soft("CRCL_LT_30", text, crcl=value)


def _hcq_dose(value: Decimal, gate: Gate) -> Iterator[GateAnswer]:
    if value > gate.limits.hcq_soft_above_mg_per_kg:
        text = f"Hydroxychloroquine {value} mg/kg a day: more than usual."
        yield gate.soft("HCQ_GT_5_MG_KG", text, hcq_dose=value)


def _donor_hb(value: Decimal, gate: Gate) -> Iterator[GateAnswer]:
    text = f"The donor's haemoglobin is {value} g/dl"
    if value < gate.limits.donor_hb_hard_below_g_per_dl:
        yield gate.hard("DONOR_HB_LT_10", f"{text}: no draw.", donor_hb=value)
    elif value < gate.limits.donor_hb_soft_below_g_per_dl:
        yield gate.soft("DONOR_HB_LT_12_5", f"{text}: low.", donor_hb=value)


def _donor_draw(value: Decimal, gate: Gate) -> Iterator[GateAnswer]:
    if value > gate.limits.donor_draw_hard_above_ml_per_kg:
        text = f"A draw of {value} ml per kg is too much for the donor."
        yield gate.hard("DRAW_GT_7_5_ML_KG", text, donor_draw=value)


JUDGES: Mapping[str, Judge] = {
    "triglycerides": _triglycerides,
    "wbc": _wbc,
    "platelets": _platelets,
    "qtc": _qtc,
    "crcl": _crcl,
    "hcq_dose": _hcq_dose,
    "donor_hb": _donor_hb,
    "donor_draw": _donor_draw,
}

TITLES = {
    "triglycerides": "triglycerides",
    "wbc": "leucocytes",
    "platelets": "platelets",
    "qtc": "QTc",
    "crcl": "creatinine clearance",
    "hcq_dose": "the dose per kilogram",
    "donor_hb": "the donor's haemoglobin",
    "donor_draw": "the donor's draw per kilogram",
}
