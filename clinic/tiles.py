"""The numbers of the day: only what waits for this reader, each a way to it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from appointments.choices import Status
from appointments.models import Reminder
from appointments.models.reminder import ReminderQuerySet
from appointments.selectors import calls_to_make, reminders_held_up
from appointments.selectors.day import DayVisit
from foundation.accounts.roles import Permission
from immunology.models import Panel

MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: int
    note: str = ""
    tone: str = ""
    url: str = ""


def tiles_for(user, *, visits: list[DayVisit], now: datetime, on: date) -> list[Tile]:
    """List the tiles of one reader; a number he may not see is not counted."""
    tiles = []
    if user.may(Permission.APPOINTMENT_VIEW):
        tiles += [_waiting(visits, now=now), _in_rooms(visits)]
    if user.may(Permission.RESULT_SIGN):
        tiles.append(_to_sign(user))
    if user.may(Permission.REMINDER_VIEW):
        tiles.append(_calls(Reminder.objects.visible_to(user), now=now))
    return tiles


def _waiting(visits: list[DayVisit], *, now: datetime) -> Tile:
    since = [visit.waiting_since for visit in visits if visit.waiting_since]
    longest = int((now - min(since)).total_seconds() // MINUTE_S) if since else 0
    note = f"longest {longest} min" if since else "nobody waits"
    return Tile("Waiting now", len(since), note=note)


def _in_rooms(visits: list[DayVisit]) -> Tile:
    inside = sum(visit.status == Status.IN_ROOM for visit in visits)
    still = sum(visit.status == Status.BOOKED for visit in visits)
    return Tile("In rooms", inside, note=f"{still} still to come")


def _to_sign(user) -> Tile:
    panels = Panel.objects.visible_to(user).standing().unsigned()
    url = reverse("immunology:panels_unsigned")
    return Tile("Results to sign", panels.count(), note="panels not signed yet", url=url)


def _calls(reminders: ReminderQuerySet, *, now: datetime) -> Tile:
    """People no reminder reached; and whether the reminders leave at all."""
    url = reverse("appointments:reminder_list")
    calls, held = calls_to_make(reminders, now=now), reminders_held_up(now=now)
    if held:
        late = f"{held} should have left by now"
        return Tile("Calls to make", calls, note=late, tone="caution", url=url)
    note = "no reminder reached them" if calls else "every reminder is on its way"
    return Tile("Calls to make", calls, note=note, tone="caution" if calls else "", url=url)
