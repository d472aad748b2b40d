"""What is asked when a part of the appointment book is taken out."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.core.exceptions import ValidationError

from foundation.ui.fields import DayField
from foundation.ui.forms import ClinicForm, Line, house_helper

LONGEST = timedelta(days=93)


class PeriodForm(ClinicForm):
    """From which day to which; both count."""

    from_on = DayField(label="From")
    until_on = DayField(label="Until", required=False, help_text="Blank is the same day.")

    layout = Layout(Line("from_on", "until_on"))

    @cached_property
    def helper(self) -> FormHelper:
        asked = house_helper(self.layout)
        asked.form_error_title = "Nothing was exported. Please look at this again:"
        return asked

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        first = answers.get("from_on")
        last = answers["until_on"] = answers.get("until_on") or first
        if isinstance(first, date) and isinstance(last, date):
            _refuse_what_cannot_be(first, last)
        return answers


def _refuse_what_cannot_be(first: date, last: date) -> None:
    if last < first:
        raise ValidationError({"until_on": "The last day lies before the first."})
    if last - first >= LONGEST:
        raise ValidationError({"until_on": "At most three months (93 days) at a time."})
