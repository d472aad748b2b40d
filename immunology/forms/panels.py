"""The entry of a panel: the sample once, then one cell for each test."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.ui.edits import EditForm
from foundation.ui.fields import ClockField, DayField, MomentField
from foundation.ui.forms import Line, house_helper
from immunology.choices import Phase, ResultType, State, Subject, Unflagged
from immunology.models import Analyte, Laboratory, Panel, Result
from immunology.selectors.desks import Desk
from immunology.selectors.facts import limit_words
from immunology.selectors.judging import Judged, Sample, Sheet, Typed
from immunology.selectors.panels import sample_of, typed_of

CELL_LENGTH = 200
# Kinds of tests that an interval or a cut-off can judge.
PLACED = {ResultType.QUANTITATIVE, ResultType.TITRE}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the grid: the test, its live cell, its reading, what was before."""

    analyte: Analyte
    cell: BoundField
    judged: Judged
    before: Result | None
    limit_lab: str = ""
    why_no_limit: str = ""

    @property
    def refusals(self) -> list[str]:
        """What is wrong with the cell; an unusual value asks in its own way."""
        if self.judged.asks:
            return []
        return list(self.cell.errors) or [self.judged.problem] * bool(self.judged.problem)

    @property
    def limit(self) -> str:
        """The limit that applies, or would once it is confirmed."""
        return limit_words(self.judged.limit) if self.judged.limit else ""


class CellInput(forms.TextInput):
    """One of many equal inputs, drawn without a template: a grid has two dozen."""

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        return format_html(
            '<input type="text" name="{}" value="{}"{}>', name, value or "", flatatt(given)
        )


class PanelForm(EditForm):
    """Where the sample came from, and what the laboratory found."""

    laboratory = forms.ModelChoiceField(
        queryset=Laboratory.objects.standing(), empty_label="Choose"
    )
    method = forms.CharField(
        required=False,
        max_length=120,
        help_text="As the report says. Some intervals hold for one method only.",
        widget=forms.TextInput(attrs={"list": "methods", "autocomplete": "off"}),
    )
    specimen = forms.CharField(
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "specimens", "autocomplete": "off"}),
    )
    sampled_on = DayField(label="Sample taken on")
    collected_at = ClockField(label="Time taken", required=False)
    received_at = MomentField(label="Received by the laboratory", required=False)
    reported_on = DayField(label="Report dated")
    state = forms.ChoiceField(
        label="Pregnant at the time",
        required=False,
        choices=[("", "Not recorded"), *State.choices],
    )
    phase = forms.ChoiceField(
        label="Time of the cycle",
        required=False,
        choices=[("", "Not recorded"), *Phase.choices],
    )
    note = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), label="Note"
    )
    layout = Layout(
        Line("laboratory", "method", "specimen"),
        Line("sampled_on", "reported_on", "collected_at", "received_at"),
    )
    of_her = Layout(
        Line("laboratory", "method", "specimen"),
        Line("sampled_on", "reported_on", "collected_at", "received_at"),
        Line("state", "phase"),
    )

    record: Panel | None

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        desk: Desk,
        record: Panel | None = None,
        draft: Panel | None = None,
    ) -> None:
        """`record` is what is changed; a `draft` alone is read with what was typed."""
        self.desk, self.draft = desk, record or draft
        super().__init__(typed, record=record)
        if desk.subject == Subject.MAN:
            del self.fields["state"], self.fields["phase"]
        for analyte in desk.analytes:
            self.fields[analyte.code] = _cell(analyte)

    @cached_property
    def helper(self) -> FormHelper:
        """The head of the form only; the grid draws the cells."""
        of_her = "state" in self.fields
        helper = house_helper(self.of_her if of_her else self.layout)
        helper.render_unmentioned_fields = False
        helper.render_hidden_fields = True
        return helper

    def clean(self) -> dict[str, Any]:
        """Give the sample as far as it is known, and every cell as it was typed."""
        answers = {"sample": self._sample(), "typed": self._typed()}
        answers["acknowledged"] = self.data.get("acknowledged", "")
        return answers

    def on_file(self) -> dict[str, Any]:
        """Give the sample, and every cell; one without a result is empty."""
        if self.record is None:
            return {}
        empty = {analyte.code: "" for analyte in self.desk.analytes}
        return {**empty, **_typed_once(self.record)}

    def so_far(self) -> tuple[Sample, dict[str, Typed]]:
        """Give what is known before anything was sent: of the draft, or nothing yet."""
        if self.is_bound:
            self.is_valid()
            return self.cleaned_data["sample"], self.cleaned_data["typed"]
        if self.draft is None:
            return Sample(), {}
        return sample_of(self.draft), typed_of(self.draft)

    def mark(self, sheet: Sheet) -> None:
        """Put every refusal beside its cell, also when the head was refused first."""
        for code, judged in sheet.rows.items():
            problem = judged.problem or (judged.asks and judged.unusual)
            if problem and code not in self.errors:
                self.add_error(code, problem)

    def rows(self, sheet: Sheet) -> list[Row]:
        """Put each cell beside how it was read."""
        return [self._row(analyte, sheet) for analyte in self.desk.analytes]

    def _row(self, analyte: Analyte, sheet: Sheet) -> Row:
        judged = sheet.rows[analyte.code]
        lab = sheet.limits.row_of(judged.limit).lab if judged.limit else ""
        before = self.desk.previous.get(analyte.code)
        why = self._why_no_limit(judged)
        return Row(analyte, self[analyte.code], judged, before, lab, why)

    def _why_no_limit(self, judged: Judged) -> str:
        """Say it in short, once the laboratory is known; a word needs no interval."""
        is_placed = judged.analyte.result_type in PLACED
        if judged.limit or judged.typed or not is_placed or not self._laboratory():
            return ""
        missing = judged.reason == Unflagged.CONTEXT_MISSING
        return judged.why if missing else "no interval"

    def _laboratory(self) -> Laboratory | None:
        if self.is_bound:
            return self.cleaned_data["sample"].laboratory
        return self.draft.laboratory if self.draft else None

    def _sample(self) -> Sample:
        known = self.cleaned_data
        names = ("laboratory", "sampled_on", "reported_on", "received_at")
        words = ("method", "specimen", "state", "phase", "note")
        return Sample(
            **{name: known.get(name) for name in names},
            **{name: known.get(name, "") for name in words},
            collected_at=self._collected_at(),
        )

    def _collected_at(self) -> datetime | None:
        day, clock = (self.cleaned_data.get(n) for n in ("sampled_on", "collected_at"))
        if not day or not clock:
            return None
        return timezone.make_aware(datetime.combine(day, clock))

    def _typed(self) -> dict[str, Typed]:
        return {
            analyte.code: Typed(
                self.cleaned_data.get(analyte.code, ""),
                self.data.get(f"sure-{analyte.code}", ""),
            )
            for analyte in self.desk.analytes
        }


def _cell(analyte: Analyte) -> forms.CharField:
    code = analyte.code
    widget = CellInput(
        attrs={
            "data-cell": True,
            "autocomplete": "off",
            "autocapitalize": "off",
            "spellcheck": "false",
            "aria-labelledby": f"test-{code} unit-{code}",
            "aria-describedby": f"read-{code}",
        }
    )
    return forms.CharField(
        label=analyte.display, required=False, max_length=CELL_LENGTH, widget=widget
    )


def _typed_once(draft: Panel) -> dict[str, Any]:
    """Give what a draft holds, as it was typed."""
    of_sample = ("laboratory", "method", "specimen", "sampled_on", "reported_on")
    taken = draft.collected_at
    return {
        **{name: getattr(draft, name) for name in of_sample},
        "collected_at": timezone.localtime(taken).time() if taken else None,
        "received_at": draft.received_at,
        "state": draft.state,
        "phase": draft.phase,
        "note": draft.note,
        **{code: cell.text for code, cell in typed_of(draft).items()},
    }
