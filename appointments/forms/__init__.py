"""What is asked in the appointment book; forms ask, services decide."""

from appointments.forms.booking import (
    BookingForm,
    MoveForm,
    MoveSearchForm,
    SlotSearchForm,
    day_typed,
    read_moment,
)
from appointments.forms.exports import PeriodForm
from appointments.forms.places import ClosureForm, EndForm, HoursForm, RoomForm
from appointments.forms.visits import CancelForm, NoteForm, StepForm

__all__ = [
    "BookingForm",
    "CancelForm",
    "ClosureForm",
    "EndForm",
    "HoursForm",
    "MoveForm",
    "MoveSearchForm",
    "NoteForm",
    "PeriodForm",
    "RoomForm",
    "SlotSearchForm",
    "StepForm",
    "day_typed",
    "read_moment",
]
