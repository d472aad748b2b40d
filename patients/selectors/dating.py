"""How far an ongoing pregnancy is today and when it is due, by every published rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from typing import Any

from django.db.models import FilteredRelation, Q

from foundation.medicine.findings import Finding
from foundation.records.dates import Precision, approximate
from patients import rendering
from patients.choices import Conception
from patients.models import Couple
from patients.models.pregnancy import PregnancyQuerySet
from patients.rules.dating import (
    Clocks,
    Dating,
    DatingRule,
    DatingScan,
    TransferDay,
    date_pregnancy,
)
from patients.rules.dating_checks import dating_findings
from patients.selectors.shelf import dating_rules

# With these the day of conception on file was observed: the insemination, or ovulation.
OBSERVED = {Conception.IUI, Conception.OVULATION_INDUCTION}
CLOCKS = (
    *("pk", "conception", "conceived_on"),
    *("last_period_on", "last_period_precision", "last_period_about"),
    *("transfer__transferred_on", "transfer__transferred_precision"),
    *("transfer__transferred_about", "transfer__embryo_day"),
    *("scan__pk", "scan__scanned_on", "scan__ga_days", "scan__crl_mm", "scan__heartbeat"),
)


@dataclass(frozen=True, slots=True)
class DatedBy:
    """What one rule says of a pregnancy on one day."""

    rule: DatingRule
    dating: Dating
    gestation: str
    due: str


@dataclass(frozen=True, slots=True)
class Dated:
    """What the rules say of one ongoing pregnancy: once where they agree, else each.

    Without anything on file that dates it `each` is empty.
    """

    each: tuple[DatedBy, ...]
    findings: tuple[Finding, ...]

    @property
    def gestation(self) -> str:
        """How far she is today, in words; every answer where the rules differ."""
        return " or ".join(dict.fromkeys(one.gestation for one in self.each))

    @property
    def due(self) -> str:
        """When she is due, in words; every answer where the rules differ."""
        return " or ".join(dict.fromkeys(one.due for one in self.each))


@dataclass(frozen=True, slots=True)
class PregnantToday:
    """The pregnancy she carries now, as the head of her chart names it."""

    pk: int
    dated: Dated


def pregnant_today(*, couple: Couple, on: date) -> PregnantToday | None:
    """Give the pregnancy she carries now, in one question; None when there is none."""
    hers = couple.woman.pregnancies.carried_now()
    found = dated_each(pregnancies=hers, on=on)
    return next((PregnantToday(pk, dated) for pk, dated in found.items()), None)


def dated_each(*, pregnancies: PregnancyQuerySet, on: date) -> dict[int, Dated]:
    """Date ongoing pregnancies, by the number of their row, in one question."""
    return {pk: dated(clocks, on=on) for pk, clocks in _clocks(pregnancies).items()}


def dated(clocks: Clocks, *, on: date) -> Dated:
    """Say what each rule makes of what is on file; one answer where all agree."""
    known = [
        DatedBy(rule, dating, *rendering.dating_words(dating, on=on))
        for rule in dating_rules()
        if (dating := date_pregnancy(clocks, rule)) is not None
    ]
    agreed = len({one.dating.day_zero for one in known}) == 1
    found = (dating_findings(clocks, rule, on=on) for rule in dating_rules())
    once = {finding.message: finding for finding in chain.from_iterable(found)}
    return Dated(tuple(known[:1] if agreed else known), tuple(once.values()))


def _clocks(pregnancies: PregnancyQuerySet) -> dict[int, Clocks]:
    """Read everything that could date these pregnancies, each scan beside each transfer."""
    standing = {
        name: FilteredRelation(way, condition=Q(**{f"{way}__voided_at__isnull": True}))
        for name, way in (("scan", "scans"), ("transfer", "embryo_transfers"))
    }
    rows = pregnancies.annotate(**standing).order_by("pk", "transfer__pk", "scan__pk")
    by_pregnancy = groupby(rows.values(*CLOCKS), key=lambda row: row["pk"])
    return {pk: _clocks_of(list(told)) for pk, told in by_pregnancy}


def _clocks_of(rows: Sequence[dict[str, Any]]) -> Clocks:
    first = rows[0]
    transfers = (day for row in rows if (day := _transfer_day(row)) is not None)
    return Clocks(
        period=approximate(
            first["last_period_on"],
            first["last_period_precision"],
            about=first["last_period_about"],
        ),
        transfer=next(transfers, None) or _observed(first),
        scans=tuple(_scans(rows)),
    )


def _transfer_day(row: dict[str, Any]) -> TransferDay | None:
    """Give the day of a transfer; only where it and the embryo's are known to the day."""
    is_exact = row["transfer__transferred_precision"] == Precision.DAY
    known = is_exact and not row["transfer__transferred_about"]
    if not known or row["transfer__embryo_day"] is None:
        return None
    return TransferDay(row["transfer__transferred_on"], row["transfer__embryo_day"])


def _observed(row: dict[str, Any]) -> TransferDay | None:
    if row["conceived_on"] is None or row["conception"] not in OBSERVED:
        return None
    return TransferDay(row["conceived_on"], embryo_day=0)


def _scans(rows: Iterable[dict[str, Any]]) -> Iterable[DatingScan]:
    """Give each scan once, however many transfers stand beside it."""
    for row in {row["scan__pk"]: row for row in rows if row["scan__pk"]}.values():
        yield DatingScan(
            on=row["scan__scanned_on"],
            ga_days=row["scan__ga_days"],
            crl_mm=row["scan__crl_mm"],
            heartbeat=row["scan__heartbeat"],
        )
