"""Invented histories of every kind the definitions tell apart."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import stored
from patients.models import Couple, EmbryoTransfer, IvfCycle, Pregnancy

# L early loss, S loss after the first trimester, B live birth, N birth of a child who died
# as a newborn, D stillbirth, C positive test only, P never located, E ectopic, M molar,
# T ended for anomaly, X loss of unknown kind, U unknown outcome, O ongoing,
# f an early loss with an earlier partner
PATTERNS = (
    ("", 6),
    ("L", 6),
    ("LL", 16),
    ("LLL", 28),
    ("LLLL", 8),
    ("LLLLLL", 3),
    ("BLLL", 9),
    ("LLBLLL", 5),
    ("LBLL", 4),
    ("LCL", 6),
    ("CCL", 5),
    ("LLC", 4),
    ("LLE", 4),
    ("LLLE", 5),
    ("LPLL", 3),
    ("LMLL", 3),
    ("LTLL", 3),
    ("LSL", 4),
    ("S", 2),
    ("LDLL", 3),
    ("NLL", 2),
    ("LLX", 5),
    ("LUL", 4),
    ("LLLB", 4),
    ("LLLO", 6),
    ("LLO", 3),
    ("ffL", 4),
    ("ffLLL", 3),
)
# Days of gestation each kind ends at.
GESTATIONS = {
    "L": (42, 83),
    "f": (42, 83),
    "S": (98, 139),
    "B": (252, 287),
    "N": (170, 210),
    "D": (190, 260),
    "C": (30, 38),
    "P": (34, 46),
    "E": (38, 60),
    "M": (56, 84),
    "T": (90, 135),
    "X": (40, 90),
    "U": (40, 90),
    "O": (40, 110),
}
OUTCOMES = {
    "L": "miscarriage",
    "f": "miscarriage",
    "S": "miscarriage",
    "B": "live_birth",
    "N": "live_birth",
    "D": "stillbirth",
    "C": "biochemical_loss",
    "P": "pul_resolved",
    "E": "ectopic",
    "M": "molar_complete",
    "T": "termination",
    "X": "loss_unspecified",
    "U": "unknown",
    "O": "ongoing",
}
GENETICS = (
    "46,XX, maternal contamination excluded",
    "46,XY",
    "47,XX,+16",
    "45,X",
    "Array without finding",
)
YEAR = timedelta(days=365)
# Which share of the couples has had embryos put back.
TREATED = 0.25
EMBRYO_DAYS = {"blastocyst": 5, "cleavage": 3}


@dataclass(frozen=True, slots=True)
class Told:
    """One pregnancy as it was, before memory blurs it."""

    kind: str
    ended_on: date
    ga_days: int

    @property
    def conceived_on(self) -> date:
        return self.ended_on - timedelta(days=self.ga_days - 14)


def drawn_history(*, on: date, rng: random.Random) -> list[Told]:
    """Draw a history that ends before that day, the oldest pregnancy first."""
    patterns, weights = zip(*PATTERNS, strict=True)
    told: list[Told] = []
    latest = on - timedelta(days=rng.randint(40, 400))
    for kind in reversed(rng.choices(patterns, weights)[0]):
        one = Told(kind, on if kind == "O" else latest, rng.randint(*GESTATIONS[kind]))
        told.append(one)
        latest = one.conceived_on - timedelta(days=rng.randint(45, 420))
    return told[::-1]


def pregnancy_rows(
    couple: Couple, history: list[Told], *, by, on: date, rng: random.Random
) -> Iterator[Pregnancy]:
    """Put a history into rows, as exactly as a patient would remember it."""
    for seq, told in enumerate(history, start=1):
        is_former = told.kind == "f"
        yield Pregnancy(
            written_by=by,
            woman=couple.woman,
            seq=seq,
            outcome=OUTCOMES[told.kind],
            father="former" if is_former else "partner",
            genetic_father=None if is_former else couple.man,
            conception=rng.choice(["natural"] * 7 + ["iui", "ivf_fresh", "fet"]),
            certainty=rng.choice(["reported", "partly", "documented", "documented"]),
            **_dates(told, on=on, rng=rng),
            **_gestation(told, rng=rng),
            **_findings(told, rng=rng),
        )


def _dates(told: Told, *, on: date, rng: random.Random) -> dict[str, Any]:
    if told.kind == "O":
        return {"conceived_on": told.conceived_on}
    remembered = _remembered(told.ended_on, on=on, rng=rng)
    ended_on, precision = stored(remembered)
    about = bool(remembered and remembered.about)
    dates = {"ended_on": ended_on, "ended_precision": precision, "ended_about": about}
    if told.kind in "CP":
        tested = ApproximateDate.of(told.ended_on - timedelta(days=9))
        dates["hcg_positive_on"], dates["hcg_positive_precision"] = stored(tested)
    return dates


def _remembered(day: date, *, on: date, rng: random.Random) -> ApproximateDate | None:
    """The longer ago, the vaguer."""
    vague = min((on - day) / YEAR / 8, 0.85)
    if rng.random() > vague:
        return ApproximateDate.of(day)
    kind = rng.random()
    if kind < 0.5:
        return ApproximateDate(day.year, day.month)
    if kind < 0.93:
        return ApproximateDate(day.year, about=kind > 0.75)
    return None


def _gestation(told: Told, *, rng: random.Random) -> dict[str, Any]:
    """Days, sometimes only a range, sometimes nothing that anybody remembers."""
    if told.kind in "XU" or (told.kind in "LfE" and rng.random() < 0.1):
        return {}
    known = {"ga_days": told.ga_days, "ga_basis": "end", "ga_source": "lmp"}
    if told.kind in "Lf":
        known["ga_basis"] = rng.choice(["demise", "end", ""])
        if rng.random() < 0.12:
            week = told.ga_days - told.ga_days % 7
            known |= {"ga_days": week, "ga_days_latest": week + 7, "ga_source": "recalled"}
    return known


def _findings(told: Told, *, rng: random.Random) -> dict[str, Any]:
    """What was seen, examined and done, as fits the kind."""
    found: dict[str, Any] = {"seen": rng.choice(["ultrasound"] * 5 + ["unknown"])}
    match told.kind:
        case "C" | "P":
            found["seen"] = "hcg_only"
        case "L" | "f":
            found |= _early_loss(told, rng=rng)
        case "S":
            found |= {"loss_type": "fetal", "management": "medical"}
        case "M":
            found |= {"seen": "histology", "histology": "Complete hydatidiform mole"}
        case "E":
            found["management"] = rng.choice(["surgical", "medical"])
        case "B":
            found["living"] = 1
        case "N":
            found |= {"living": 0, "neonatal_death": True}
        case "T":
            found["explained"] = "Anomaly found on ultrasound"
    return found


def _early_loss(told: Told, *, rng: random.Random) -> dict[str, Any]:
    late = told.ga_days >= 70
    kinds = ["fetal"] if late else ["embryonic", "embryonic", "anembryonic", "yolk_sac", ""]
    return {
        "loss_type": rng.choice(kinds),
        "management": rng.choice(["expectant", "medical", "surgical", ""]),
        "genetics": rng.choice(GENETICS) if rng.random() < 0.15 else "",
    }


def cycle_rows(
    transfers: Iterable[EmbryoTransfer], *, by, rng: random.Random
) -> Iterator[IvfCycle]:
    """Draw the cycles of some transfers, and let each transfer know its own.

    A fresh transfer, or the first one, begins a cycle; frozen ones after it share it.
    """
    cycle: IvfCycle | None = None
    seqs: Counter[int] = Counter()
    for transfer in transfers:
        is_first = cycle is None or cycle.woman_id != transfer.woman_id
        if is_first and rng.random() < 0.2:
            continue
        if is_first or transfer.kind == "fresh":
            seqs[transfer.woman_id] += 1
            eggs = rng.randint(4, 16)
            mature = eggs - rng.randint(0, 3)
            fertilised = rng.randint(1, mature)
            day5 = rng.randint(1, fertilised)
            began = transfer.transferred_on - timedelta(days=rng.randint(16, 40))
            when = {"started_on": began.replace(day=1), "started_precision": "month"}
            cycle = IvfCycle(
                written_by=by,
                woman=transfer.woman,
                seq=seqs[transfer.woman_id],
                kind="fresh" if transfer.kind == "fresh" else "freeze_all",
                stimulation=rng.choice(["antagonist", "antagonist", "agonist_long"]),
                oocytes=eggs,
                mature=rng.choice([mature, None]),
                fertilised=fertilised,
                day5=rng.choice([day5, day5, None]),
                frozen=rng.randint(0, day5),
                **when,
            )
            yield cycle
        transfer.cycle = cycle


def transfer_rows(
    couple: Couple, *, by, on: date, rng: random.Random
) -> Iterator[EmbryoTransfer]:
    """Draw transfers for one couple in four, most of them failed, the oldest first."""
    if rng.random() > TREATED:
        return
    number, latest = rng.randint(1, 5), on - timedelta(days=rng.randint(30, 500))
    days = sorted(latest - timedelta(days=rng.randint(0, 1500)) for _ in range(number))
    for seq, day in enumerate(days, start=1):
        embryos = rng.choice([1, 1, 2])
        precision = rng.choice(["day", "day", "month"])
        told = ApproximateDate.of(day)
        if precision == "month":
            told = ApproximateDate(day.year, day.month)
        transferred_on, transferred_precision = stored(told)
        kind = rng.choice(["fresh", "frozen", "frozen"])
        stage = rng.choice(["blastocyst"] * 4 + ["cleavage", ""])
        yield EmbryoTransfer(
            written_by=by,
            woman=couple.woman,
            seq=seq,
            transferred_on=transferred_on,
            transferred_precision=transferred_precision,
            kind=kind,
            stage=stage,
            embryo_day=EMBRYO_DAYS.get(stage) if precision == "day" else None,
            embryos=embryos,
            good_embryos=rng.choice([embryos, embryos, embryos - 1, None]),
            ploidy=rng.choice(["untested"] * 5 + ["yes"]),
            result=rng.choice(["negative"] * 7 + ["biochemical", "clinical"]),
        )
