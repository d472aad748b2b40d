"""Which vials make up a dose? A coin problem: taking the largest first can fail.

23 g from 2, 5, 10, 20 and 30 g is 10 + 5 + 2 + 2 + 2 + 2; who starts with 20 is left with
3 g that no vial holds.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

Vials = tuple[Decimal, ...]


class Shelf:
    """The vial sizes at hand, and every total they can make up to a largest one."""

    def __init__(self, sizes: Sequence[Decimal], *, up_to: Fraction) -> None:
        self._sizes = sorted(set(sizes), reverse=True)
        self._unit = _common_unit(self._sizes)
        self._units = [int(Fraction(size) / self._unit) for size in self._sizes]
        self._fewest = _fewest_vials(self._units, up_to=int(up_to / self._unit))

    def totals(self) -> list[Fraction]:
        """List the totals that can be made, in grams, from the smallest vial up."""
        return [units * self._unit for units, count in enumerate(self._fewest) if count]

    def vials(self, total: Fraction) -> Vials:
        """Pack a total into the fewest vials; of equally few, into the larger ones.

        Raises:
            ValueError: the sizes cannot make this total.
        """
        left, vials = int(total / self._unit), []
        if left * self._unit != total or not self._fewest[left]:
            raise ValueError(f"no vials make up {total} g")
        while left:
            size = self._next(left)
            vials.append(self._sizes[size])
            left -= self._units[size]
        return tuple(vials)

    def count(self, total: Fraction) -> int:
        """Count the vials a total needs."""
        return len(self.vials(total))

    def _next(self, left: int) -> int:
        """Find the largest size that still lets the rest be packed into one vial fewer."""
        wanted = (self._fewest[left] or 0) - 1
        return next(
            place
            for place, units in enumerate(self._units)
            if units <= left and self._fewest[left - units] == wanted
        )


def _common_unit(sizes: Sequence[Decimal]) -> Fraction:
    """Find the largest amount of which every size is a multiple."""
    exact = [Fraction(size) for size in sizes]
    whole = lcm(*(size.denominator for size in exact))
    return Fraction(gcd(*(int(size * whole) for size in exact)), whole)


def _fewest_vials(units: Sequence[int], *, up_to: int) -> list[int | None]:
    """Count, for every amount, the fewest vials that make it; None when none do."""
    fewest: list[int | None] = [0]
    for amount in range(1, up_to + 1):
        before = [fewest[amount - size] for size in units if size <= amount]
        possible = [count for count in before if count is not None]
        fewest.append(min(possible) + 1 if possible else None)
    return fewest


def nearest(raw: Fraction, sizes: Sequence[Decimal]) -> tuple[Fraction, Vials]:
    """Choose the total closest to the raw dose; of two equally close, the smaller.

    Never nothing: below the smallest vial it is the smallest vial.
    """
    shelf = Shelf(sizes, up_to=raw + Fraction(min(sizes)))
    total = min(shelf.totals(), key=lambda grams: (abs(grams - raw), grams))
    return total, shelf.vials(total)


def fewest_within(
    raw: Fraction, sizes: Sequence[Decimal], *, tolerance_pct: Decimal
) -> tuple[Fraction, Vials]:
    """Choose, among the totals within the tolerance, the one with the fewest vials.

    Of equally few the closest, then the smaller. Nothing within the tolerance: the
    nearest total there is.
    """
    margin = raw * Fraction(tolerance_pct) / 100
    shelf = Shelf(sizes, up_to=raw + margin)
    within = [total for total in shelf.totals() if abs(total - raw) <= margin]
    if not within:
        return nearest(raw, sizes)
    best = min(within, key=lambda grams: (shelf.count(grams), abs(grams - raw), grams))
    return best, shelf.vials(best)
