"""The acts of the appointment book."""

from appointments.services.booking import SlotTaken, book, cancel, move
from appointments.services.catalogue import load_catalogue
from appointments.services.places import (
    close_days,
    close_room,
    end_hours,
    open_days,
    open_room,
    set_hours,
)
from appointments.services.progress import (
    mark_arrived,
    mark_completed,
    mark_in_room,
    mark_no_show,
    step_back,
    write_note,
)
from appointments.services.reminding import mark_called, queue_due_reminders

__all__ = [
    "SlotTaken",
    "book",
    "cancel",
    "close_days",
    "close_room",
    "end_hours",
    "load_catalogue",
    "mark_arrived",
    "mark_called",
    "mark_completed",
    "mark_in_room",
    "mark_no_show",
    "move",
    "open_days",
    "open_room",
    "queue_due_reminders",
    "set_hours",
    "step_back",
    "write_note",
]
