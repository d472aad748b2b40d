"""What is asked about a register that comes from elsewhere."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms import BoundField

from foundation.records.tables import MEBIBYTE, MOST_BYTES, MOST_LINES
from foundation.ui.forms import ASKED_ANEW, ClinicForm, house_helper
from interop.services.checking import ANOTHER, SAME, SKIP, Work, column_label
from interop.services.columns import columns, plain

ACCEPTED = ".csv,.txt,.xlsx,text/csv"
UNREAD = ("", "Not read")
# More are shown once these are mended: a page stays a page.
MOST_FAULTS = 60
NAMES = "Say which column holds her name and which one his name."
TWICE = "Another column says this already."


class BringForm(ClinicForm):
    """A file with a register; brought a second time, that has to be meant."""

    table = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=(
            f"CSV or XLSX, up to {MOST_BYTES // MEBIBYTE} MB and {MOST_LINES:,} lines."
        ),
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
    )
    again = forms.BooleanField(
        label="Yes, bring it again",
        required=False,
        widget=forms.CheckboxInput(attrs=ASKED_ANEW),
    )

    layout = Layout("table")

    @cached_property
    def helper(self) -> FormHelper:
        """Ask whether it is meant only where the file was brought before."""
        helper = house_helper(self.layout)
        helper.render_unmentioned_fields = "again" in self.errors
        return helper

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        file = answers.pop("table", None)
        if file is not None:
            answers |= {"table": file.read(), "original_name": file.name or ""}
        return answers


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the file, with what stands in its first lines."""

    words: str
    examples: Sequence[str]
    field: BoundField


class ColumnsForm(ClinicForm):
    """What each column of the file says; a column may stay unread."""

    def __init__(
        self,
        *args: Any,
        headings: Sequence[str],
        rows: Sequence[Any],
        mapping: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        self.headings, self.examples, self.mapping = headings, rows, mapping
        super().__init__(*args, **kwargs)
        chosen = mapping.get("columns", {})
        for place, heading in enumerate(headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or f"Column {place + 1}",
                choices=_choices(),
                required=False,
                initial=chosen.get(str(place), ""),
            )

    def lines(self) -> Iterator[Heading]:
        """Each column with its question."""
        for place, heading in enumerate(self.headings):
            seen = [cells[place] for _number, cells in self.examples if cells[place]]
            yield Heading(heading, seen[:3], self[f"column-{place}"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        chosen: dict[str, str] = {}
        for name, code in list(answers.items()):
            if not code:
                continue
            if code in chosen.values():
                self.add_error(name, TWICE)
            chosen[name.removeprefix("column-")] = code
        if not {"woman_name", "man_name"} <= set(chosen.values()):
            self.add_error(None, NAMES)
        return {"mapping": {**self.mapping, "columns": chosen}}


def _choices() -> list[Any]:
    grouped = groupby(columns().values(), key=lambda column: column.group)
    return [
        UNREAD,
        *((name, [(each.code, each.label) for each in some]) for name, some in grouped),
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that stands in the way, with the questions about it."""

    told: Mapping[str, Any]
    label: str
    many: int
    mend: BoundField | None = None
    leave_out: BoundField | None = None
    answer: BoundField | None = None


class AnswersForm(ClinicForm):
    """Mends cells, leaves lines out, and says who is who; nothing has to be answered."""

    def __init__(self, *args: Any, found: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        faults = found.get("faults", ())
        self.words: dict[str, list[Mapping[str, Any]]] = {}
        for fault in faults:
            if fault["is_word"]:
                self.words.setdefault(_word_key(fault), []).append(fault)
        alone = [fault for fault in faults if not fault["is_word"]]
        self.cells = {_cell_key(fault): fault for fault in alone[:MOST_FAULTS]}
        self.more = len(alone) - len(alone[:MOST_FAULTS])
        self.asks = {str(ask["line"]): ask for ask in found.get("asks", ())[:MOST_FAULTS]}
        self.alike: dict[str, list[Mapping[str, Any]]] = {}
        open_ones = [each for each in found.get("alike", ()) if not each["answer"]]
        first = list(dict.fromkeys(str(each["line"]) for each in open_ones))
        for each in open_ones:
            if str(each["line"]) in first[:MOST_FAULTS]:
                self.alike.setdefault(str(each["line"]), []).append(each)
        self.more += max(len(found.get("asks", ())) - MOST_FAULTS, 0)
        self.more += max(len(first) - MOST_FAULTS, 0)
        self.fields |= self._fields()

    def _fields(self) -> dict[str, forms.Field]:
        return {
            **{f"word-{key}": _word_field(some[0]) for key, some in self.words.items()},
            **{f"out-{key}": _tick("Leave out") for key in self.words},
            **{f"cell-{key}": _cell_field(fault) for key, fault in self.cells.items()},
            **{f"out-{key}": _tick("Leave out") for key in self.cells},
            **{f"yes-{line}": _tick("Yes, this is right") for line in self.asks},
            **{f"out-{line}": _tick("Leave out") for line in self.asks},
            **{f"who-{line}": _who_field(some) for line, some in self.alike.items()},
        }

    def word_lines(self) -> list[Asked]:
        """Each word of the register that is not read, once."""
        return [
            Asked(
                some[0],
                column_label(some[0]["column"]),
                len(some),
                mend=self[f"word-{key}"],
                leave_out=self[f"out-{key}"],
            )
            for key, some in self.words.items()
        ]

    def cell_lines(self) -> list[Asked]:
        """Each cell that cannot be."""
        return [
            Asked(
                fault,
                column_label(fault["column"]),
                len(fault["leaves_out"]),
                mend=self[f"cell-{key}"],
                leave_out=self[f"out-{key}"],
            )
            for key, fault in self.cells.items()
        ]

    def ask_lines(self) -> list[Asked]:
        """Each line that is only unusual."""
        return [
            Asked(ask, "", 1, answer=self[f"yes-{line}"], leave_out=self[f"out-{line}"])
            for line, ask in self.asks.items()
        ]

    def alike_lines(self) -> list[tuple[list[Mapping[str, Any]], BoundField]]:
        """Each couple that may be on file, with those who may be the same."""
        return [(some, self[f"who-{line}"]) for line, some in self.alike.items()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        skipped: set[int] = set()
        mended: dict[str, dict[str, str]] = {}
        words: dict[str, dict[str, str]] = {}
        for key, some in self.words.items():
            if said.get(f"out-{key}"):
                skipped |= {line for fault in some for line in fault["leaves_out"]}
            elif meant := said.get(f"word-{key}"):
                column, typed = some[0]["column"], plain(some[0]["typed"])
                words.setdefault(column, {})[typed] = meant
        for key, fault in self.cells.items():
            text = " ".join(said.get(f"cell-{key}", "").split())
            if said.get(f"out-{key}"):
                skipped |= set(fault["leaves_out"])
            elif text != fault["typed"]:
                mended.setdefault(str(fault["line"]), {})[fault["column"]] = text
        skipped |= {int(line) for line in self.asks if said.get(f"out-{line}")}
        confirmed = [int(line) for line in self.asks if said.get(f"yes-{line}")]
        alike = {
            line: said[f"who-{line}"] for line in self.alike if said.get(f"who-{line}")
        }
        work = Work(mended, sorted(skipped), confirmed, alike)
        return {"work": work, "words": words}


class UndoForm(ClinicForm):
    """Why an import is taken back."""

    reason = forms.CharField(
        label="Why is it undone?",
        max_length=300,
        help_text="Its rows are struck out and stay readable, with your name and this.",
    )


def _word_key(fault: Mapping[str, Any]) -> str:
    word = hashlib.sha256(plain(fault["typed"]).encode()).hexdigest()[:10]
    return f"{fault['column']}-{word}"


def _cell_key(fault: Mapping[str, Any]) -> str:
    return f"{fault['line']}-{fault['column']}"


def _word_field(fault: Mapping[str, Any]) -> forms.Field:
    asked = columns()[fault["column"]]
    listed = getattr(asked.field, "choices", [("yes", "Yes"), ("no", "No")])
    choices = [(str(code), str(word)) for code, word in listed if code != ""]
    return forms.ChoiceField(
        label=f"“{fault['typed']}” means",
        choices=[("", "Not said"), *choices],
        required=False,
    )


def _cell_field(fault: Mapping[str, Any]) -> forms.Field:
    return forms.CharField(
        label=f"Line {fault['line']}, {column_label(fault['column'])}",
        initial=fault["typed"],
        max_length=2_000,
        required=False,
    )


def _tick(label: str) -> forms.Field:
    return forms.BooleanField(label=label, required=False)


def _who_field(some: Sequence[Mapping[str, Any]]) -> forms.Field:
    numbers = dict.fromkeys(each["number"] for each in some if not each["is_closed"])
    same = [
        (f"{SAME}:{n}", f"The same couple as {n}: add the pregnancies") for n in numbers
    ]
    return forms.ChoiceField(
        label=f"Line {some[0]['line']}, {some[0]['title']}",
        choices=[
            ("", "Not said"),
            *same,
            (ANOTHER, "Another couple: register them"),
            (SKIP, "Leave this couple out"),
        ],
        required=False,
    )
