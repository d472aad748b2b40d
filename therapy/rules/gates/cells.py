"""Are the prepared cells alive, fresh, counted and released by a second person?"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal

from therapy.rules.exact import half_up
from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.limits import SafetyLimits

MILLION, TENTH = Decimal(1_000_000), Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProduct:
    """The cells as they stand at release. None means not measured or not done."""

    cells: Decimal | None
    viability_pct: Decimal | None
    draw_to_injection_h: Decimal | None
    second_checker: str | None
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class _Measured:
    cells: Decimal
    viability_pct: Decimal
    draw_to_injection_h: Decimal


def g_cells(product: CellProduct | None, *, limits: SafetyLimits) -> GateAnswer:
    """Judge the cell product before it leaves the laboratory.

    Not counted, not released, or released by the person who made it: nobody can override
    that, nor too few living cells or cells kept too long.
    """
    gate = Gate("g_cells", limits)
    if product is None or (measured := _measured(product)) is None:
        return gate.hard(
            "CELLS_MISSING",
            "Count, viability and the hours since the draw are all needed.",
            **(asdict(product) if product else {}),
        )
    if not product.second_checker or product.second_checker == product.operator:
        return gate.hard(
            "NOT_RELEASED",
            "A second person must check and release the cells.",
            **asdict(product),
        )
    return worst(
        _findings(measured, gate=gate, seen=asdict(product)),
        otherwise=gate.passed("The cells are released.", **asdict(product)),
    )


def _measured(product: CellProduct) -> _Measured | None:
    if (
        product.cells is None
        or product.viability_pct is None
        or product.draw_to_injection_h is None
        or product.draw_to_injection_h < 0
    ):
        return None
    return _Measured(product.cells, product.viability_pct, product.draw_to_injection_h)


def _findings(
    product: _Measured, *, gate: Gate, seen: dict[str, object]
) -> Iterator[GateAnswer]:
    limits, alive, age = gate.limits, product.viability_pct, product.draw_to_injection_h
    if alive < limits.viability_hard_below_pct:
        yield gate.hard("VIABILITY_LT_70", f"Only {alive} % of the cells live.", **seen)
    elif alive < limits.viability_soft_below_pct:
        yield gate.soft("VIABILITY_70_89", f"{alive} % of the cells live.", **seen)
    if age > limits.cells_age_hard_above_h:
        yield gate.hard("TOO_OLD", f"The cells are {age} hours old: discard them.", **seen)
    elif age > limits.cells_age_soft_above_h:
        yield gate.soft("OLDER_THAN_6H", f"The cells are {age} hours old.", **seen)
    yield from _count(product.cells, gate=gate, seen=seen)


def _count(cells: Decimal, *, gate: Gate, seen: dict[str, object]) -> Iterator[GateAnswer]:
    low, high = gate.limits.cells_min, gate.limits.cells_max
    count = _millions(cells)
    if cells < low:
        yield gate.soft("CELLS_BELOW_MIN", f"{count}; at least {_millions(low)}.", **seen)
    if cells > high:
        yield gate.soft("CELLS_ABOVE_MAX", f"{count}; at most {_millions(high)}.", **seen)


def _millions(cells: Decimal) -> str:
    return f"{half_up(cells / MILLION, step=TENTH).normalize():f} million cells"
