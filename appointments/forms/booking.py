"""What is asked when a visit is booked or moved."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from appointments.choices import Comes
from appointments.models import Appointment, VisitKind
from appointments.rules.quarters import moment_of, quarter_of
from appointments.selectors.options import Options
from appointments.selectors.slots import Wanted
from foundation.medicine.dates import EARLIEST_YEAR, LATEST_YEAR, ApproximateDate
from foundation.ui.edits import EditForm
from foundation.ui.fields import DayField
from foundation.ui.forms import ClinicForm, Line, house_helper
from patients.models import Couple

ASKED = ("kind", "comes", "clinician", "room", "from_on")
# What a form that moves a visit sends along beside.
READ = ("version", "before")
GONE = "This time can no longer be chosen. Please choose another."


class SlotSearchForm(ClinicForm):
    """What kind of visit, with whom, where, from which day on. Always filled in."""

    error_title = "Please look at this again:"

    kind = forms.TypedChoiceField(label="Visit", required=False, empty_value=None)
    comes = forms.ChoiceField(label="Who comes", required=False)
    clinician = forms.TypedChoiceField(label="Clinician", required=False, empty_value=None)
    room = forms.TypedChoiceField(label="Room", required=False, empty_value=None)
    from_on = DayField(label="From", help_text="")

    def __init__(
        self,
        asked: Mapping[str, str],
        *,
        couple: Couple,
        options: Options,
        today: date,
        moving: Appointment | None = None,
    ) -> None:
        self.couple, self.options, self.moving = couple, options, moving
        first = self._first_kind(asked, options)
        defaults = {"kind": first.code if first else "", "from_on": day_typed(today)}
        self.data: dict[str, str]
        super().__init__(defaults | {k: v for k, v in asked.items() if v})
        self._offer(self._kind_asked() or first)
        self.fields["from_on"].required = False
        self.today = today

    @cached_property
    def helper(self) -> FormHelper:
        """The questions side by side; which there are depends on the kind of visit."""
        asked = house_helper(Layout(Line(*(name for name in ASKED if name in self.fields))))
        asked.render_unmentioned_fields = False
        asked.form_error_title = self.error_title
        return asked

    @staticmethod
    def _first_kind(asked: Mapping[str, str], options: Options) -> VisitKind | None:
        fitting = options.fitting(asked.get("room", ""))
        return fitting or next(iter(options.kinds), None)

    def _kind_asked(self) -> VisitKind | None:
        if self.moving:
            return self.moving.kind
        asked = self.data.get("kind")
        return next((kind for kind in self.options.kinds if kind.code == asked), None)

    def _offer(self, kind: VisitKind | None) -> None:
        """Offer only what fits the kind; a choice that no longer fits is let go."""
        rooms = self.options.rooms_for(kind) if kind else []
        clinicians = self.options.clinicians_for(kind) if kind else []
        kinds = {each.code: each for each in self.options.kinds}
        self._choose("kind", [(code, str(each)) for code, each in kinds.items()], kinds)
        self._choose("room", *_by_pk("Any that fits", rooms))
        self._choose("clinician", *_by_pk("Any who is free", clinicians))
        self.fields["comes"].choices = [
            (value, label) for value, label in Comes.choices if kind and kind.allows(value)
        ]
        fallback = {"comes": kind.comes if kind else "", "clinician": "", "room": ""}
        for name, otherwise in fallback.items():
            known = {str(value) for value, _label in self.fields[name].choices}
            if self.data.get(name) not in known:
                self.data[name] = otherwise
        if not clinicians:
            del self.fields["clinician"]
        if self.moving:
            del self.fields["kind"], self.fields["comes"]

    def _choose(self, name: str, choices: Sequence[tuple], values: Mapping) -> None:
        field = self.fields[name]
        field.choices, field.coerce = choices, values.__getitem__

    def clean_from_on(self) -> date:
        """Free times lie in the future: an earlier day begins today."""
        return max(self.cleaned_data["from_on"] or self.today, self.today)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        kind = self.moving.kind if self.moving else asked.get("kind")
        self.from_on = asked.get("from_on", self.today)
        self.wanted = self._wanted(kind, asked) if kind else None
        return asked

    def _wanted(self, kind: VisitKind, asked: Mapping[str, Any]) -> Wanted:
        self.comes = asked.get("comes") or kind.comes
        clinician, room = asked.get("clinician"), asked.get("room")
        visit = self.moving or Appointment(couple=self.couple, comes=self.comes)
        return Wanted(
            kind=kind,
            clinicians=[clinician] if clinician else self.options.clinicians_for(kind),
            rooms=[room] if room else self.options.rooms_for(kind),
            people=visit.people,
            instead_of=self.moving.pk if self.moving else None,
        )

    @property
    def asked(self) -> dict[str, str]:
        """What is being looked for, as the button of a time sends it along."""
        return {
            name: str(self.data[name])
            for name in (*ASKED, *READ)
            if name in self.fields and self.data.get(name)
        }


class BookingForm(SlotSearchForm):
    """One click on a free time: the search, and the time that was clicked."""

    error_title = "Nothing was booked. Please choose another time:"

    slot = forms.CharField(max_length=60)

    def clean_slot(self) -> dict[str, Any]:
        """Read begin, clinician and room; what is no longer offered is refused."""
        begin, clinician_id, room_id = _three(self.cleaned_data["slot"])
        clinicians = {str(each.pk): each for each in self.options.clinicians} | {"": None}
        rooms = {str(each.pk): each for each in self.options.rooms}
        if clinician_id not in clinicians or room_id not in rooms:
            raise ValidationError(GONE)
        return {
            "starts_at": read_moment(begin),
            "clinician": clinicians[clinician_id],
            "room": rooms[room_id],
        }

    def clean(self) -> dict[str, Any]:
        """Give the service what it asks for: a time, and what is booked or moved."""
        asked = super().clean()
        chosen = asked.get("slot") or {}
        if not self.moving and self.wanted:
            chosen = chosen | {"kind": self.wanted.kind, "comes": self.comes}
        return chosen


class MoveSearchForm(EditForm, SlotSearchForm):
    """The search for another time of a visit; what was read of it is kept meanwhile."""

    def __init__(self, asked: Mapping[str, str], *, moving: Appointment, **given: Any):
        read = {"version": str(moving.version)}
        super().__init__(read | asked, record=moving, moving=moving, **given)


class MoveForm(EditForm, BookingForm):
    """One click on another time of a visit."""

    error_title = "Nothing was moved. Please choose another time:"

    def __init__(self, asked: Mapping[str, str], *, moving: Appointment, **given: Any):
        super().__init__(asked, record=moving, moving=moving, **given)


def day_typed(on: date) -> str:
    """A day as somebody would type it: 24 Nov 2026."""
    return str(ApproximateDate.of(on))


def read_moment(text: str) -> datetime:
    """Read a moment as an address carries it: 2026-11-24T05:00Z.

    Raises: ValidationError when it cannot be read.
    """
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError as unreadable:
        raise ValidationError(GONE) from unreadable
    if not EARLIEST_YEAR < moment.year <= LATEST_YEAR:
        raise ValidationError(GONE)
    return moment_of(quarter_of(moment))


def _three(slot: str) -> tuple[str, str, str]:
    parts = slot.split("|")
    if len(parts) != 3:
        raise ValidationError(GONE)
    return parts[0], parts[1], parts[2]


def _by_pk(nobody: str, many: Sequence[Any]) -> tuple[list[tuple], dict[str, Any]]:
    choices = [("", nobody), *((str(one.pk), str(one)) for one in many)]
    return choices, {str(one.pk): one for one in many}
