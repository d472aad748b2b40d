"""A woman's pregnancies in the order of time, as rows and as facts for the rules."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from foundation.medicine.dates import ApproximateDate
from foundation.records.compiled import Blank, Question
from patients import rendering
from patients.choices import Father
from patients.models import Couple, Pregnancy
from patients.rules import pregnancies as facts
from patients.rules.pregnancies import PastPregnancy, in_order


@dataclass(frozen=True, slots=True)
class Line:
    """One pregnancy with its number in the order of time, as row and as fact."""

    number: int
    pregnancy: Pregnancy
    fact: PastPregnancy


def pregnancy_lines(*, couple: Couple) -> list[Line]:
    """List her standing pregnancies, whoever the father, numbered in the order of time.

    Where a date is missing, the order in which she told them decides.
    """
    rows = _hers(Blank("woman")).all(woman=couple.woman_id)
    for row in rows:
        row.woman = couple.woman
    return numbered(rows)


@cache
def _hers(woman: Blank) -> Question[Pregnancy]:
    return Question(
        Pregnancy.objects.standing().filter(woman=woman).with_fetuses().in_order()
    )


def numbered(rows: Iterable[Pregnancy]) -> list[Line]:
    """Number pregnancies in the order of time."""
    by_place = {row.seq: row for row in rows}
    ordered = in_order(fact_of(row) for row in by_place.values())
    return [
        Line(number, by_place[fact.seq], replace(fact, seq=number))
        for number, fact in enumerate(ordered, start=1)
    ]


def history_facts(*, couple: Couple) -> list[PastPregnancy]:
    """Give her pregnancies as the rules read them."""
    return [line.fact for line in pregnancy_lines(couple=couple)]


def person_key(person_id: int | None) -> str | None:
    """Name a person to the rules, which know nobody."""
    return f"person:{person_id}" if person_id else None


def fact_of(row: Pregnancy) -> PastPregnancy:
    """Turn a row into the fact the rules read; what is not on file stays unknown."""
    return PastPregnancy(
        seq=row.seq,
        outcome=facts.Outcome(row.outcome),
        loss_type=facts.LossType(row.loss_type) if row.loss_type else None,
        ga_days=row.ga_days,
        ga_days_latest=row.ga_days_latest,
        ga_basis=facts.GestationBasis(row.ga_basis) if row.ga_basis else None,
        seen=facts.Seen(row.seen),
        ended=row.ended,
        conceived=ApproximateDate.of(row.conceived_on) if row.conceived_on else None,
        positive_hcg=row.hcg_positive,
        histology=bool(row.histology),
        genetics=bool(row.genetics),
        genetic_father=_father(row),
        carried_by=facts.CarriedBy(row.carried_by),
        neonatal_death=row.neonatal_death,
        fetuses=row.fetuses,
        liveborn=_liveborn(row),
        living=row.living,
    )


def _liveborn(row: Pregnancy) -> int | None:
    """Count who was born alive, once every fetus is on file by itself; else unknown.

    It is asked of rows read `with_fetuses`; of any other it is unknown.
    """
    told, born, ongoing = (
        getattr(row, name, 0) for name in ("told_fetuses", "told_liveborn", "told_ongoing")
    )
    return born if told and told >= row.fetuses and not ongoing else None


def _father(row: Pregnancy) -> str | None:
    """Name the father: a man on file, somebody else, or nobody known."""
    if row.genetic_father_id and row.father != Father.DONOR:
        return person_key(row.genetic_father_id)
    return None if row.father == Father.UNKNOWN else row.father


def report_history(*, couple: Couple) -> list[dict[str, str | int]]:
    """Give her history as rows of words, ready to be frozen into a report."""
    return [
        {
            "ordinal": line.number,
            "when": rendering.when_text(line.pregnancy),
            "outcome": line.pregnancy.get_outcome_display(),
            "loss_type": line.pregnancy.get_loss_type_display(),
            "gestation": rendering.gestation_words(line.pregnancy),
            "gestation_basis": rendering.basis_words(line.pregnancy),
            "seen": line.pregnancy.get_seen_display(),
            "father": rendering.father_words(line.pregnancy, couple),
            "conception": line.pregnancy.get_conception_display(),
            "management": line.pregnancy.get_management_display(),
            "certainty": line.pregnancy.get_certainty_display(),
            "note": line.pregnancy.note,
        }
        for line in pregnancy_lines(couple=couple)
    ]
