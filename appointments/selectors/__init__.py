"""What screens, rules and tasks read about visits, free times and reminders."""

from appointments.selectors.day import (
    day_board,
    day_entries,
    day_span,
    visits_in_open_files,
    with_next_visit,
)
from appointments.selectors.listed import Listed, Partner, Shut, couples_listed
from appointments.selectors.options import Options, booking_options
from appointments.selectors.reminders import (
    ReminderLine,
    calls_to_make,
    reminder_lines,
    reminders_held_up,
    ways_to_reach,
)
from appointments.selectors.slots import (
    FreeDay,
    Slot,
    Wanted,
    bookable_quarters,
    clinicians_with_hours,
    free_slots,
    nearest_slots,
    timetables,
)
from appointments.selectors.visits import kinds_in_force, rooms_in_use, visits_of

__all__ = [
    "FreeDay",
    "Listed",
    "Options",
    "Partner",
    "ReminderLine",
    "Shut",
    "Slot",
    "Wanted",
    "bookable_quarters",
    "booking_options",
    "calls_to_make",
    "couples_listed",
    "clinicians_with_hours",
    "day_board",
    "day_entries",
    "day_span",
    "free_slots",
    "kinds_in_force",
    "nearest_slots",
    "reminder_lines",
    "reminders_held_up",
    "rooms_in_use",
    "timetables",
    "visits_in_open_files",
    "visits_of",
    "ways_to_reach",
    "with_next_visit",
]
