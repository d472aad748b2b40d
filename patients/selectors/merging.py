"""What a merge would move, what it leaves, and what speaks against it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Max
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from patients.choices import Language, Sex
from patients.models import Couple, Person
from patients.models.merging import Clash, Moves, Reference, as_it_lies, moving
from patients.models.searching import search_key
from patients.rules.history_checks import history_findings
from patients.rules.merging import Difference, Identity, differences
from patients.rules.pregnancies import PastPregnancy
from patients.selectors.history import fact_of
from patients.selectors.shelf import history_limits

CLOSED = "One of the files this touches is restricted and not open to you."
OF_A_DONOR = "The record of a donor is merged with none: its code would lead to a name."
# What two histories together may show that each alone did not.
TOGETHER = frozenset({"overlap", "second-ongoing"})
RELATED = "Related by blood"


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row: what it says, and what it will say."""

    column: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is written; `called` is the kind of row, empty where it is not counted."""

    model: type[models.Model]
    pk: Any
    cells: tuple[Cell, ...]
    called: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A row that stays with the merged record, and why."""

    called: str
    row: str
    why: str


@dataclass(slots=True)
class MergePlan:
    """Everything one merge would do; `couples` are those that become one with it."""

    kept: Any
    merged: Any
    changes: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    filled: list[Difference] = field(default_factory=list)
    couples: list["MergePlan"] = field(default_factory=list)

    @property
    def counted(self) -> list[tuple[str, int]]:
        """How many rows of each kind move, each row once."""
        rows = {(change.called, change.pk) for change in self.changes if change.called}
        return sorted(Counter(called for called, _ in rows).items())

    @property
    def every_refusal(self) -> list[str]:
        """What speaks against it, here and in the couples that become one."""
        theirs = [each for couple in self.couples for each in couple.every_refusal]
        return list(dict.fromkeys([*self.refusals, *theirs]))

    @property
    def digest(self) -> str:
        """Whether it is still what was looked at: the same rows, the same cells."""
        told = [
            [c.model._meta.label, str(c.pk), [[x.column, x.was, x.now] for x in c.cells]]
            for c in self.changes
        ]
        told += [[couple.digest] for couple in self.couples]
        written = json.dumps(told, cls=DjangoJSONEncoder)
        return hashlib.sha256(written.encode()).hexdigest()[:32]


def people_merged(*, kept: Person, merged: Person, by) -> MergePlan:
    """Tell what becomes of everything on file of `merged` when she is one with `kept`."""
    plan = MergePlan(kept, merged, refusals=list(_people_refused(kept, merged, by=by)))
    if plan.refusals:
        return plan
    plan.changes.append(_pointer(kept, merged))
    plan.differences = differences(identity_of(kept), identity_of(merged))
    _fill(plan)
    for reference, fate in moving(Person):
        _move(plan, reference, fate)
    plan.couples = list(_couples_become_one(plan, by=by))
    plan.doubts = list(_doubts(plan)) if kept.sex == Sex.FEMALE else []
    return plan


def couples_merged(*, kept: Couple, merged: Couple, by) -> MergePlan:
    """Tell what becomes of everything on file of `merged` when it is one with `kept`."""
    plan = MergePlan(kept, merged, refusals=list(_couples_refused(kept, merged, by=by)))
    return plan if plan.refusals else _couple_moves(plan)


def _couple_moves(plan: MergePlan) -> MergePlan:
    plan.changes.append(_pointer(plan.kept, plan.merged))
    plan.differences = _told_apart(plan.kept, plan.merged)
    _fill(plan)
    for reference, fate in moving(Couple):
        _move(plan, reference, fate)
    return plan


def _pointer(kept: Any, merged: Any) -> Change:
    return Change(
        type(merged), merged.pk, (Cell("merged_into_id", merged.merged_into_id, kept.pk),)
    )


# --- What speaks against it ----------------------------------------------------------


def _people_refused(kept: Person, merged: Person, *, by) -> Iterator[str]:
    yield from _records_refused(kept, merged)
    if kept.sex != merged.sex:
        yield "A woman and a man are not one person."
    if kept.donor_codes.exists() or merged.donor_codes.exists():
        yield OF_A_DONOR
    theirs = [
        couple
        for person in (kept, merged)
        for couple in Couple.objects.filter(woman=person).union(
            Couple.objects.filter(man=person)
        )
    ]
    yield from _closed(theirs, by=by)


def _couples_refused(kept: Couple, merged: Couple, *, by) -> Iterator[str]:
    yield from _records_refused(kept, merged)
    for whom, one, other in (
        ("women", kept.woman_id, merged.woman_id),
        ("men", kept.man_id, merged.man_id),
    ):
        if one != other:
            yield (
                f"These couples are not the same two people. Where the two {whom} are one "
                "person, merge them first."
            )
    yield from _closed([kept, merged], by=by)


def _records_refused(kept: Any, merged: Any) -> Iterator[str]:
    """Every merge is one step: no record that took one in is taken in itself."""
    if kept.pk == merged.pk:
        yield "This is one and the same record."
        return
    if merged.merged_into_id is not None:
        yield f"{merged.number} was merged into {merged.merged_into.number} already."
    if kept.merged_into_id is not None:
        yield (
            f"{kept.number} is itself merged into {kept.merged_into.number}: "
            "choose that record."
        )
    for other in type(merged)._base_manager.filter(merged_into=merged):
        yield (
            f"{other.number} was merged into {merged.number}. Take that merge back first, "
            f"then merge each into {kept.number}."
        )
    if kept.voided_at or merged.voided_at:
        yield "A record that was struck out is not merged."


def _closed(couples: Iterable[Couple], *, by) -> Iterator[str]:
    numbers = {couple.pk for couple in couples}
    if Couple.objects.visible_to(by).filter(pk__in=numbers).count() < len(numbers):
        yield CLOSED


# --- What moves ----------------------------------------------------------------------


def _move(plan: MergePlan, reference: Reference, fate: Moves) -> None:
    """Plan every row of one column: moved, left, or a reason against the merge."""
    column = reference.column
    was, now = fate.key(plan.merged.pk), fate.key(plan.kept.pk)
    rows = reference.model._base_manager.filter(**{column: was}).order_by("pk")
    number = _last_number(reference, fate, now) if fate.counted else 0
    for row in rows:
        cells = [Cell(column, was, now)]
        if fate.counted:
            number += 1
            cells.append(Cell(fate.counted, getattr(row, fate.counted), number))
        if why := _no_room(row, cells, reference=reference, plan=plan):
            _leave(plan, row, fate, why)
        else:
            plan.changes.append(Change(type(row), row.pk, tuple(cells), fate.called))


def _last_number(reference: Reference, fate: Moves, now: int) -> int:
    theirs = reference.model._base_manager.filter(**{reference.column: now})
    return theirs.aggregate(last=Max(fate.counted))["last"] or 0


def _no_room(row: Any, cells: list[Cell], *, reference: Reference, plan: MergePlan) -> str:
    """Ask the laws of the table about the row as it would be; empty is room enough."""
    if isinstance(row, Couple) and _twin(row, plan):
        return ""  # the two couples become one
    for cell in cells:
        setattr(row, cell.column, cell.now)
    try:
        for constraint in row._meta.constraints:
            if reference.name in repr(constraint):
                constraint.validate(type(row), row)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    finally:
        for cell in cells:
            setattr(row, cell.column, cell.was)
    return ""


def _leave(plan: MergePlan, row: Any, fate: Moves, why: str) -> None:
    if fate.on_clash is Clash.REFUSES:
        plan.refusals.append(f"{fate.called.capitalize()}, {row}: {why}")
    else:
        plan.left.append(Left(fate.called, str(row), why))


def _twin(couple: Couple, plan: MergePlan) -> Couple | None:
    """The couple of the kept person with the same partner, where both are together."""
    if couple.ended_on or couple.voided_at or couple.merged_into_id:
        return None
    place = "woman" if couple.woman_id == plan.merged.pk else "man"
    theirs = {"woman_id": couple.woman_id, "man_id": couple.man_id}
    theirs[f"{place}_id"] = plan.kept.pk
    return Couple.objects.standing().together().filter(**theirs).first()


def _couples_become_one(plan: MergePlan, *, by) -> Iterator[MergePlan]:
    merged = plan.merged
    theirs = merged.couples_as_woman if merged.sex == Sex.FEMALE else merged.couples_as_man
    for couple in theirs.standing().together():
        if twin := _twin(couple, plan):
            refusals = list(_records_refused(twin, couple))
            part = MergePlan(twin, couple, refusals=refusals)
            yield part if refusals else _couple_moves(part)


# --- What both say of the person, or of the couple -----------------------------------


def identity_of(person: Person) -> Identity:
    """Give a person as the rules compare two records."""
    return Identity(
        name=person.name,
        born=person.born,
        abo=person.abo,
        rhd=person.get_rhd_display() if person.rhd else "",
        others=(
            ("Name in own script", person.native_name),
            ("E-mail", person.email),
            ("Language", person.get_language_display()),
        ),
    )


def bond_of(couple: Couple) -> Identity:
    """Give what a couple says of itself as the rules compare two records."""
    note = f" ({couple.kinship_note})" if couple.kinship_note else ""
    ended = f"{couple.ended_words}, {couple.get_end_reason_display()}"
    return Identity(
        name="",
        others=(
            (RELATED, couple.kinship and f"{couple.get_kinship_display()}{note}"),
            ("They are", couple.get_relation_display()),
            ("Together since", _day(couple.began_on)),
            ("Separated", ended if couple.has_ended else "No"),
        ),
    )


def _day(day: date | None) -> str:
    return str(ApproximateDate.of(day)) if day else ""


def _told_apart(kept: Couple, merged: Couple) -> list[Difference]:
    """What two couples say differently; grave is another degree of blood, not its note."""
    is_grave = kept.kinship != merged.kinship
    return [
        replace(each, is_grave=is_grave and each.what == RELATED)
        for each in differences(bond_of(kept), bond_of(merged))
    ]


FILLED = (
    ("Name in own script", ("native_name",)),
    ("Born", ("born_on", "born_precision", "born_about")),
    ("Also reads", ("also_reads",)),
    ("E-mail", ("email",)),
    ("Address", ("address",)),
    ("Second address", ("other_address",)),
    ("Occupation", ("occupation",)),
    ("Referring doctor", ("referred_by",)),
    (
        "In an emergency",
        ("emergency_name", "emergency_relation", "emergency_phone"),
    ),
    ("ABO group", ("abo",)),
    ("RhD", ("rhd",)),
)
FILLED_OF_A_COUPLE = (
    (RELATED, ("kinship", "kinship_note")),
    ("Together since", ("began_on",)),
)


def _fill(plan: MergePlan) -> None:
    """What only the merged record knows goes into the empty places of the kept one."""
    kept, merged = plan.kept, plan.merged
    columns: list[str] = []
    for label, names in FILLED if isinstance(kept, Person) else FILLED_OF_A_COUPLE:
        if not getattr(kept, names[0]) and (known := getattr(merged, names[0])):
            plan.filled.append(Difference(label, "", _filled_words(merged, label, known)))
            columns += names
    cells = [
        Cell(
            name,
            *(as_it_lies(type(kept), name, getattr(one, name)) for one in (kept, merged)),
        )
        for name in columns
    ]
    if "native_name" in columns:
        sought = search_key(kept.name, merged.native_name)
        cells.append(Cell("search_name", kept.search_name, sought))
    if cells:
        plan.changes.append(Change(type(kept), kept.pk, tuple(cells)))


def _filled_words(merged: Any, label: str, known: Any) -> str:
    """What is filled in, in words."""
    match label:
        case "Born":
            return str(merged.born_words)
        case "RhD":
            return str(merged.get_rhd_display())
        case "Also reads":
            return ", ".join(Language(code).label for code in known)
        case "In an emergency":
            return str(merged.emergency)
        case "Related by blood":  # RELATED, which a pattern would take for a name
            return str(merged.get_kinship_display())
        case "Together since":
            return _day(known)
    return str(known)


def _doubts(plan: MergePlan) -> Iterator[str]:
    """What two histories put together contradict, and each alone did not."""
    limits, on = history_limits(), timezone.localdate()
    told: dict[str, str] = {}
    together: list[PastPregnancy] = []
    alone: set[str] = set()
    for person in (plan.kept, plan.merged):
        rows = list(person.pregnancies.standing())
        facts = [fact_of(row) for row in rows]
        alone |= {f.message for f in history_findings(facts, limits, on=on)}
        for row in rows:
            row.seq += len(together) and 1000
            told[f"pregnancy {row.seq}"] = f"{row.get_outcome_display()}, {person.number}"
        together += [fact_of(row) for row in rows]
    for finding in history_findings(together, limits, on=on):
        if finding.code in TOGETHER and finding.message not in alone:
            yield f"{told[finding.about]}: {_said(finding.message, told)}"


def _said(message: str, told: dict[str, str]) -> str:
    """Name the other pregnancy by what it was; its number is of no list on file."""
    for name, words in sorted(told.items(), key=lambda each: -len(each[0])):
        message = message.replace(f"{name},", f"the other one ({words}),")
    return message
