"""A session in words."""

from collections.abc import Iterable
from decimal import Decimal

from therapy.choices import SiteReaction
from therapy.models import Session, SessionObservation
from therapy.models.session import in_millions


def millions(cells: int | None) -> str:
    """Write a number of cells as people say it: 40 million. None is nothing."""
    number = in_millions(cells)
    return "" if number is None else f"{number:f} million"


def cells_words(session: Session) -> str:
    """Say what she received: cells, how many lived, in how much."""
    alive = plain(session.viability_pct)
    return (
        f"{millions(session.cells_given)} cells, {alive} % living, "
        f"in {plain(session.volume_ml)} ml"
    )


def donor_words(session: Session) -> str:
    """Say on paper whose cells they were; nobody but the partner is named on it."""
    if not session.donor_is_partner:
        return "a third-party donor"
    return f"{session.donor.name} ({session.donor.number}), partner"


def reaction_words(session: Session, looks: Iterable[SessionObservation]) -> str:
    """Say what was seen after the cells; nothing when nobody looked at the places."""
    seen = [
        look
        for look in looks
        if look.site_reaction and session.given_at and look.taken_at >= session.given_at
    ]
    if not seen or session.given_at is None:
        return ""
    order = list(SiteReaction.values)
    worst = max(seen, key=lambda look: order.index(look.site_reaction))
    last = max(look.taken_at for look in seen)
    minutes = int((last - session.given_at).total_seconds() // 60)
    said = worst.get_site_reaction_display()
    return f"{said} at the injection sites, within {minutes} minutes"


def plain(number: Decimal | None) -> str:
    """Write a number without idle noughts: 92.0 is 92."""
    return "" if number is None else f"{number.normalize():f}"
