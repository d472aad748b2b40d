"""The words of the appointment book."""

from django.db.models import IntegerChoices, TextChoices


class RoomKind(TextChoices):
    CONSULTING = "consulting", "Consulting room"
    LABORATORY = "laboratory", "Laboratory"
    TREATMENT = "treatment", "Treatment room"
    INFUSION = "infusion", "Infusion chair"


class Comes(TextChoices):
    BOTH = "both", "Both partners"
    WOMAN = "woman", "The woman"
    MAN = "man", "The man"


class Status(TextChoices):
    BOOKED = "booked", "Booked"
    ARRIVED = "arrived", "Arrived"
    IN_ROOM = "in_room", "In the room"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "Did not come"


class Weekday(IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class ReminderKind(TextChoices):
    ON_BOOKING = "on_booking", "When booked at short notice"
    TWO_DAYS = "two_days", "Two days before"
    TWO_HOURS = "two_hours", "Shortly before"


class ReminderState(TextChoices):
    PLANNED = "planned", "Planned"
    QUEUED = "queued", "Handed over"
    CANCELLED = "cancelled", "No longer needed"
    EXPIRED = "expired", "Too late to remind"
    WITHHELD = "withheld", "May not be contacted this way"
