"""What two partners told of themselves: each list, and whether somebody asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q

from foundation.records.compiled import Blank, Question
from patients.choices import Taken, Topic
from patients.models import (
    Allergy,
    Asked,
    Condition,
    Couple,
    Drug,
    FamilyCondition,
    Lifestyle,
    Operation,
    Person,
)
from patients.models.entries import Entry
from patients.rendering import entries as said
from patients.rendering.background import unasked_habits
from patients.rendering.rows import EntryRow
from patients.rules.asked import Answer, AskedOnce, ListedRow, answered, name_of_list

# The table behind each topic that somebody is asked about as a whole.
LISTS: dict[Topic, type[Entry]] = {
    Topic.ALLERGIES: Allergy,
    Topic.DRUGS: Drug,
    Topic.CONDITIONS: Condition,
    Topic.OPERATIONS: Operation,
    Topic.FAMILY: FamilyCondition,
}
SETTLED = (Answer.NONE, Answer.COMPLETE)
Rows = Mapping[int, list[Any]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of one person: its rows in words, and what is known of it as a whole.

    `answer` and `sentence` are empty for what is not asked about as a whole. `seen` names
    the list as it is shown here, and `asked` is the key of the last answer.
    """

    rows: tuple[EntryRow, ...]
    answer: Answer | None = None
    sentence: str = ""
    seen: str = ""
    asked: int | None = None

    @property
    def is_settled(self) -> bool:
        """Tell whether somebody asked, and the answer still holds."""
        return self.answer in SETTLED


@dataclass(frozen=True, slots=True)
class AtAGlance:
    """What the head of the chart says of one partner, and what nobody may overlook."""

    allergies: str
    drugs: str
    alerts: tuple[str, ...]
    # The same for a paper: with whether somebody asked, when and who.
    allergies_on_paper: str
    drugs_on_paper: str


def listed_rows(*, person: Person, topic: Topic) -> list[ListedRow]:
    """Give the standing rows of a list as they are named when somebody confirms it."""
    return _named(LISTS[topic].objects.standing().filter(person=person))


def entries_listed(
    *, couple: Couple, models: Iterable[type[Entry]]
) -> Mapping[type[Entry], Mapping[int, Listed]]:
    """Give these lists of both partners, by the table and the person."""
    people = couple.people
    asked = _asked(people)
    return {
        model: {
            person.pk: _listed(model, rows.get(person.pk, []), asked=asked, person=person)
            for person in people
        }
        for model in models
        for rows in [_rows(model, people)]
    }


def allergies_on_file(*, person: Person) -> tuple[list[Allergy], bool]:
    """Give somebody's allergies, and whether somebody asked and the answer still holds."""
    rows = list(Allergy.objects.standing().filter(person=person))
    last = Asked.objects.standing().filter(person=person, topic=Topic.ALLERGIES).last()
    return rows, _answer(rows, last) in SETTLED


def at_a_glance(*, couple: Couple, on: date) -> Mapping[int, AtAGlance]:
    """Give for each partner the allergies and the drugs taken now, in one line each."""
    people = couple.people
    allergies, drugs = _rows(Allergy, people), _rows(Drug, people)
    asked = _asked(people)
    return {
        person.pk: _glance(
            person,
            allergies=allergies.get(person.pk, []),
            drugs=drugs.get(person.pk, []),
            asked=asked,
            on=on,
        )
        for person in people
    }


def _glance(
    person: Person,
    *,
    allergies: list[Allergy],
    drugs: list[Drug],
    asked: Mapping[tuple[int, str], Asked],
    on: date,
) -> AtAGlance:
    asked_allergies = asked.get((person.pk, Topic.ALLERGIES))
    asked_drugs = asked.get((person.pk, Topic.DRUGS))
    of_allergies = _answer(allergies, asked_allergies)
    of_drugs = _answer(drugs, asked_drugs)
    now = [drug for drug in drugs if drug.taken == Taken.NOW]
    allergy_line = said.allergy_line(allergies, of_allergies)
    drug_line = said.drug_line(now, of_drugs, others=len(drugs) - len(now), on=on)
    allergies_asked = _sentence(of_allergies, asked_allergies)
    drugs_asked = _sentence(of_drugs, asked_drugs)
    return AtAGlance(
        allergies=allergy_line,
        drugs=drug_line,
        alerts=tuple(said.alerts_of(person, allergies, of_allergies, drugs, on=on)),
        allergies_on_paper=(
            f"{allergy_line}. {allergies_asked}" if allergies else allergies_asked
        ),
        drugs_on_paper=f"{drug_line}. {drugs_asked}" if drugs else drugs_asked,
    )


def _rows(model: type[Entry], people: Iterable[Person]) -> Rows:
    by_person: dict[int, list[Any]] = {}
    woman, man = people
    for row in _told(model).all(woman=woman.pk, man=man.pk):
        by_person.setdefault(row.person_id, []).append(row)
    return by_person


@cache
def _told(model: type[Entry | Asked]) -> Question[Any]:
    """What stands of both partners, with who wrote it."""
    both = Q(person=Blank("woman")) | Q(person=Blank("man"))
    return Question(model.objects.standing().filter(both).select_related("written_by"))


def _asked(people: Iterable[Person]) -> dict[tuple[int, str], Asked]:
    """When each of them was last asked about each topic."""
    woman, man = people
    rows = _told(Asked).all(woman=woman.pk, man=man.pk)
    return {(row.person_id, row.topic): row for row in rows}


def _named(rows: Iterable[Entry]) -> list[ListedRow]:
    return [ListedRow(row.pk, row.version) for row in rows]


def _answer(rows: Iterable[Entry], asked: Asked | None) -> Answer:
    return answered(_named(rows), AskedOnce(asked.fingerprint) if asked else None)


def _sentence(answer: Answer, last: Asked | None) -> str:
    """Say what is known of a list as a whole, when it was asked for and by whom."""
    return said.answer_sentence(
        answer,
        on=last.asked_on if last else None,
        by=str(last.written_by) if last else "",
    )


def _listed(
    model: type[Entry],
    rows: list[Any],
    *,
    asked: Mapping[tuple[int, str], Asked],
    person: Person,
) -> Listed:
    shown = tuple(said.entry_row(row) for row in rows)
    topic = next((topic for topic, table in LISTS.items() if table is model), None)
    if topic is None:
        left = unasked_habits(rows) if model is Lifestyle else ""
        return Listed(shown, sentence=left)
    last = asked.get((person.pk, topic))
    answer = _answer(rows, last)
    sentence = _sentence(answer, last)
    seen = name_of_list(_named(rows))
    return Listed(shown, answer, sentence, seen, last.pk if last else None)
