"""The worked cases of a couple's history (history_vectors.json).

A pregnancy without `seen` was seen on ultrasound, one without a father is the partner's.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from foundation.medicine.dates import read_date
from patients.rules.classification import Counted, classify
from patients.rules.dating import (
    Clocks,
    Dating,
    DatingRule,
    TransferDay,
    date_pregnancy,
    dating_rule_from_entry,
)
from patients.rules.definitions import Definition, definition_from_entry, with_switches
from patients.rules.gtpal import FormulaLimits, gtpal
from patients.rules.implantation import (
    FailureDefinition,
    failure_definition_from_entry,
    implantation_failure,
)
from patients.rules.infertility import (
    InfertilityRule,
    infertility_rule_from_entry,
    time_trying,
)
from patients.rules.pregnancies import CarriedBy, LossType, Outcome, PastPregnancy, Seen
from patients.rules.transfers import EmbryoTransfer, Ploidy, Stage, TransferResult
from tests.vectors import Case, Suite

CATALOGUE = Path(__file__).parents[2] / "patients" / "catalogue"
# The cases of the formula name their preterm limit; those that do not, end far from any.
FORMULA_DEFAULT = "eshre_2022"


def key_of(case: Case) -> tuple[str, str]:
    """Name the suite and, where the file gives one, the function of a case."""
    return case["suite"], case.get("function", case["suite"])


@cache
def definitions() -> dict[str, Definition]:
    """Read the definitions of the catalogue."""
    entries = yaml.safe_load((CATALOGUE / "loss_definitions.yaml").read_text())
    return {entry["code"]: definition_from_entry(entry) for entry in entries}


def past_pregnancy(facts: Mapping[str, Any]) -> PastPregnancy:
    """Build the facts of one pregnancy from a case."""
    loss_type = facts.get("loss_type")
    return PastPregnancy(
        seq=facts["seq"],
        outcome=Outcome(facts["outcome"]),
        loss_type=LossType(loss_type) if loss_type else None,
        ga_days=facts.get("ga_days"),
        seen=Seen(facts.get("seen", Seen.ULTRASOUND) or Seen.UNKNOWN),
        ended=read_date(facts.get("ended") or ""),
        partner=facts.get("partner"),
        genetic_father=_named_father(facts.get("genetic_father")),
        carried_by=CarriedBy(facts.get("carried_by") or CarriedBy.SELF),
        neonatal_death=facts.get("neonatal_death", False),
        fetuses=facts.get("fetuses"),
        liveborn=facts.get("liveborn"),
        living=facts.get("living"),
    )


def _named_father(written: str | None) -> str | None:
    return None if written == "partner" else written


def _classify(case: Case) -> Mapping[str, Any]:
    definition = with_switches(definitions()[case["guideline"]], case.get("options") or {})
    answer = classify(
        [past_pregnancy(facts) for facts in case["pregnancies"]],
        definition,
        current_partner=case.get("current_partner"),
    )
    couple = answer.couple
    return {
        **_counted(answer),
        "status": answer.status,
        "workup": answer.workup,
        "reason": answer.reason,
        "couple": _counted(couple) if couple else None,
    }


def _counted(counted: Any) -> dict[str, Any]:
    keys = [*Counted.__dataclass_fields__]
    return {key: getattr(counted, key) for key in keys}


@cache
def _formula_values() -> Mapping[str, Any]:
    entries = yaml.safe_load((CATALOGUE / "history_limits.yaml").read_text())
    return next(e["values"] for e in entries if e["code"] == "obstetric_formula")


def _on_biochemical(option: str) -> bool:
    """Tell whether an option says that biochemical losses count, however it is named."""
    turned_round = option.startswith(("exclude", "ignore"))
    return option == "count_nonvisualised" or ("biochemical" in option and not turned_round)


def _gtpal(case: Case) -> Mapping[str, Any]:
    options = case.get("options") or {}
    values = {**_formula_values(), "limit_days": definitions()[FORMULA_DEFAULT].limit_days}
    for option, value in options.items():
        values["count_biochemical" if _on_biochemical(option) else option] = value
    limits = FormulaLimits(**values)
    formula = gtpal([past_pregnancy(facts) for facts in case["pregnancies"]], limits)
    return {
        "G": formula.gravida,
        "T": formula.term,
        "P": formula.preterm,
        "A": formula.abortus,
        "L": formula.living,
    }


@cache
def _dating_rule() -> DatingRule:
    entries = yaml.safe_load((CATALOGUE / "dating.yaml").read_text())
    return dating_rule_from_entry(entries[0])


def _dated(args: Mapping[str, Any]) -> Dating:
    transfer = args.get("transfer")
    clocks = Clocks(
        period=read_date(args.get("lmp") or ""),
        transfer=TransferDay(_day(transfer), args["embryo_day"]) if transfer else None,
    )
    dating = date_pregnancy(clocks, _dating_rule())
    assert dating is not None, "nothing dates this pregnancy"
    return dating


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _ga_days(case: Case) -> int | None:
    return _dated(case["args"]).ga_days(_day(case["args"]["on"]))


def _edd(case: Case) -> str:
    return _dated(case["args"]).due.isoformat()


@cache
def _infertility_rule() -> InfertilityRule:
    [entry] = yaml.safe_load((CATALOGUE / "infertility.yaml").read_text())
    return infertility_rule_from_entry(entry)


def _infertility(case: Case) -> str | None:
    args = case["args"]
    return time_trying(args.get("months"), args.get("age"), rule=_infertility_rule())


@cache
def _failure_definitions() -> dict[str, FailureDefinition]:
    entries = yaml.safe_load((CATALOGUE / "implantation_failure.yaml").read_text())
    return {entry["code"]: failure_definition_from_entry(entry) for entry in entries}


def embryo_transfer(seq: int, facts: Mapping[str, Any]) -> EmbryoTransfer:
    """Build one transfer from a case; its quality speaks of all its embryos alike."""
    stage, result, embryos = facts.get("stage"), facts.get("result"), facts.get("n")
    chance, is_good = facts.get("p_implant"), facts.get("good_quality")
    return EmbryoTransfer(
        seq=seq,
        result=TransferResult(result) if result else None,
        on=read_date(facts.get("date") or ""),
        embryos=embryos,
        good_embryos=(embryos if is_good else 0) if is_good is not None else None,
        stage=Stage(stage) if stage else None,
        ploidy=Ploidy(facts.get("euploid") or Ploidy.UNTESTED),
        predicted_chance=None if chance is None else Decimal(str(chance)),
    )


def _rif(case: Case) -> Mapping[str, Any]:
    told = enumerate(case["transfers"], start=1)
    answer = implantation_failure(
        [embryo_transfer(seq, facts) for seq, facts in told],
        _failure_definitions()[case["definition"]],
        age_years=case.get("age_years"),
    )
    chance = None if answer.chance is None else str(answer.chance)
    return {
        "rif": answer.rif,
        "reason": answer.reason,
        "transfers": answer.transfers,
        "embryos": answer.embryos,
        "cumulative": chance,
    }


SUITES: Mapping[str, Suite] = {
    "classify": {"classify": _classify},
    "gtpal": {"gtpal": _gtpal},
    "rif": {"rif": _rif},
    "dates": {"ga_days": _ga_days, "edd": _edd, "infertility": _infertility},
}
