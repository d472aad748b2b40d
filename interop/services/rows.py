"""Lines of a register as couples with their pregnancies, read by the clinic's own forms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from interop.services.columns import PREGNANCY, REGISTER, columns, plain
from patients.forms import PLACES, CoupleForm
from patients.forms.pregnancies import PregnancyForm
from patients.rules.duplicates import PersonFacts
from patients.selectors import OnFile
from patients.services import PregnancyEntry

NOT_A_WORD = "“{typed}” is none of the words read here: {words}."
DIFFERS = "Line {line} says “{other}” of the same couple. Which is right?"
NOBODY = "No couple is named here or in the lines above."
MOST_WORDS = 8

Line = tuple[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be in one cell; `leaves_out` are the lines that go if it is skipped.

    `is_word`: it is a word of a list, which may stand in many lines.
    """

    line: int
    column: str
    typed: str
    sentence: str
    leaves_out: tuple[int, ...]
    is_word: bool = False


@dataclass(slots=True)
class Told:
    """One pregnancy of a line."""

    line: int
    entry: PregnancyEntry


class ReadForm(CoupleForm):
    """The registration form, filled in from lines: who is alike is sought for many."""

    def sought(self) -> dict[str, list[OnFile]]:
        return {place: [] for place in PLACES}


ReadForm.base_fields = CoupleForm.base_fields


@dataclass(slots=True)
class ToldCouple:
    """One couple of the register with all its lines, as the forms read them.

    `people` is None where the two could not be read; `compared` holds what could.
    """

    lines: list[Line]
    said: dict[str, str]
    said_in: dict[str, int]
    people: dict[str, Any] | None = None
    compared: dict[str, PersonFacts] = field(default_factory=dict)
    on_file: dict[str, list[OnFile]] = field(default_factory=dict)
    pregnancies: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.lines[0][0]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(number for number, _cells in self.lines)

    @property
    def title(self) -> str:
        names = [self.said.get(f"{place}_name", "") for place in PLACES]
        return " and ".join(filter(None, names)) or f"Line {self.line}"


def lines_of(
    rows: Iterable[Sequence[Any]],
    *,
    mapping: Mapping[str, Any],
    mended: Mapping[str, Mapping[str, str]],
) -> list[Line]:
    """Give each line as answers by column; what was mended stands instead.

    A word of the register that was translated is read as the clinic's word.
    """
    chosen = {int(place): code for place, code in mapping.get("columns", {}).items()}
    meant = mapping.get("words", {})
    lines: list[Line] = []
    for number, cells in rows:
        said = {code: cells[place] for place, code in chosen.items() if cells[place]}
        said = {c: meant.get(c, {}).get(plain(t), t) for c, t in said.items()}
        said |= mended.get(str(number), {})
        lines.append((number, {code: text for code, text in said.items() if text}))
    return lines


def couples_of(lines: Iterable[Line]) -> list[ToldCouple]:
    """Put the lines of each couple together: by number, by names, or below one another.

    Lines that say nothing of a couple go on with the couple above them.
    """
    groups: dict[str, list[Line]] = {}
    above = ""
    for number, cells in lines:
        key = _key(cells)
        if not key and not _of_the_couple(cells):
            key = above
        above = key or f"line {number}"
        groups.setdefault(above, []).append((number, cells))
    return [_told(group) for group in groups.values()]


def _of_the_couple(cells: Mapping[str, str]) -> dict[str, str]:
    return {code: text for code, text in cells.items() if columns()[code].is_of_the_couple}


def _key(cells: Mapping[str, str]) -> str:
    if number := cells.get(REGISTER):
        return f"number {plain(number)}"
    names = [plain(cells.get(f"{place}_name", "")) for place in PLACES]
    return f"names {' / '.join(names)}" if any(names) else ""


def _told(lines: list[Line]) -> ToldCouple:
    """Take from each line what is new; where two lines differ, that is a fault."""
    couple = ToldCouple(lines, {}, {})
    for number, cells in lines:
        for code, text in _of_the_couple(cells).items():
            known = couple.said.setdefault(code, text)
            line = couple.said_in.setdefault(code, number)
            if plain(known) != plain(text):
                sentence = DIFFERS.format(line=line, other=known)
                couple.faults.append(Fault(number, code, text, sentence, (number,)))
    return couple


class Reader:
    """The forms of one reading; made once, for making one takes longer than reading."""

    def __init__(self, *, user) -> None:
        self.couple, self.pregnancy = ReadForm({}, user=user), PregnancyForm({})

    def read(self, form: Any, answers: dict[str, Any]) -> Any:
        """Fill a form in anew."""
        form.data, form._errors = answers, None
        form.is_valid()
        return form


def read_couple(couple: ToldCouple, *, reader: Reader) -> None:
    """Let the registration form read the two people, and the table each pregnancy."""
    answers, faults = _answers(couple.said)
    everything = couple.numbers
    if not _of_the_couple(couple.lines[0][1]):
        couple.faults.append(Fault(couple.line, "woman_name", "", NOBODY, everything))
        return
    answers = {"relation": "married", **answers}
    for place in PLACES:
        answers.setdefault(f"{place}_language", "en")
    form = reader.read(reader.couple, answers)
    couple.compared = form.compared
    couple.people = None if form.errors else form.cleaned_data
    couple.faults += [
        Fault(
            couple.said_in.get(code, couple.line),
            code,
            couple.said.get(code, ""),
            sentence,
            everything,
            is_word=code in faults,
        )
        for code, sentence in [*faults.items(), *_refused(form, besides=faults)]
    ]
    for number, cells in couple.lines:
        _read_pregnancy(couple, number, cells, reader=reader)


def _read_pregnancy(
    couple: ToldCouple, number: int, cells: Mapping[str, str], *, reader: Reader
) -> None:
    said = {c: text for c, text in cells.items() if columns()[c].group == PREGNANCY}
    if not said:
        return
    answers, faults = _answers(said)
    form = reader.read(reader.pregnancy, answers)
    found = [*faults.items(), *_refused(form, besides=faults)]
    couple.faults += [
        Fault(number, code, said.get(code, ""), sentence, (number,), code in faults)
        for code, sentence in found
    ]
    if not found:
        couple.pregnancies.append(Told(number, form.cleaned_data["entry"]))


def _answers(said: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Give what a browser would send, and where a word of a list is not known."""
    answers: dict[str, Any] = {}
    faults = {}
    for code, text in said.items():
        asked = columns()[code].field
        if code == REGISTER:
            continue
        try:
            if isinstance(asked, forms.MultipleChoiceField):
                parts = text.replace(";", ",").split(",")
                answers[code] = [_word(code, part) for part in parts if part.strip()]
            elif columns()[code].words:
                answers[code] = _word(code, text)
            else:
                answers[code] = text
        except ValueError as unread:
            faults[code] = str(unread)
    return answers, faults


def _word(code: str, text: str) -> str:
    words = columns()[code].words
    if plain(text) in words:
        return words[plain(text)]
    shown = list(dict.fromkeys(_shown(code)))
    more = " …" if len(shown) > MOST_WORDS else ""
    listed = ", ".join(shown[:MOST_WORDS]) + more
    raise ValueError(NOT_A_WORD.format(typed=text.strip(), words=listed))


def _shown(code: str) -> Iterator[str]:
    asked: Any = columns()[code].field
    if isinstance(asked, forms.BooleanField):
        yield from ("yes", "no")
        return
    yield from (str(word) for value, word in asked.choices if value != "")


def _refused(form: forms.Form, *, besides: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each sentence of a form with the column it is about; what was asked apart is not."""
    for name, errors in form.errors.items():
        if name.endswith("_another") or name in besides:
            continue
        code = "outcome" if name == NON_FIELD_ERRORS else name
        yield code, " ".join(str(each) for each in errors)
