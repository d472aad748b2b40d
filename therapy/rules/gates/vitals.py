"""Is she well enough to begin?"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """One set of vital signs. Units: degrees Celsius, beats per minute, mmHg, per cent."""

    temp_c: Decimal | None
    hr: Decimal | None
    sbp: Decimal | None
    dbp: Decimal | None
    spo2: Decimal | None


@dataclass(frozen=True, slots=True)
class _Measured:
    temp_c: Decimal
    hr: Decimal
    sbp: Decimal
    dbp: Decimal
    spo2: Decimal


def g_vitals_pre(vitals: Vitals | None, *, limits: SafetyLimits) -> GateAnswer:
    """Judge the set taken before the start; one missing value makes it no set at all."""
    gate = Gate("g_vitals_pre", limits)
    measured = _measured(vitals)
    if measured is None:
        seen = asdict(vitals) if vitals else {}
        return gate.hard(
            "VITALS_MISSING",
            "Take temperature, pulse, both blood pressures and oxygen before starting.",
            **seen,
        )
    return worst(
        _findings(measured, gate=gate, seen=asdict(measured)),
        otherwise=gate.passed("The vital signs allow a start.", **asdict(measured)),
    )


def _measured(vitals: Vitals | None) -> _Measured | None:
    if (
        vitals is None
        or vitals.temp_c is None
        or vitals.hr is None
        or vitals.sbp is None
        or vitals.dbp is None
        or vitals.spo2 is None
    ):
        return None
    return _Measured(vitals.temp_c, vitals.hr, vitals.sbp, vitals.dbp, vitals.spo2)


def _findings(
    now: _Measured, *, gate: Gate, seen: dict[str, object]
) -> Iterator[GateAnswer]:
    limits = gate.limits
    if now.spo2 < limits.spo2_hard_below or now.sbp < limits.sbp_hard_below:
        yield gate.hard("VITALS_CRITICAL", "Do not start; call the clinician now.", **seen)
    if now.temp_c >= limits.temp_soft_from_c:
        yield gate.soft("FEVER", f"She has a fever of {now.temp_c} °C.", **seen)
    if outside := [*_outside(now, limits=limits)]:
        sentence = f"Outside the limits for a start: {', '.join(outside)}."
        yield gate.soft("VITALS_OUT_OF_RANGE", sentence, **seen)


def _outside(now: _Measured, *, limits: SafetyLimits) -> Iterator[str]:
    if now.sbp < limits.sbp_soft_below or now.sbp >= limits.sbp_soft_from:
        yield f"systolic {now.sbp}"
    if now.dbp >= limits.dbp_soft_from:
        yield f"diastolic {now.dbp}"
    if now.hr < limits.hr_soft_below or now.hr > limits.hr_soft_above:
        yield f"pulse {now.hr}"
    if now.spo2 < limits.spo2_soft_below:
        yield f"oxygen {now.spo2} %"
