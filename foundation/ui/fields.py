"""Questions whose answers are typed as people write them, and kept as exactly."""

import re
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from phonenumber_field.formfields import PhoneNumberField

from foundation.medicine.dates import ApproximateDate, Precision, read_date
from foundation.medicine.gestation import GestationRange, gestation_text, read_gestation

_CLOCK = re.compile(r"(?P<hour>\d{1,2})[:.h]?(?P<minute>\d{2})")


class TypedField(forms.Field):
    """A line of text that a reader of the house turns into a value, or refuses in words.

    Subclasses say how to read, how to show again, and what to write as a hint.
    """

    widget = forms.TextInput
    hint: ClassVar[str] = ""
    mark: ClassVar[str] = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", self.hint)
        super().__init__(**kwargs)

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return self.read(value.strip()) if value.strip() else None
        except ValueError as unreadable:
            raise ValidationError(str(unreadable), code="unreadable") from unreadable

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.show(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes = {"autocomplete": "off", "spellcheck": "false"}
        return {**attributes, self.mark: True} if self.mark else attributes


class ApproximateDateField(TypedField):
    """A date as exactly as it is remembered; blank or "unknown" is None."""

    hint = "12 Mar 2024, Mar 2024, 2018 or about 2018"

    def read(self, text: str) -> ApproximateDate | None:
        return read_date(text)


class DayField(TypedField):
    """One day of the calendar; day before month, never the other way round."""

    hint = "12 Mar 2024 or 12/3/2024"
    mark = "data-day"

    def read(self, text: str) -> date | None:
        return _day(text)

    def show(self, value: date) -> str:
        return str(ApproximateDate.of(value))


class MomentField(TypedField):
    """A day and a time of the clinic's clock; the answer knows its time zone."""

    hint = "12 Mar 2024 10:30"

    def read(self, text: str) -> datetime | None:
        words = text.replace(",", " ").rsplit(maxsplit=1)
        if len(words) < 2:
            raise ValueError("Write the day and the time, for example 12 Mar 2024 10:30.")
        day = _day(words[0])
        return timezone.make_aware(datetime.combine(day, _clock(words[1]))) if day else None

    def show(self, value: datetime) -> str:
        local = timezone.localtime(value)
        return f"{ApproximateDate.of(local.date())} {local:%H:%M}"


class ClockField(TypedField):
    """A time of day on the 24-hour clock: 9:05, 09.05 and 0905 are the same."""

    hint = "24-hour clock, for example 14:30"

    def read(self, text: str) -> time:
        return _clock(text)

    def show(self, value: time) -> str:
        return f"{value:%H:%M}"


class GestationField(TypedField):
    """A gestation in whole days; with `ranges` also both ends of one; unknown is None."""

    hint = "8+3, 8w3d, 59d or 7-8 w"

    def __init__(self, *, ranges: bool = True, **kwargs: Any) -> None:
        self.ranges = ranges
        super().__init__(**kwargs)

    def read(self, text: str) -> int | GestationRange | None:
        answer = read_gestation(text)
        if isinstance(answer, GestationRange) and not self.ranges:
            raise ValueError(f"{text}: write one gestation here, for example 8+3.")
        return answer

    def show(self, value: int | GestationRange) -> str:
        return value.text() if isinstance(value, GestationRange) else gestation_text(value)


class PhoneField(PhoneNumberField):
    """A telephone number; without a country code it is one of the clinic's country."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "off"
        self.error_messages["invalid"] = (
            "This is not a telephone number. Abroad, write it with + and the country code."
        )


def _day(text: str) -> date | None:
    when = read_date(text)
    if when is None:
        return None
    if when.precision is not Precision.DAY or when.about:
        raise ValueError(f"“{text}”: write the whole date, for example 12 Mar 2024.")
    return when.earliest


def _clock(text: str) -> time:
    found = _CLOCK.fullmatch(text)
    if not found or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise ValueError(f"“{text}” is not a time. Write it like 14:30.")
    return time(int(found["hour"]), int(found["minute"]))
