"""What is asked about one pregnancy: the little that is always known comes first."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from foundation.ui.fields import ApproximateDateField, DayField, GestationField
from foundation.ui.forms import ASKED_ANEW, ClinicForm, Line, house_helper
from patients import choices as words
from patients.forms.folds import Fold
from patients.rendering import when_text
from patients.selectors.history import Line as PregnancyLine
from patients.services import PregnancyEntry

NOT_SAID = ("", "Not said")
CARRIED = [(1, "One"), (2, "Twins"), (3, "Triplets"), (4, "Four"), (5, "Five or more")]


def one_of(label: str, kind: Any, *, usually: str = "") -> forms.TypedChoiceField:
    """Ask for one word of a list; unless one is usual, it need not be said."""
    return forms.TypedChoiceField(
        label=label,
        choices=kind.choices if usually else [NOT_SAID, *kind.choices],
        required=False,
        initial=usually,
        empty_value=usually,
    )


def yes_or_no(
    label: str, yes: str = "Yes", no: str = "No", *, unsaid: str = "Not known"
) -> forms.TypedChoiceField:
    """Ask for yes or no; that nobody wrote it down is an answer of its own."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", unsaid), (True, yes), (False, no)],
        coerce=lambda said: str(said) == str(True),
        empty_value=None,
        required=False,
    )


def asked(*once: str) -> Layout:
    """Lay the questions out; what is seldom asked is folded, `once` among it."""
    return Layout(
        Line("outcome", "ended", "gestation"),
        Line("loss_type", "ga_basis", "seen"),
        Line("father", "conception", "certainty"),
        Fold(
            "Test and dating",
            Line("hcg_positive", "last_period", "conceived_on", "ga_source"),
        ),
        Fold(
            "Care and tissue",
            Line("management", "complications", "explained"),
            Line("histology", "genetics"),
        ),
        Fold("Delivery", Line("delivery_reason", "severe_pe", "severe_pi")),
        Fold(
            "Children, egg, donor, order",
            Line("fetuses", "living", "egg", "carried_by"),
            "father_code",
            "neonatal_death",
            *once,
        ),
        "note",
    )


class AskingForm(ClinicForm):
    """A form that asks to confirm where something typed is unusual, and only there."""

    confirmed = forms.BooleanField(
        label="Yes, this is right",
        required=False,
        widget=forms.CheckboxInput(attrs=ASKED_ANEW),
    )

    @cached_property
    def helper(self) -> FormHelper:
        """Leave the confirmation to where something unusual asks for it."""
        helper = house_helper(self.layout)
        helper.render_unmentioned_fields = False
        return helper

    @property
    def asks_to_confirm(self) -> bool:
        """Tell whether something unusual was typed, or has been confirmed already."""
        return "confirmed" in self.errors or bool(self["confirmed"].value())


class PregnancyForm(AskingForm):
    """One pregnancy as it is told; cleaned, it is the entry the service asks for."""

    outcome = forms.ChoiceField(
        label="How it ended", choices=[("", "Choose"), *words.Outcome.choices]
    )
    ended = ApproximateDateField(label="When", required=False)
    gestation = GestationField(required=False)
    loss_type = one_of("Type of loss", words.LossType)
    ga_basis = one_of("Gestation taken", words.GestationBasis)
    seen = one_of("Seen by", words.Seen, usually=words.Seen.UNKNOWN)
    father = one_of("Father", words.Father, usually=words.Father.PARTNER)
    father_code = forms.CharField(
        label="Code of the donor",
        max_length=12,
        required=False,
        help_text="Where the father is a donor on file: D0007.",
    )
    conception = one_of("Conceived", words.Conception, usually=words.Conception.UNKNOWN)
    certainty = one_of("Known from", words.Certainty, usually=words.Certainty.REPORTED)
    hcg_positive = ApproximateDateField(label="First positive test", required=False)
    last_period = ApproximateDateField(label="Last period began", required=False)
    conceived_on = DayField(label="Day of conception", required=False)
    ga_source = one_of("Dated by", words.GestationSource)
    management = one_of("Care", words.Management)
    complications = forms.CharField(
        label="Complications of the care", max_length=300, required=False
    )
    delivery_reason = one_of("Reason of delivery", words.DeliveryReason)
    severe_pe = yes_or_no("Severe pre-eclampsia")
    severe_pi = yes_or_no("Severe placental insufficiency")
    histology = forms.CharField(max_length=300, required=False)
    genetics = forms.CharField(label="Tissue genetics", max_length=300, required=False)
    explained = forms.CharField(label="Cause found", max_length=300, required=False)
    fetuses = forms.TypedChoiceField(
        label="Children carried",
        choices=CARRIED,
        coerce=int,
        initial=1,
        empty_value=1,
        required=False,
    )
    living = forms.IntegerField(
        label="Of them living today", min_value=0, max_value=9, required=False
    )
    egg = one_of("Egg", words.Egg, usually=words.Egg.OWN)
    carried_by = one_of("Carried by", words.CarriedBy, usually=words.CarriedBy.SELF)
    neonatal_death = forms.BooleanField(label="Died as a newborn", required=False)
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    layout = asked()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The chart shows several forms on one page: each has its own ids.
        super().__init__(*args, **{"auto_id": "pregnancy_%s"} | kwargs)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.errors:
            return answers
        told = {name: answers.pop(name) for name in PregnancyEntry.__slots__}
        return {"entry": PregnancyEntry(**told), **answers}


class NewPregnancyForm(PregnancyForm):
    """A pregnancy that is told now; it can have come before one told earlier."""

    came_before = forms.ChoiceField(
        label="It came before",
        required=False,
        help_text="Only matters while a date is not known.",
    )

    layout = asked("came_before")

    def __init__(self, *args: Any, lines: Sequence[PregnancyLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].widget.attrs["autofocus"] = True
        self.by_number = {str(line.number): line.pregnancy for line in lines}
        self.fields["came_before"].choices = [
            ("", "None: it is the latest"),
            *((number, _named(number, row)) for number, row in self.by_number.items()),
        ]

    def clean_came_before(self):
        return self.by_number.get(self.cleaned_data["came_before"])


def _named(number: str, pregnancy) -> str:
    return f"{number}: {when_text(pregnancy)}, {pregnancy.get_outcome_display()}"
