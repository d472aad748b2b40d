"""What a work-up of recurrent loss consists of, and what each guideline says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from foundation.medicine.sources import Source, Tag, sources_from


class Subject(StrEnum):
    """Whose item it is."""

    WOMAN = "woman"
    MAN = "man"
    COUPLE = "couple"
    TISSUE = "tissue"


class Stance(StrEnum):
    """What a guideline says of an item."""

    OFFER = "offer"
    EXPLAIN = "explain"
    SUGGEST = "suggest"
    ADVISE = "advise"
    RESEARCH = "research"
    NOT_ROUTINELY = "not_routinely"


class When(StrEnum):
    """In which situation the advice holds."""

    ALWAYS = "always"
    BEFORE_PREGNANCY = "before_pregnancy"
    SECOND_TRIMESTER_LOSS = "second_trimester_loss"
    THIRD_LOSS_OR_SECOND_TRIMESTER = "third_loss_or_second_trimester"
    UNBALANCED_TISSUE = "unbalanced_tissue"
    NO_TISSUE_TESTED = "no_tissue_tested"
    SYMPTOMS = "symptoms"
    METABOLIC_RISK = "metabolic_risk"


@dataclass(frozen=True, slots=True)
class GuidelineAdvice:
    """What one guideline says of one item. `guideline` is empty where none is named."""

    guideline: str
    stance: Stance
    grade: str
    when: When
    tag: Tag
    source: Source


@dataclass(frozen=True, slots=True)
class WorkupItem:
    """One item of the work-up.

    An abnormal result that must be repeated counts only when another one at least
    `repeat_abnormal_after_days` later is abnormal too; None is no repetition. Every
    result carries the evidence note, if there is one.

    Units: days.
    """

    code: str
    version: int
    label: str
    subject: Subject
    repeat_abnormal_after_days: int | None = None
    evidence_note: str = ""
    advice: tuple[GuidelineAdvice, ...] = ()


def item_from_entry(entry: Mapping[str, Any]) -> WorkupItem:
    """Build an item from one entry of the catalogue workup.yaml."""
    values = entry["values"]
    return WorkupItem(
        code=entry["code"],
        version=entry["version"],
        label=entry["label"],
        subject=Subject(values["subject"]),
        repeat_abnormal_after_days=values["repeat_abnormal_after_days"],
        evidence_note=values["evidence_note"] or "",
        advice=tuple(_advice(each) for each in values["advice"]),
    )


def _advice(entry: Mapping[str, Any]) -> GuidelineAdvice:
    [source] = sources_from([entry["source"]])
    return GuidelineAdvice(
        guideline=entry["guideline"] or "",
        stance=Stance(entry["stance"]),
        grade=entry["grade"],
        when=When(entry["when"]),
        tag=Tag(entry["tag"]),
        source=source,
    )
