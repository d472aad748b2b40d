"""What the day sheet says, taken from the charts as they stand now.

It lies on a desk, so it says less than the chart: nothing of infections but whether they
hold a treatment back, no donor by name, and of a restricted file not even a number.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from appointments.models import Appointment
from appointments.models.appointment import AppointmentQuerySet
from appointments.selectors.day import CLOSED, visits_on
from clinic.chart import alerts
from foundation.medicine.dates import ApproximateDate
from immunology.choices import Flag, PanelCode, Subject
from patients.models import Couple, Person
from patients.models.couple import CoupleQuerySet
from reports.selectors import couple_facts
from therapy.selectors.planned import couples_planned, planned_treatments

ON_PAPER = 14
SESSIONS_ON_PAPER = 4
UNASSESSED_ON_PAPER = 3
PHONES = ("woman__phones", "man__phones")
PHONES_OF_A_VISIT = tuple(f"couple__{phones}" for phones in PHONES)
QUIET = frozenset({"", Flag.NORMAL.value})
WHOSE = {Subject.WOMAN: "Hers", Subject.MAN: "His", Subject.COUPLE: "Both"}


def day_sheet_facts(
    visits: AppointmentQuerySet, *, couples: CoupleQuerySet, on: date, at: datetime
) -> tuple[dict[str, Any], list[Couple]]:
    """Gather the sheet of a day; give the facts, and whose files were read for it.

    `visits` are marked: what is closed to the reader is a time and a room. `couples` are
    those open to him: who has a treatment planned but no visit is on the sheet too.
    """
    booked = list(visits_on(visits, on=on).prefetch_related(*PHONES_OF_A_VISIT))
    told = [visit for visit in booked if not is_closed(visit)]
    read = {visit.couple_id: visit.couple for visit in told}
    unbooked = couples_planned(couples, on=on).exclude(pk__in=read)
    read |= {c.pk: c for c in unbooked.with_people().prefetch_related(*PHONES)}
    pages = [
        _page(couple, visits=[v for v in told if v.couple_id == key], on=on)
        for key, couple in read.items()
    ]
    planned = {page["couple"]["number"]: page["planned"] for page in pages}
    local = timezone.localtime(at)
    facts = {
        "clinic": settings.CLINIC_NAME,
        "day": f"{on:%A} {on.day} {on:%B %Y}",
        "day_short": f"{on:%A}, {ApproximateDate.of(on)}",
        "printed": f"{ApproximateDate.of(local.date())}, {local:%H:%M}",
        "printed_at": local.replace(microsecond=0).isoformat(),
        "visits": [_line(visit, planned=planned) for visit in booked],
        "unbooked": [_unbooked(page) for page in pages if not page["visits"]],
        "pages": pages,
    }
    return facts, list(read.values())


def is_closed(visit: Appointment) -> bool:
    """Whether the file behind a marked visit is closed to the reader of the sheet."""
    closed: bool = getattr(visit, "is_closed")  # noqa: B009 - an annotation of the query
    return closed


def _line(visit: Appointment, *, planned: dict[str, Any]) -> dict[str, Any]:
    """One line of the list."""
    place = {
        "time": _clock(visit.starts_at),
        "room": visit.room.name,
        "clinician": str(visit.clinician) if visit.clinician else "",
    }
    if is_closed(visit):
        return place | {"closed": CLOSED, "number": "", "people": [], "kind": ""}
    return place | {
        "closed": "",
        "number": visit.couple.number,
        "people": [_who(person) for person in visit.people],
        "kind": visit.kind.name,
        "planned": [each["title"] for each in planned[visit.couple.number]],
    }


def _unbooked(page: dict[str, Any]) -> dict[str, Any]:
    """Somebody whose treatment is planned for the day, whom nobody has booked."""
    return {
        "number": page["couple"]["number"],
        "names": page["couple"]["names"],
        "planned": [each["title"] for each in page["planned"]],
    }


def _who(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "native_name": person.native_name,
        "native_language": person.language if person.native_name else "",
        "phones": _phones(person),
    }


def _phones(person: Person) -> list[str]:
    kept = [phone for phone in person.phones.all() if phone.voided_at is None]
    return [phone.number.as_international for phone in kept]


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _page(couple: Couple, *, visits: Sequence[Appointment], on: date) -> dict[str, Any]:
    """The page of one couple."""
    chart = couple_facts(couple, on=on)
    for person, told in zip(couple.people, chart["people"], strict=True):
        told["phones"] = _phones(person)
    sessions = chart["sessions"][-SESSIONS_ON_PAPER:]
    return {
        "couple": chart["couple"],
        "visits": [_visit(visit) for visit in visits],
        "people": chart["people"],
        "alerts": alerts(couple, sees_blood_groups=True),
        "history": chart["history"],
        "planned": planned_treatments(couple=couple, on=on),
        "results": _results(chart["results"]),
        "sessions": [_session(row) for row in reversed(sessions)],
        "earlier": len(chart["sessions"]) - len(sessions),
    }


def _visit(visit: Appointment) -> dict[str, str]:
    return {
        "time": _clock(visit.starts_at),
        "kind": visit.kind.name,
        "room": visit.room.name,
        "clinician": str(visit.clinician) if visit.clinician else "",
    }


def _session(row: dict[str, Any]) -> dict[str, str]:
    """One treatment that was given; who gave the cells stands in the chart."""
    said = filter(None, (row["product"], row["amount"], row["route"].lower()))
    return {
        "on": row["on"],
        "title": row["title"],
        "what": ", ".join(said),
        "reactions": row["reactions"],
    }


def _results(groups: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest panel of each kind: what stands out in full, the rest in a few words.

    What an infection screen says is for the chart alone; that it is there is said. A
    blood group stands in the head of the page.
    """
    left, panels = ON_PAPER, []
    for group in groups:
        panel = _panel(group, at_most=left)
        left -= len(panel["rows"])
        if panel["rows"] or panel["rest"]:
            panels.append(panel)
    return panels


def _panel(group: dict[str, Any], *, at_most: int) -> dict[str, Any]:
    said = {
        "title": group["title"],
        "of": WHOSE[Subject(group["subject"])],
        "sampled": group["sampled"],
    }
    if group["panel"] == PanelCode.INFECTION:
        return said | {"rows": [], "rest": "In the chart, not on paper."}
    rows = group["rows"]
    standing_out = [row for row in rows if row["flag"] not in QUIET]
    shown = standing_out[:at_most]
    more = len(standing_out) - len(shown)
    rest = _rest(rows, more=more) if group["panel"] != PanelCode.BLOOD_GROUP else ""
    return said | {"rows": [_row(row) for row in shown], "rest": rest}


def _row(row: dict[str, Any]) -> dict[str, str]:
    return {
        "name": row["name"],
        "value": _value(row),
        "flag": row["flag_word"],
        "interval": row["interval"],
    }


def _value(row: dict[str, Any]) -> str:
    return " ".join(filter(None, (row["value"], row["unit"])))


def _rest(rows: Sequence[dict[str, Any]], *, more: int) -> str:
    """What is not shown: in range, counted; not assessed, a few by value; no room."""
    normal = sum(row["flag"] == Flag.NORMAL for row in rows)
    unassessed = [f"{row['name']} {_value(row)}" for row in rows if not row["flag"]]
    said = []
    if normal:
        said.append(f"{normal} in range or as expected.")
    if unassessed:
        beyond = len(unassessed) - UNASSESSED_ON_PAPER
        some = "; ".join(unassessed[:UNASSESSED_ON_PAPER])
        said.append(f"Not assessed: {some}{f', and {beyond} more' if beyond > 0 else ''}.")
    if more:
        said.append(f"{more} more stand out: see the chart.")
    return " ".join(said)
