"""What is asked along the day of a session."""

from datetime import timedelta
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Field, Layout
from django import forms
from django.http import HttpRequest
from django.utils import timezone

from appointments.choices import Status
from appointments.models import Appointment
from foundation.ui.edits import EditForm
from foundation.ui.fields import DayField, MomentField
from foundation.ui.forms import ASKED_ANEW, ClinicForm, Line
from patients.choices import Rhd
from patients.models import Couple
from therapy.choices import (
    OF_A_THIRD_PERSON,
    AntiDDecision,
    BodySite,
    OverrideReason,
    RouteWords,
    SiteReaction,
)
from therapy.forms.signing import SecondSignature
from therapy.models import Infusion, Protocol, Session
from therapy.models.session import MILLION
from therapy.selectors.gates import Scanned
from therapy.services.sessions import NOT_YET_GIVEN


class PlanSessionForm(ClinicForm):
    """The plan: protocol, day, dose and way in."""

    protocol = forms.ModelChoiceField(
        label="Protocol",
        queryset=Protocol.objects.none(),
        empty_label=None,
        help_text=NOT_YET_GIVEN,
    )
    planned_for = DayField(label="Day of the session")
    millions = forms.DecimalField(
        label="Cells",
        max_digits=6,
        decimal_places=1,
        help_text="In millions: 40, not 40000000.",
    )
    route = forms.ChoiceField(label="Way in", choices=RouteWords.choices)
    appointment = forms.ModelChoiceField(
        label="Visit it belongs to",
        queryset=Appointment.objects.none(),
        required=False,
        empty_label="None booked yet",
    )
    anti_d_decision = forms.ChoiceField(
        label="Decision on anti-D",
        required=False,
        choices=[("", "Not decided yet"), *AntiDDecision.choices],
        help_text="She is RhD negative: asked when the donor is RhD positive.",
    )
    note = forms.CharField(label="Note", required=False, max_length=500)

    layout = Layout(
        Line("protocol", "planned_for"),
        Line(AppendedText("millions", "million"), "route"),
        "appointment",
    )

    def __init__(self, *args: Any, couple: Couple, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        # What is known is told of every protocol, also of one that is not offered.
        self.known = Protocol.objects.in_force(today).filter(kind="LIT").newest()
        offered = [each.pk for each in self.known if each.code not in OF_A_THIRD_PERSON]
        self.fields["protocol"].queryset = Protocol.objects.filter(pk__in=offered)
        visits = couple.appointments.standing().filter(
            status__in=[Status.BOOKED, Status.ARRIVED, Status.IN_ROOM],
            starts_at__gte=timezone.now() - timedelta(days=1),
        )
        self.fields["appointment"].queryset = visits.select_related("kind")
        if couple.woman.rhd != Rhd.NEGATIVE:
            del self.fields["anti_d_decision"]


class VersionedForm(EditForm):
    """A step that remembers which version of the session was read.

    One that only adds something beside the session, such as a look, says so in
    `adds_only`: nobody is in its way.
    """

    adds_only = False

    def __init__(
        self, *args: Any, record: Session | Infusion, request: HttpRequest, **kwargs: Any
    ) -> None:
        self.treatment, self.request = record, request
        read = None if self.adds_only else record
        super().__init__(*args, record=read, initial=self.first(), **kwargs)

    def first(self) -> dict[str, Any]:
        """Give what the form begins with."""
        return {}


class CheckInForm(VersionedForm):
    pass


def label_field(label: str, example: str) -> forms.CharField:
    """Ask for a label: scanned, or typed as it stands there."""
    return forms.CharField(
        label=label,
        max_length=40,
        help_text=f"Scan it, or type it as it stands there, like {example}.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", **ASKED_ANEW}
        ),
    )


class ScannedForm(VersionedForm):
    """The labels at the chair-side; they are never filled in from the file."""

    band = label_field("Her wristband", "C1023F")
    label_for = label_field("Label of the cells: for", "C1023F")
    donor_tube = label_field("Donor tube", "C1023M-1")
    label_from = label_field("Label of the cells: from", "C1023M-1")

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        names = ("band", "label_for", "donor_tube", "label_from")
        if all(asked.get(name) for name in names):
            asked["scanned"] = Scanned(**{name: asked.pop(name) for name in names})
        return asked


class StartForm(ScannedForm):
    """The start: labels, and the notes of the checks acknowledged when there are any."""

    acknowledged = forms.BooleanField(
        label="I have read the notes among the checks",
        required=False,
        widget=forms.CheckboxInput(attrs=ASKED_ANEW),
    )

    layout = Layout(Line("band", "label_for"), Line("donor_tube", "label_from"))

    def ask_about_notes(self, *, has_notes: bool) -> None:
        """Ask for the tick only where there is something to read."""
        if not has_notes:
            self.fields["acknowledged"].widget = forms.HiddenInput()


class CellsForm(VersionedForm):
    """The draw and the count."""

    drawn_at = MomentField(label="Blood drawn at")
    draw_ml = forms.DecimalField(label="Blood drawn", max_digits=5, decimal_places=1)
    millions_counted = forms.DecimalField(
        label="Nucleated cells counted",
        max_digits=7,
        decimal_places=1,
        help_text="In millions, in the whole suspension.",
    )
    viability_pct = forms.DecimalField(label="Living cells", max_digits=4, decimal_places=1)

    layout = Layout(
        Line("drawn_at", AppendedText("draw_ml", "ml")),
        Line(
            AppendedText("millions_counted", "million"), AppendedText("viability_pct", "%")
        ),
    )

    record: Session

    def first(self) -> dict[str, Any]:
        return {"drawn_at": timezone.now()}

    def on_file(self) -> dict[str, Any]:
        """Give what was counted; until then the time of the draw is a proposal."""
        counted = ("draw_ml", "millions_counted", "viability_pct")
        names = ("drawn_at", *counted) if self.record.drawn_at else counted
        return {name: getattr(self.record, name) for name in names}


class ReleaseForm(SecondSignature, VersionedForm):
    """The second check, by another person."""

    layout = Layout(Line("checker", "passphrase"))


class GiveForm(ScannedForm):
    """The injection: labels again, time, cells, volume and places."""

    record: Session

    given_at = MomentField(label="Given at")
    millions_given = forms.DecimalField(
        label="Cells given", max_digits=7, decimal_places=1, help_text="In millions."
    )
    volume_ml = forms.DecimalField(label="Volume", max_digits=4, decimal_places=2)
    sites = forms.MultipleChoiceField(
        label="Where",
        choices=BodySite.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Mark every place that received cells."},
    )

    layout = Layout(
        Line("band", "label_for"),
        Line("donor_tube", "label_from"),
        Line("given_at", AppendedText("millions_given", "million")),
        AppendedText("volume_ml", "ml"),
        Field("sites", template="therapy/_body_map.html"),
    )

    def first(self) -> dict[str, Any]:
        return {"given_at": timezone.now()}

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        given, counted = asked.get("millions_given"), self.record.cells_counted
        if given is not None and counted is not None and given * MILLION > counted:
            said = f"Only {self.record.millions_counted:f} million were counted."
            self.add_error("millions_given", said)
        return asked


class ObserveForm(VersionedForm):
    """One look at her."""

    adds_only = True

    taken_at = MomentField(label="Looked at")
    pulse = forms.IntegerField(label="Pulse", required=False)
    systolic = forms.IntegerField(label="Systolic", required=False)
    diastolic = forms.IntegerField(label="Diastolic", required=False)
    temperature_c = forms.DecimalField(
        label="Temperature", required=False, max_digits=3, decimal_places=1
    )
    spo2_pct = forms.IntegerField(label="Oxygen", required=False)
    site_reaction = forms.ChoiceField(
        label="Injection sites",
        required=False,
        choices=[("", "Not looked at"), *SiteReaction.choices],
    )
    remark = forms.CharField(label="Remark", required=False, max_length=300)

    layout = Layout(
        Line("taken_at", "site_reaction"),
        Line(
            AppendedText("pulse", "/min"),
            AppendedText("systolic", "mmHg"),
            AppendedText("diastolic", "mmHg"),
        ),
        Line(AppendedText("temperature_c", "°C"), AppendedText("spo2_pct", "%")),
        "remark",
    )

    def first(self) -> dict[str, Any]:
        return {"taken_at": timezone.now()}


class DischargeForm(VersionedForm):
    vitals_ok = forms.BooleanField(
        label="Her vital signs are well and the places were looked at", required=False
    )
    instructions_given = forms.BooleanField(
        label="She has the written instructions",
        help_text="No scratching, no steroid cream, whom to call when she has a fever.",
        required=False,
    )


class ReasonForm(VersionedForm):
    reason = forms.CharField(label="Reason", max_length=300)


class OverrideForm(ClinicForm):
    """One clinician goes past one answer, for this treatment only."""

    reason_code = forms.ChoiceField(
        label="Reason", choices=[("", "Choose"), *OverrideReason.choices]
    )
    text = forms.CharField(
        label="In words",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was weighed, and what will be watched. At least 10 characters.",
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)


class OverrideByTwoForm(SecondSignature, OverrideForm):
    """Two clinicians go past one answer; each with an own sign-in."""

    layout = Layout("reason_code", "text", Line("checker", "passphrase"))

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        if "checker" in asked:
            asked["second"] = asked.pop("checker")
        return asked
