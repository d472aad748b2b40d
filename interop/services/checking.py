"""A register is read as it would be imported; nothing of it is written."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils import timezone

from foundation.accounts.roles import Permission
from interop.models import RegisterContent, RegisterImport
from interop.services.columns import REGISTER, labels
from interop.services.rows import (
    Fault,
    Line,
    Reader,
    Told,
    ToldCouple,
    couples_of,
    lines_of,
    read_couple,
)
from patients.forms import PLACES
from patients.models import Couple, Person
from patients.models.searching import as_they_sound
from patients.rendering import when_text
from patients.rules.duplicates import Duplicate, PersonFacts, likely_duplicates
from patients.selectors import OnFile, many_on_file
from patients.selectors.shelf import duplicate_rule
from patients.services import judge_history

SAME, ANOTHER, SKIP = "same", "another", "skip"
MOST_SHOWN = 10
MOST_NEAR = 60
AT_ONCE = 100
CONTRADICTS = (
    "It contradicts a pregnancy on their file, which somebody who reads histories "
    "has to compare."
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What was decided while looking: mended cells, skipped lines, answers.

    `mended` by line and column; `alike` by the first line of a couple: skip, another, or
    "same" with the number of a couple on file, or with a line of this register.
    """

    mended: dict[str, dict[str, str]] = field(default_factory=dict)
    skipped: list[int] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    alike: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ready:
    """One couple as it will be imported: new, or onto a file that is there."""

    told: ToldCouple
    onto: Couple | None = None


@dataclass(slots=True)
class Reading:
    """Everything that was read of a register, and what stands in its way."""

    ready: list[Ready] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asks: list[dict[str, Any]] = field(default_factory=list)
    alike: list[dict[str, Any]] = field(default_factory=list)
    skipped: int = 0

    @property
    def is_clear(self) -> bool:
        """Tell whether all of it may be imported."""
        asked = [each for each in self.alike if not each["answer"]]
        return bool(self.ready) and not (self.faults or self.asks or asked)

    def found(self) -> dict[str, Any]:
        """What is kept of the reading, to be shown."""
        new = [each for each in self.ready if each.onto is None]
        pregnancies = sum(len(each.told.pregnancies) for each in self.ready)
        return {
            "couples": len(new),
            "attached": len(self.ready) - len(new),
            "pregnancies": pregnancies,
            "skipped": self.skipped,
            "is_clear": self.is_clear,
            "faults": [asdict(fault) for fault in self.faults],
            "asks": self.asks,
            "alike": self.alike,
            "sample": [_sample(each.told) for each in self.ready[:MOST_SHOWN]],
        }


def work_of(content: RegisterContent) -> Work:
    """What was decided so far."""
    return Work(**content.kept("work"))


def read_register(
    register: RegisterImport, content: RegisterContent, *, progress: Progress
) -> Reading:
    """Read all lines as they would be imported now, for the person who brought them."""
    work, user = work_of(content), register.written_by
    lines = lines_of(content.kept("rows"), mapping=register.mapping, mended=work.mended)
    kept = [line for line in lines if line[0] not in set(work.skipped)]
    reading = Reading(skipped=len(lines) - len(kept))
    within = _Within()
    by_line: dict[str, Ready] = {}
    for couple in _couples(kept, user=user, progress=progress):
        answer = work.alike.get(str(couple.line), "")
        if answer == SKIP:
            reading.skipped += len(couple.lines)
            continue
        earlier = _ask(reading, couple, within=within, answer=answer)
        said = answer.removeprefix(f"{SAME}:line ")
        if said != answer and said in by_line and earlier == said:
            by_line[said].told.pregnancies += couple.pregnancies
            by_line[said].told.lines += couple.lines
            continue
        ready = Ready(couple, _chosen(answer, user=user))
        by_line[str(couple.line)] = ready
        reading.ready.append(ready)
    for ready in reading.ready:
        _judge(reading, ready, user=user, confirmed=set(work.confirmed))
    return reading


def _couples(lines: Sequence[Line], *, user, progress: Progress) -> Iterator[ToldCouple]:
    """Read the couples, some at a time, and find who on file each may be."""
    couples, reader = couples_of(lines), Reader(user=user)
    known = Couple.objects.known_to(user)
    for start in range(0, len(couples), AT_ONCE):
        some = couples[start : start + AT_ONCE]
        for place, couple in enumerate(some, start=start):
            progress(place, len(couples))
            read_couple(couple, reader=reader)
        named = [couple for couple in some if couple.compared]
        found = many_on_file(known, new=[couple.compared for couple in named])
        for couple, on_file in zip(named, found, strict=True):
            couple.on_file = on_file
        yield from some


def _ask(reading: Reading, couple: ToldCouple, *, within: "_Within", answer: str) -> str:
    """Ask who may be the same as this couple; the earlier line that may be."""
    reading.faults += couple.faults
    if not couple.compared:
        return ""
    asked = [_on_file(place, one) for place in PLACES for one in couple.on_file[place]]
    earlier = within.like(couple)
    asked += [earlier] if earlier else []
    # A couple that was chosen and is closed now, or gone, is asked about again.
    numbers = {each["number"] for each in asked if not each["is_closed"]}
    chosen = answer.removeprefix(f"{SAME}:")
    holds = answer == ANOTHER or (answer != chosen and chosen in numbers)
    told = {"line": couple.line, "title": couple.title, "answer": answer if holds else ""}
    reading.alike += [each | told for each in asked]
    return earlier["number"].removeprefix("line ") if earlier else ""


def _on_file(place: str, one: OnFile) -> dict[str, Any]:
    return {
        "place": place,
        "number": one.couple.number,
        "couple_id": one.couple.pk,
        "name": one.person.name,
        "native_name": one.person.native_name,
        "language": one.person.language,
        "initials": one.couple.initials,
        "grade": one.duplicate.grade.value,
        "reasons": list(one.duplicate.reasons),
        "is_closed": bool(getattr(one.couple, "is_closed", False)),
    }


def _chosen(answer: str, *, user) -> Couple | None:
    """The couple on file that this one was said to be."""
    number = answer.removeprefix(f"{SAME}:")
    if number == answer or number.startswith("line "):
        return None
    couples = Couple.objects.visible_to(user).standing().with_people()
    return couples.filter(number=number).first()


def _judge(reading: Reading, ready: Ready, *, user, confirmed: set[int]) -> None:
    """Judge the pregnancies against each other and against those on file."""
    told, onto = ready.told, ready.onto
    couple = onto or Couple(woman=Person(), man=Person())
    standing = list(onto.woman.pregnancies.standing()) if onto else []
    reads_them = not standing or user.may(Permission.HISTORY_VIEW)
    entries = [each.entry for each in told.pregnancies]
    judged = judge_history(couple=couple, entries=entries, standing=standing)
    for each, found in zip(told.pregnancies, judged, strict=True):
        for question, sentences in found.stops.items():
            sentence = " ".join(sentences) if reads_them else CONTRADICTS
            typed = _typed(told, each, question)
            fault = Fault(each.line, question, typed, sentence, (each.line,))
            reading.faults.append(fault)
        if found.asks and each.line not in confirmed:
            sentence = " ".join(found.asks) if reads_them else CONTRADICTS
            reading.asks.append({"line": each.line, "sentence": sentence})


def _typed(told: ToldCouple, each: Told, question: str) -> str:
    cells = dict(told.lines).get(each.line, {})
    return cells.get(question, "")


def _sample(told: ToldCouple) -> dict[str, Any]:
    """One couple as it will be on file, in words."""
    people = [told.people[place] for place in PLACES] if told.people else []
    return {
        "line": told.line,
        "register": told.said.get(REGISTER, ""),
        "people": [
            {
                "name": person.name,
                "native_name": person.native_name,
                "language": str(person.language),
                "born": person.born.text() if person.born else "",
                "phones": ", ".join(person.phones),
            }
            for person in people
        ],
        "title": told.title,
        "pregnancies": [_words(each) for each in told.pregnancies],
    }


def _words(told: Told) -> str:
    [judged] = judge_history(
        couple=Couple(woman=Person(), man=Person()),
        entries=[told.entry],
        on=timezone.localdate(),
    )
    return f"{when_text(judged.row)}: {judged.row.get_outcome_display()}"


# --- Within the register -------------------------------------------------------------


class _Within:
    """The couples read so far, found by the words of their names as they sound."""

    def __init__(self) -> None:
        self.by_word: dict[tuple[str, str], list[PersonFacts]] = defaultdict(list)
        self.titles: dict[str, str] = {}

    def like(self, couple: ToldCouple) -> dict[str, Any] | None:
        """Give the likeliest earlier couple, and remember this one."""
        found: dict[str, Any] | None = None
        for place in PLACES:
            told = couple.compared[place]
            if not told.names:
                continue
            facts = replace(told, key=str(couple.line))
            near = self._near(place, facts)
            for each in likely_duplicates(facts, near, rule=duplicate_rule())[:1]:
                found = found or self._told(place, each)
            for word in _sounds(facts):
                self.by_word[place, word].append(facts)
        self.titles[str(couple.line)] = couple.title
        return found

    def _near(self, place: str, facts: PersonFacts) -> list[PersonFacts]:
        """Whoever shares a word of the name and something besides, within reason."""
        near = {
            other.key: other
            for word in _sounds(facts)
            for other in self.by_word[place, word]
            if _shares(facts, other)
        }
        return list(near.values())[-MOST_NEAR:]

    def _told(self, place: str, each: Duplicate) -> dict[str, Any]:
        return {
            "place": place,
            "number": f"line {each.key}",
            "couple_id": None,
            "name": self.titles[each.key],
            "native_name": "",
            "language": "en",
            "initials": "",
            "grade": each.grade.value,
            "reasons": list(each.reasons),
            "is_closed": False,
        }


def _shares(one: PersonFacts, other: PersonFacts) -> bool:
    """Tell whether anything but the name speaks for one person: names alone never do."""
    same_birth = one.born and other.born and one.born.year == other.born.year
    mine, theirs = _sounds_of(one.partner_names), _sounds_of(other.partner_names)
    partners = len(mine & theirs) >= min(2, len(mine), len(theirs)) > 0
    same_email = one.email and one.email == other.email
    return bool(same_birth or one.phones & other.phones or same_email or partners)


def _sounds_of(names: Sequence[str]) -> set[str]:
    return {word for name in names for line in as_they_sound(name) for word in line.split()}


def _sounds(facts: PersonFacts) -> set[str]:
    return _sounds_of(facts.names)


def column_label(code: str) -> str:
    """What a column is called where a fault is shown."""
    return labels().get(code, code.replace("_", " ").capitalize())
