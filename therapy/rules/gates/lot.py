"""Is the vial in the hand the right one, in date and not recalled?"""

from dataclasses import dataclass
from datetime import date

from therapy.rules.gates.ages import age_in_days, days
from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot as it stands on the vial, and whether the maker has called it back."""

    number: str
    brand: str
    expires_on: date | None
    recalled: bool = False


def g_lot(
    lot: Lot | None,
    *,
    prescribed_brand: str | None,
    last_brand: str | None = None,
    limits: SafetyLimits,
    on: date,
) -> GateAnswer:
    """Judge one lot. The day of expiry itself can still be used.

    No number or no expiry date, recalled, expired, or another brand than prescribed:
    nobody can override these. A brand she did not have last time starts the rules of a
    first infusion again.
    """
    gate = Gate("g_lot", limits)
    if lot is None or not lot.number.strip():
        return gate.hard("LOT_MISSING", "Scan or type the lot number of every vial.")
    seen = {"lot": lot.number, "brand": lot.brand, "expires_on": lot.expires_on}
    if lot.recalled:
        return gate.hard("LOT_RECALLED", "This lot was recalled. Put it aside.", **seen)
    if lot.expires_on is None:
        return gate.hard("EXPIRY_MISSING", "The expiry date of this lot is needed.", **seen)
    left = -age_in_days(lot.expires_on, on=on)
    if left < 0:
        return gate.hard("LOT_EXPIRED", f"This lot expired {days(-left)} ago.", **seen)
    if not prescribed_brand or not same_brand(lot.brand, prescribed_brand):
        said = f"{prescribed_brand or 'No brand'} is prescribed; this is another."
        return gate.hard("BRAND_MISMATCH", said, prescribed=prescribed_brand, **seen)
    return _to_acknowledge(lot, left=left, last_brand=last_brand, gate=gate)


def _to_acknowledge(
    lot: Lot, *, left: int, last_brand: str | None, gate: Gate
) -> GateAnswer:
    seen = {"lot": lot.number, "days_left": left, "last_brand": last_brand}
    if last_brand and not same_brand(lot.brand, last_brand):
        return gate.warn(
            "BRAND_CHANGED_RESTART",
            f"Last time it was {last_brand}: use the first ladder and observe longer.",
            **seen,
        )
    if left <= gate.limits.lot_expiry_warn_days:
        when = "today" if left == 0 else f"in {days(left)}"
        return gate.warn("LOT_EXPIRES_SOON", f"This lot expires {when}.", **seen)
    return gate.passed("The lot is right and in date.", **seen)


def same_brand(one: str, other: str) -> bool:
    """Compare two brands as people write them: case and spaces do not matter."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
