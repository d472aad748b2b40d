"""A couple's history in words, as a screen or a letter shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from foundation.medicine.gestation import gestation_text
from patients.choices import Egg, Father, GestationBasis, Outcome
from patients.models import Couple, EmbryoTransfer, LossDefinition, Pregnancy
from patients.rules.classification import Classification, Reason, Workup
from patients.rules.dating import Dating, day_text
from patients.rules.definitions import Definition, KindBasis
from patients.rules.implantation import ImplantationFailure
from patients.rules.letters import Letter
from patients.rules.policies import Answer, Kind, Question
from patients.rules.workup import State

NOT_KNOWN = "not known"

WORKUPS = {
    Workup.OFFER: "Offer a work-up.",
    Workup.CONSIDER: "A work-up can be considered.",
    Workup.REVIEW: "Complete the history first.",
    Workup.NONE: "",
}
BASES = {
    GestationBasis.DEMISE: "when growth stopped",
    GestationBasis.END: "at its end",
}
COUNTING = {
    Letter.COUNTS: "Counts",
    Letter.TRANSPARENT: "Does not count",
    Letter.BREAKS: "Ends the run",
    Letter.MAY_COUNT_ELSE_TRANSPARENT: "May count",
    Letter.MAY_COUNT_ELSE_BREAKS: "May count",
}

STATES = {
    State.NOT_ORDERED: ("Not ordered", "neutral"),
    State.ORDERED: ("Ordered", "info"),
    State.NOT_DONE: ("Will not be done", "caution"),
    State.NOT_JUDGED: ("Result not judged", "caution"),
    State.IN_RANGE_AGAIN: ("In range after an abnormal result: not judged", "caution"),
    State.TO_REPEAT: ("To be repeated", "caution"),
    State.NORMAL: ("Normal", "good"),
    State.ABNORMAL: ("Abnormal", "accent"),
}


def when_text(pregnancy: Pregnancy) -> str:
    """When it ended, as exactly as it is remembered."""
    if pregnancy.outcome == Outcome.ONGOING:
        return "ongoing"
    return pregnancy.ended.text() if pregnancy.ended else NOT_KNOWN


def gestation_words(pregnancy: Pregnancy) -> str:
    """Weeks and days, or both ends of what is known."""
    if pregnancy.gestation is None:
        return NOT_KNOWN
    if isinstance(pregnancy.gestation, int):
        return gestation_text(pregnancy.gestation)
    return pregnancy.gestation.text()


def basis_words(pregnancy: Pregnancy) -> str:
    """Which day the gestation speaks of; nothing while it is not said."""
    if pregnancy.ga_days is None or not pregnancy.ga_basis:
        return ""
    return BASES[GestationBasis(pregnancy.ga_basis)]


def father_now(pregnancy: Pregnancy, couple: Couple) -> Father:
    """Who the father is, seen from this couple: her partner then may be another now."""
    if pregnancy.genetic_father_id is None or pregnancy.father == Father.DONOR:
        return Father(pregnancy.father)
    is_present = pregnancy.genetic_father_id == couple.man_id
    return Father.PARTNER if is_present else Father.FORMER


def father_words(pregnancy: Pregnancy, couple: Couple) -> str:
    """Who the father is, in words."""
    return father_now(pregnancy, couple).label


def verdict(answer: Classification) -> tuple[str, str]:
    """The answer in two words, and its tone: met, not met, or cannot be decided."""
    if answer.reason is Reason.NO_PREGNANCY:
        return "No pregnancy on file", "neutral"
    if answer.rpl is None:
        return "Cannot be decided yet", "caution"
    if not answer.rpl:
        return "Definition not met", "neutral"
    kind = f", {answer.kind.value}" if answer.kind else ""
    return f"Recurrent loss{kind}", "accent"


def counting_words(answer: Classification | None) -> dict[int, str]:
    """What each pregnancy means for the count, by its number; nothing is undefined."""
    return {seq: COUNTING[letter] for seq, letter in answer.letters} if answer else {}


def dating_words(dating: Dating, *, on: date) -> tuple[str, str]:
    """How far she is on that day, and when she is due."""
    days = dating.ga_days(on)
    return "not yet" if days is None else gestation_text(days), day_text(dating.due)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One pregnancy as a table shows it; each column in words."""

    pk: int
    number: int
    when: str
    outcome: str
    remarks: str
    gestation: str
    basis: str
    seen: str
    father: str
    certainty: str
    counting: str


def row(
    pregnancy: Pregnancy,
    couple: Couple,
    *,
    number: int,
    counting: str,
    today: str = "",
    due: str = "",
) -> Row:
    """Put one pregnancy into words, seen from this couple.

    `today` and `due` say how far an ongoing one is and when it is due, where that is known.
    """
    return Row(
        pk=pregnancy.pk,
        number=number,
        when=when_text(pregnancy),
        outcome=pregnancy.get_outcome_display(),
        remarks=remarks(pregnancy),
        gestation=f"{today} today" if today else gestation_words(pregnancy),
        basis=f"due {due}" if due else basis_words(pregnancy),
        seen=pregnancy.get_seen_display(),
        father=father_words(pregnancy, couple),
        certainty=pregnancy.get_certainty_display(),
        counting=counting,
    )


def remarks(pregnancy: Pregnancy) -> str:
    """What else is known of it, in the order a clinician asks; nothing when nothing is."""
    twins = {1: "", 2: "twins", 3: "triplets"}.get(pregnancy.fetuses, "several children")
    said = [
        pregnancy.get_loss_type_display(),
        twins,
        "died as a newborn" if pregnancy.neonatal_death else "",
        "" if pregnancy.living is None else f"living today: {pregnancy.living}",
        pregnancy.get_management_display(),
        pregnancy.complications,
        pregnancy.histology,
        pregnancy.genetics,
        pregnancy.explained,
        pregnancy.note,
    ]
    return "; ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a definition in words; `tag` says when it rests on something else."""

    words: str
    tag: str


@dataclass(frozen=True, slots=True)
class DefinitionSheet:
    """A definition as a clinician compares it with the others, value by value."""

    definition: LossDefinition
    values: tuple[Value, ...]
    remarks: tuple[str, ...]
    sources: tuple[str, ...]


# The questions definitions answer differently, in the order of a sheet's values.
QUESTIONS = {
    "min": "Losses",
    "consecutive": "In a row",
    "limit_days": "Loss before",
    "requires_visualised": "Must be seen",
    "count_nonvisualised": "Biochemical",
    "kind_basis": "Success is",
    "t1_end_days": "1st trimester to",
}


def definition_sheet(definition: LossDefinition) -> DefinitionSheet:
    """Put one definition into words, each value with where it rests."""
    rule = definition.rule
    words, tags = _definition_words(rule), definition.value_tags
    return DefinitionSheet(
        definition,
        values=tuple(Value(words[name], tags.get(name, "")) for name in QUESTIONS),
        remarks=tuple(_early_workups(rule)),
        sources=tuple(str(source) for source in rule.sources),
    )


def _definition_words(rule: Definition) -> dict[str, str]:
    first = " in the first trimester" if rule.counts_first_trimester_only else ""
    is_live_birth = rule.kind_basis is KindBasis.LIVE_BIRTH
    return {
        "min": f"{rule.min} or more{first}",
        "consecutive": "yes" if rule.consecutive else "no",
        "limit_days": gestation_text(rule.limit_days),
        "requires_visualised": "yes" if rule.requires_visualised else "no",
        "count_nonvisualised": "count" if rule.count_nonvisualised else "do not count",
        "kind_basis": "live birth" if is_live_birth else "passing the limit",
        "t1_end_days": gestation_text(rule.t1_end_days),
    }


def _early_workups(rule: Definition) -> Iterator[str]:
    """Say where a work-up comes before the definition is met."""
    if rule.consider_first_trimester:
        yield (
            f"A work-up can be considered after {rule.consider_first_trimester} "
            "losses in the first trimester."
        )
    if rule.offer_second_trimester:
        yield (
            f"A work-up is offered after {rule.offer_second_trimester} "
            "loss in the second trimester."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """One embryo transfer as a table shows it; each column in words."""

    pk: int
    number: int
    when: str
    embryos: str
    kind: str
    ploidy: str
    chance: str
    result: str
    remarks: str


def transfer_row(transfer: EmbryoTransfer, *, number: int) -> TransferRow:
    """Put one transfer into words."""
    chance = transfer.predicted_chance
    return TransferRow(
        pk=transfer.pk,
        number=number,
        when=transfer.transferred.text() if transfer.transferred else NOT_KNOWN,
        embryos=embryo_words(transfer),
        kind=transfer.get_kind_display() or NOT_KNOWN,
        ploidy=transfer.get_ploidy_display(),
        chance="" if chance is None else f"{(chance * 100).normalize():f} %",
        result=transfer.get_result_display() or NOT_KNOWN,
        remarks="; ".join(
            filter(None, [_egg_words(transfer), _came_of(transfer), transfer.note])
        ),
    )


def embryo_words(transfer: EmbryoTransfer) -> str:
    """How many of which stage, and how many of them were good."""
    number = "number not known" if transfer.embryos is None else str(transfer.embryos)
    good = transfer.good_embryos
    said = [
        number,
        transfer.get_stage_display() or "stage not known",
        "" if transfer.embryo_day is None else f"put back on day {transfer.embryo_day}",
        "quality not known" if good is None else f"{good} of good quality",
    ]
    return ", ".join(filter(None, said))


def failure_verdict(answer: ImplantationFailure) -> tuple[str, str]:
    """The answer in two words, and its tone: met, not met, or cannot be decided."""
    if answer.rif is None:
        return "Cannot be decided yet", "caution"
    return ("Definition met", "accent") if answer.rif else ("Not met", "neutral")


def _egg_words(transfer: EmbryoTransfer) -> str:
    code = f" ({transfer.donor})" if transfer.donor else ""
    donor = f"donor egg{code}" if transfer.egg == Egg.DONOR else ""
    age = transfer.egg_age_years
    return " ".join(filter(None, [donor, "" if age is None else f"(egg at {age} years)"]))


def _came_of(transfer: EmbryoTransfer) -> str:
    if transfer.pregnancy is None:
        return ""
    return f"pregnancy {when_text(transfer.pregnancy)}"


def policy_words(
    question: Question, answer: Answer | None, *, items: Mapping[str, str]
) -> str:
    """Say what the clinic decided; an open question is open, whatever is suggested."""
    if answer is None:
        return "Open"
    return value_words(question, answer.value, items=items)


def value_words(question: Question, value: object, *, items: Mapping[str, str]) -> str:
    """Say a value as the question asks for it; nothing where there is none."""
    match question.kind, value:
        case _, None:
            return ""
        case Kind.FLAG, _:
            return "Yes" if value else "No"
        case Kind.DAYS, int(days):
            return gestation_text(days)
        case Kind.ITEMS, tuple(codes):
            return ", ".join(items[code] for code in codes)
    return str(value)


def workup_state(state: State) -> tuple[str, str]:
    """Where an item of the work-up stands, and its tone."""
    return STATES[state]
