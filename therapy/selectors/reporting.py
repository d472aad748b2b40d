"""What was given to a couple, for the printed report."""

from typing import Any

from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from patients.models import Couple
from therapy.models import Session
from therapy.rendering.sessions import cells_words, donor_words, reaction_words
from therapy.selectors.infusions import report_infusions


def report_sessions(*, couple: Couple) -> list[dict[str, Any]]:
    """Give the sessions and infusions that were given, the oldest first, ready for JSON.

    Everything is text: the report freezes what was true on its day.
    """
    rows = [*_sessions(couple), *report_infusions(couple=couple)]
    return [_printed(row) for row in sorted(rows, key=lambda row: (row["on"], row["kind"]))]


def _printed(row: dict[str, Any]) -> dict[str, Any]:
    """Add the sentences of the report; `on` becomes the day as people write it."""
    lots = f"lots {', '.join(row['lots'])}" if row["lots"] else ""
    donor = f"from {row['donor']}" if row["donor"] else ""
    said = (row["product"], row["amount"], row["route"], donor, lots)
    return {
        "reactions": "",
        **row,
        "on_iso": row["on"],
        "on": row["when"],
        "therapy": row["title"],
        "what": " · ".join(filter(None, said)),
    }


def _sessions(couple: Couple) -> list[dict[str, Any]]:
    given = Session.objects.given().filter(couple=couple).with_people()
    return [_session(session) for session in given.prefetch_related("observations")]


def _session(session: Session) -> dict[str, Any]:
    day = timezone.localtime(session.given_at).date()
    looks = [look for look in session.observations.all() if look.voided_at is None]
    return {
        "on": day.isoformat(),
        "when": str(ApproximateDate.of(day)),
        "kind": "LIT",
        "title": session.protocol.name,
        "code": session.protocol.code,
        "edition": session.protocol.edition,
        "donor": donor_words(session),
        "amount": cells_words(session),
        "route": session.get_route_display(),
        "product": "",
        "lots": [],
        "reactions": reaction_words(session, looks),
        "given_by": str(session.given_by),
        "checked_by": str(session.released_by),
        "note": session.note,
    }
