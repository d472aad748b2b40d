"""How the safety cases write dates, results and answers."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tests.vectors import Answer, Case
from therapy.rules.catalogue import limits_on
from therapy.rules.gates import GateAnswer, InfectionResult, InfectionTest

Facts = Mapping[str, Any]
Ask = Callable[..., GateAnswer]

RESULTS = {
    "non_reactive": InfectionResult.NEGATIVE,
    "not_detected": InfectionResult.NEGATIVE,
    "negative": InfectionResult.NEGATIVE,
    "reactive": InfectionResult.POSITIVE,
    "detected": InfectionResult.POSITIVE,
    "positive": InfectionResult.POSITIVE,
    "indeterminate": InfectionResult.INDETERMINATE,
    "equivocal": InfectionResult.INDETERMINATE,
    "inconclusive": InfectionResult.INDETERMINATE,
    "borderline": InfectionResult.INDETERMINATE,
    "pending": InfectionResult.PENDING,
    "not_done": None,
    "unknown": None,
    "missing": None,
    None: None,
    "": None,
}


def gate(ask: Ask) -> Answer:
    """Ask one gate with the facts of a case under the clinic's default limits."""

    def answer(case: Case) -> Any:
        facts = case["input"]
        on = day(facts["today"])
        given = ask(facts, limits=limits_on(on), on=on)
        return {
            "outcome": given.outcome,
            "reason": given.reason,
            "override": given.override,
        }

    return answer


def day(text: str | None) -> date | None:
    """Read a day; an absent one stays absent."""
    return date.fromisoformat(text) if text else None


def exact(value: Any) -> Decimal | None:
    """Read a number exactly; an absent one stays absent."""
    return None if value is None else Decimal(str(value))


def infection_tests(given: Mapping[str, Any] | None) -> dict[str, InfectionTest]:
    """Read the tests of one person; a test that is named but empty has no result."""
    return {name: _test(test or {}) for name, test in (given or {}).items()}


def _test(given: Mapping[str, Any]) -> InfectionTest:
    return InfectionTest(RESULTS[given.get("result")], day(given.get("sampled")))
