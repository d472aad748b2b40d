"""Two versions of an answer meet: what differs, in words, and how a form carries it."""

import json
from dataclasses import dataclass
from typing import Any

from foundation.ui.answers import Answer

BEFORE, TYPED = "before", "typed"

Answers = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Met:
    """One question whose answers differ: before, theirs, mine; and the choice."""

    name: str
    choice: str
    label: str
    before: str
    theirs: str
    mine: str
    is_taken_over: bool
    is_contested: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything that differs, what is contested first, and what else was saved."""

    questions: list[Met]
    since: Any
    rest: list[Any]

    @property
    def title(self) -> str:
        """Say who was faster."""
        who = " and ".join(self.since.by) or "A colleague"
        return f"{who} saved this while you had it open."

    @property
    def has_choices(self) -> bool:
        return not all(met.is_taken_over for met in self.questions)


def carried(**answers: Answers) -> str:
    """Write what a form carries unseen: what was `before`, and what was `typed` then."""
    return json.dumps(answers, separators=(",", ":"), ensure_ascii=False)


def read(text: str) -> tuple[Answers, Answers]:
    """Read what was on file before, and what was typed at the last meeting."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    parts = said if isinstance(said, dict) else {}
    return _answers(parts.get(BEFORE)), _answers(parts.get(TYPED))


def _answers(part: Any) -> Answers:
    return {
        name: tuple(_printable(text) for text in answer)
        for name, answer in (part.items() if isinstance(part, dict) else ())
        if isinstance(answer, list)
    }


def _printable(text: Any) -> str:
    """Half a letter, which JSON can carry, is on no page."""
    return str(text).encode("utf-8", "replace").decode()
