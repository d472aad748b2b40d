"""A woman's history is told, corrected, and struck out where it was wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.findings import Finding, Severity
from foundation.medicine.gestation import GestationRange
from foundation.records import services as records
from foundation.records.dates import columns, stored
from patients.choices import (
    CarriedBy,
    Certainty,
    Conception,
    Egg,
    Father,
    Outcome,
    Seen,
)
from patients.models import Couple, Pregnancy
from patients.models.donor import Gift
from patients.rules.contradictions import contradictions
from patients.rules.history_checks import history_findings
from patients.rules.part_checks import period_findings
from patients.selectors.history import numbered
from patients.selectors.parts import type_doubts
from patients.selectors.shelf import contradiction_limits, history_limits
from patients.services.asking import write_asked
from patients.services.donors import donor_asked

# Beside which question the finding of a rule is shown.
ASKED_AS = {
    "ends-in-future": "ended",
    "ongoing-with-end": "ended",
    "ended-before-conception": "ended",
    "overlap": "ended",
    "gestation-impossible": "gestation",
    "positive-hcg-missing": "hcg_positive",
    "molar-not-proven": "histology",
    "second-ongoing": "outcome",
    "liveborn-exceed-fetuses": "fetuses",
    "living-exceed-born": "living",
    "children-without-birth": "living",
    "birth-without-liveborn": "outcome",
    "newborn-death-without-birth": "neonatal_death",
    "type-without-miscarriage": "loss_type",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PregnancyEntry:
    """What is told about one pregnancy; an empty answer is unknown.

    Units: gestation in days, or both ends of a range.
    """

    outcome: Outcome
    ended: ApproximateDate | None = None
    gestation: int | GestationRange | None = None
    ga_basis: str = ""
    ga_source: str = ""
    loss_type: str = ""
    seen: Seen = Seen.UNKNOWN
    father: Father = Father.PARTNER
    father_code: str = ""
    conception: Conception = Conception.UNKNOWN
    certainty: Certainty = Certainty.REPORTED
    hcg_positive: ApproximateDate | None = None
    last_period: ApproximateDate | None = None
    conceived_on: date | None = None
    egg: Egg = Egg.OWN
    carried_by: CarriedBy = CarriedBy.SELF
    management: str = ""
    complications: str = ""
    delivery_reason: str = ""
    severe_pe: bool | None = None
    severe_pi: bool | None = None
    histology: str = ""
    genetics: str = ""
    explained: str = ""
    fetuses: int = 1
    living: int | None = None
    neonatal_death: bool = False
    note: str = ""


ASKED = frozenset(PregnancyEntry.__slots__)


@transaction.atomic
def record_pregnancy(
    *,
    couple: Couple,
    entry: PregnancyEntry,
    by,
    came_before: Pregnancy | None = None,
    confirmed: bool = False,
    on: date | None = None,
) -> Pregnancy:
    """Add a pregnancy to her history: the latest she told of, or before another one.

    Raises:
        ValidationError: it cannot be, or is unusual and was not confirmed. The message
            lands beside the question it is about.
    """
    place = _open_place(couple, came_before, by=by)
    pregnancy = Pregnancy(woman=couple.woman, seq=place)
    _fill(pregnancy, entry, couple)
    _refuse_what_cannot_be(pregnancy, confirmed=confirmed, on=on or timezone.localdate())
    act = {"action": "pregnancy.recorded", "outcome": entry.outcome}
    return write_asked(pregnancy, asked=ASKED, by=by, **act)


@transaction.atomic
def change_pregnancy(
    *,
    couple: Couple,
    pregnancy: Pregnancy,
    entry: PregnancyEntry,
    by,
    confirmed: bool = False,
    on: date | None = None,
) -> Pregnancy:
    """Correct a pregnancy; the former words stay in its kept versions.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: as for a new one.
    """
    _fill(pregnancy, entry, couple)
    _refuse_what_cannot_be(pregnancy, confirmed=confirmed, on=on or timezone.localdate())
    act = {"action": "pregnancy.changed", "outcome": entry.outcome}
    return write_asked(pregnancy, asked=ASKED, by=by, **act)


def void_pregnancy(*, pregnancy: Pregnancy, reason: str, by) -> Pregnancy:
    """Strike a pregnancy out that is not hers or was entered twice; it stays readable."""
    return records.void(pregnancy, by=by, reason=reason, action="pregnancy.voided")


def _open_place(couple: Couple, before: Pregnancy | None, *, by) -> int:
    """Give the place in her telling, moving those behind it one further."""
    rows = list(couple.woman.pregnancies.standing().order_by("-seq"))
    if before is None:
        return rows[0].seq + 1 if rows else 1
    place = before.seq
    for row in rows:
        if row.seq >= place:
            row.seq += 1
            records.write(row, by=by, action="pregnancy.moved", follows=True, seq=row.seq)
    return place


def _fill(pregnancy: Pregnancy, entry: PregnancyEntry, couple: Couple) -> None:
    """Copy what was told into the row, each answer as exactly as it was given."""
    was_donor = pregnancy.father == Father.DONOR
    dates = {"ended", "last_period"}
    apart = {*dates, "gestation", "hcg_positive", "father_code"}
    plain = set(PregnancyEntry.__slots__) - apart
    for name in plain:
        setattr(pregnancy, name, getattr(entry, name))
    for name in dates:
        for column, value in columns(name, getattr(entry, name)).items():
            setattr(pregnancy, column, value)
    pregnancy.hcg_positive_on, pregnancy.hcg_positive_precision = stored(entry.hcg_positive)
    pregnancy.ga_days, pregnancy.ga_days_latest = _ends(entry.gestation)
    _name_father(pregnancy, couple, donor=entry.father_code, was_donor=was_donor)


def _ends(gestation: int | GestationRange | None) -> tuple[int | None, int | None]:
    if isinstance(gestation, GestationRange):
        return gestation.earliest_days, gestation.latest_days
    return gestation, None


def _name_father(
    pregnancy: Pregnancy, couple: Couple, *, donor: str, was_donor: bool
) -> None:
    """Name the man of this couple or a donor, or keep an earlier partner who is on file.

    `was_donor`: whoever is on file as the father gave sperm, and is no earlier partner.
    """
    given = donor_asked("father_code", donor, gives=(Gift.SPERM, Gift.EMBRYO))
    if given and pregnancy.father != Father.DONOR:
        raise ValidationError({"father_code": "Only of a donor: choose donor as father."})
    on_file = None if was_donor else pregnancy.genetic_father_id
    earlier = on_file not in {None, couple.man_id}
    if pregnancy.father == Father.PARTNER:
        pregnancy.genetic_father = couple.man
    elif pregnancy.father == Father.DONOR:
        pregnancy.genetic_father = given.person if given else None
    elif not (pregnancy.father == Father.FORMER and earlier):
        pregnancy.genetic_father = None


def _refuse_what_cannot_be(pregnancy: Pregnancy, *, confirmed: bool, on: date) -> None:
    """Stop at what contradicts the history; ask once about what is only unusual."""
    hers = pregnancy.woman.pregnancies.with_fetuses()
    standing = hers.standing().exclude(pk=pregnancy.pk)
    _count_fetuses(pregnancy, hers.filter(pk=pregnancy.pk).first())
    before, others = _findings(standing, on=on), list(standing)
    after = _findings([*others, pregnancy], on=on)
    new = {key: finding for key, finding in after.items() if key not in before}
    stops = {key: f for key, f in new.items() if f.severity is Severity.STOP}
    period = period_findings(pregnancy.last_period, on=on)
    if stops or period:
        beside = {"last_period": [f.message for f in period]} if period else {}
        raise ValidationError(_beside(stops, pregnancy) | beside)
    cautions = [f.message for f in new.values() if f.severity is Severity.CAUTION]
    cautions += [f.message for f in type_doubts(pregnancy)]
    if cautions and not confirmed:
        raise ValidationError({"confirmed": cautions})


def _count_fetuses(pregnancy: Pregnancy, on_file: Pregnancy | None) -> None:
    """Let the pregnancy that is told know the fetuses that are on file below it."""
    for name in ("told_fetuses", "told_liveborn", "told_ongoing"):
        setattr(pregnancy, name, getattr(on_file, name, 0))


def _findings(rows: Iterable[Pregnancy], *, on: date) -> dict[tuple[str, int], Finding]:
    """What the rules find in a history, by code and place of the pregnancy it is about."""
    lines = numbered(rows)
    places = {f"pregnancy {line.number}": line.pregnancy.seq for line in lines}
    facts = [line.fact for line in lines]
    found = [
        *history_findings(facts, history_limits(), on=on),
        *chain.from_iterable(
            contradictions(fact, contradiction_limits(), on=on) for fact in facts
        ),
    ]
    return {(finding.code, places[finding.about]): finding for finding in found}


def _beside(
    stops: dict[tuple[str, int], Finding], pregnancy: Pregnancy
) -> dict[str, list[str]]:
    """Put each sentence beside its question; one about another pregnancy says so."""
    sentences: dict[str, list[str]] = {}
    for (code, place), finding in stops.items():
        is_own = place == pregnancy.seq
        message = finding.message if is_own else f"{finding.about}: {finding.message}"
        sentences.setdefault(ASKED_AS[code], []).append(message[:1].upper() + message[1:])
    return sentences
