from appointments.models.appointment import Appointment
from appointments.models.booking import LONGEST, Booking
from appointments.models.hours import Closure, WeeklyHours
from appointments.models.kind import VisitKind
from appointments.models.reminder import Reminder
from appointments.models.room import Room

__all__ = [
    "LONGEST",
    "Appointment",
    "Booking",
    "Closure",
    "Reminder",
    "Room",
    "VisitKind",
    "WeeklyHours",
]
