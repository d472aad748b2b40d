"""What is asked about rooms, hours and days off."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from appointments.choices import RoomKind, Weekday
from appointments.selectors.places import HOUSE, clinicians_in_service
from foundation.ui.edits import EditForm
from foundation.ui.fields import ClockField, DayField
from foundation.ui.forms import ClinicForm, Line


class EndForm(EditForm):
    """Nothing is asked: a room, hours or days off that are no longer so."""


class RoomForm(ClinicForm):
    """A room or a chair."""

    name = forms.CharField(label="Name", max_length=60)
    kind = forms.ChoiceField(label="Kind", choices=RoomKind)

    layout = Layout(Line("name", "kind"))


class WhoseForm(ClinicForm):
    """Something about the clinic as a whole or about one clinician."""

    clinician = forms.TypedChoiceField(label="Whose", required=False, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(each.pk): each for each in clinicians_in_service()}
        field = self.fields["clinician"]
        field.choices = [("", HOUSE), *((pk, str(each)) for pk, each in people.items())]
        field.coerce = people.__getitem__


class HoursForm(WhoseForm):
    """The same hours on some days of the week."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        choices=Weekday,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = ClockField(label="From")
    closes = ClockField(label="To")

    layout = Layout(Line("clinician", "opens", "closes"), "weekdays")


class ClosureForm(WhoseForm):
    """Days off; one day when the last is left out."""

    first_on = DayField(label="First day")
    last_on = DayField(label="Last day", required=False)
    reason = forms.CharField(label="Reason", max_length=120, required=False)

    layout = Layout(Line("clinician", "first_on", "last_on", "reason"))

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if not asked.get("last_on") and "last_on" not in self.errors:
            asked["last_on"] = asked.get("first_on")
        return asked
