"""A form about a row on file knows at which version it was read.

Where a colleague saved the row meanwhile, three versions of each answer meet: what was
on file when the form was opened, what is on file now, and what is typed. What only the
colleague changed is taken over; of what was typed nothing is dropped.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Protocol

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from foundation.ui.answers import Answer, same, typed, untouched, words
from foundation.ui.forms import STALE, ClinicForm
from foundation.ui.meeting import BEFORE, Answers, Meeting, Met, carried, read

MET = "A colleague saved this while you had it open. Nothing of yours is saved yet."
ENDED = (
    "A colleague ended this while you had it open. Nothing is saved yet; saving now "
    "begins it anew."
)
NOT_KNOWN = "Not known"
THEIRS = "theirs"
VERSION = "version"


class Row(Protocol):
    """What a form needs of a row on file."""

    pk: Any
    version: int
    was_read: bool

    def refresh_from_db(self) -> None: ...

    def saved_since(self, version: int | None) -> Any: ...


class EditForm(ClinicForm):
    """Asks about a row on file; `record` is None while there is none yet.

    Say in `on_file` what stands there, as the form asks it. The template needs nothing
    beyond {% crispy form %}; a form that only presses a button draws {% read_at record %}.
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))
    before = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    # Whether the form shows what else changed in the row, beside what it asks.
    tells_the_rest = True

    def __init__(self, *args: Any, record: Row | None, **kwargs: Any) -> None:
        self.record = record
        self.meeting: Meeting | None = None
        super().__init__(*args, **kwargs)
        if record is None:
            del self.fields[VERSION], self.fields[BEFORE]

    def on_file(self) -> Mapping[str, Any]:
        """Give what stands on file, by the name of the question."""
        return {}

    def edited(self) -> Iterable[Row]:
        """Give the rows that saving may change."""
        return [self.record] if self.record else []

    def read_version(self) -> str:
        """Name the version of all rows together."""
        return "-".join(str(row.version) for row in self.edited())

    def saved_since(self, version: str) -> Any:
        """Ask the row who saved it since; a version nobody can read is not known."""
        number = int(version) if version.isdecimal() and len(version) < 9 else None
        return self.record.saved_since(number) if self.record else None

    def reread(self) -> None:
        """Read the rows again, after a colleague was faster."""
        for row in self.edited():
            row.refresh_from_db()

    def called(self, name: str) -> str:
        """Name a question where it stands alone."""
        return str(self[name].label)

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.render_hidden_fields = True
        return helper

    @cached_property
    def stands(self) -> Mapping[str, Any]:
        return self.on_file() if self.record is not None else {}

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == VERSION:
            return self.read_version()
        if field_name == BEFORE:
            return carried(before=self._theirs())
        if field_name in self.stands:
            return self.stands[field_name]
        return super().get_initial_for_field(field, field_name)

    def full_clean(self) -> None:
        """Meet what a colleague saved before anything is judged."""
        if self.is_bound and self.record is not None and self.meeting is None:
            self._prepare()
        super().full_clean()
        if (
            self.record is None
            and self.is_bound
            and self.data.get(self.add_prefix(VERSION))
        ):
            self.add_error(None, ENDED)
        for name in (VERSION, BEFORE) if self.is_bound else ():
            self.cleaned_data.pop(name, None)
        if self.meeting is not None:
            self.add_error(None, ValidationError(MET, code=STALE))

    def refuse(self, refusal: ValidationError) -> None:
        """Put a refusal on the form; after a colleague was faster, both versions."""
        if self.record is None or getattr(refusal, "code", None) != STALE:
            super().refuse(refusal)
            return
        self.reread()
        for name in ("stands", "changed_data"):
            self.__dict__.pop(name, None)
        # Each question remembers what was on file when it was asked for.
        self._bound_fields_cache: dict[str, forms.BoundField] = {}
        self.full_clean()

    def _prepare(self) -> None:
        """Put in what was chosen at the last meeting; meet again if that is needed."""
        theirs = self._theirs()
        before, shown = read(self.data.get(self.add_prefix(BEFORE), ""))
        chosen = {
            name: before[name]
            for name, mine in shown.items()
            if self.data.get(self._choice(name)) == THEIRS
            if name in before and name in theirs and typed(self[name]) == mine
        }
        self.data = self._amended(chosen)
        version = self.data.get(self.add_prefix(VERSION), "")
        if version != self.read_version():
            self._meet(before, theirs, version)
            return
        for row in self.edited():
            row.was_read = True

    def _meet(self, before: Answers, theirs: Answers, version: str) -> None:
        mine = {name: typed(self[name]) for name in theirs}
        taken, questions = {}, []
        for name in theirs:
            met = self._met(name, before.get(name), theirs[name], mine[name])
            if met is not None:
                questions.append(met)
                if met.is_taken_over:
                    taken[name] = theirs[name]
        questions.sort(key=lambda met: (not met.is_contested, not met.is_taken_over))
        since = self.saved_since(version)
        rest = [each for each in since.changed if each.name not in theirs]
        self.meeting = Meeting(questions, since, rest if self.tells_the_rest else [])
        kept = {met.name: mine[met.name] for met in questions if not met.is_taken_over}
        self.data = self._amended(
            {
                **taken,
                VERSION: (self.read_version(),),
                BEFORE: (carried(before=theirs, typed=kept),),
            }
        )

    def _met(
        self, name: str, before: Answer | None, theirs: Answer, mine: Answer
    ) -> Met | None:
        """Compare one question; None where both say the same now."""
        field = self.fields[name]
        if same(field, theirs, mine):
            return None
        is_left_alone = before is not None and same(field, before, mine)
        is_theirs_too = before is None or not same(field, before, theirs)
        return Met(
            name=name,
            choice=self._choice(name),
            label=self.called(name),
            before=NOT_KNOWN if before is None else words(field, before),
            theirs=words(field, theirs),
            mine=words(field, mine),
            is_taken_over=is_left_alone,
            is_contested=is_theirs_too and not is_left_alone,
        )

    def _theirs(self) -> Answers:
        """Give what is on file now as a browser would send it."""
        return {
            name: untouched(self[name], value)
            for name, value in self.stands.items()
            if name in self.fields
        }

    def _choice(self, name: str) -> str:
        return self.add_prefix(f"take-{name}")

    def _amended(self, answers: Answers) -> QueryDict:
        """Give what was sent, with these answers instead."""
        amended = QueryDict(mutable=True)
        for name in self.data:
            sent = self.data
            many = sent.getlist(name) if hasattr(sent, "getlist") else sent[name]
            amended.setlist(name, many if isinstance(many, list) else [many])
        for name, answer in answers.items():
            amended.setlist(self.add_prefix(name), list(answer))
        return amended


class SuccessorForm(EditForm):
    """Asks for what shall follow a row that is never changed: its number is the version.

    The act is given the row as `instead_of`, and refuses where another one followed it.
    """

    def newest(self) -> Row | None:
        """Give the row on file now."""
        raise NotImplementedError

    def read_version(self) -> str:
        return str(self.record.pk) if self.record else ""

    def reread(self) -> None:
        self.record = self.newest()

    def saved_since(self, version: str) -> Any:
        return self.record.saved_since(None) if self.record else None

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or self.cleaned_data), "instead_of": self.record}
