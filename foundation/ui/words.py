"""What a code of the clinic looks like: always a drawing and a word, never colour alone."""

from dataclasses import dataclass
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.icons import icon

TONES = {
    "neutral": "circle",
    "accent": "circle-fill",
    "info": "info-circle-fill",
    "good": "check-circle-fill",
    "caution": "exclamation-triangle-fill",
    "stop": "x-octagon-fill",
}


@dataclass(frozen=True, slots=True)
class Look:
    """The word, the drawing and the tone of one code."""

    word: str
    icon: str
    tone: str


NOT_ASSESSED = Look("Not assessed", "dash-circle", "neutral")
HIDDEN = Look("Hidden for your role", "eye-slash", "neutral")

# HL7-compatible flags of a result, relative to the limits that judged it.
FLAGS = {
    "N": Look("In range", "check-lg", "plain"),
    "L": Look("Low", "arrow-down", "caution"),
    "H": Look("High", "arrow-up", "caution"),
    "LL": Look("Critically low", "chevron-double-down", "stop"),
    "HH": Look("Critically high", "chevron-double-up", "stop"),
    "A": Look("Abnormal", "exclamation-circle-fill", "caution"),
    "IND": Look("Cannot be placed", "question-circle", "info"),
}

# Outcomes of a safety gate, worst first.
GATES = {
    "HARD": Look("Stop", "x-octagon-fill", "stop"),
    "SOFT": Look("Needs a decision", "exclamation-triangle-fill", "caution"),
    "WARN": Look("Note", "info-circle-fill", "info"),
    "PASS": Look("Passed", "check-circle-fill", "good"),
}


def badge(word: object, *, tone: str = "neutral", drawing: str = "") -> SafeString:
    """Show a state as a drawing and a word on a quiet ground.

    Raises: KeyError when the tone is not one of the house.
    """
    return _shown(Look(str(word), drawing or TONES[tone], tone), css_class="tag")


def flag(code: object) -> SafeString:
    """Show the flag of a result; an absent flag says that it was not assessed.

    Raises: KeyError when the code is not a flag.
    """
    known = str(code) if code not in (None, "", "NOT_ASSESSED") else None
    return _shown(FLAGS[known] if known else NOT_ASSESSED, css_class="tag flag")


def gate(outcome: object) -> SafeString:
    """Show the outcome of a safety gate.

    Raises: KeyError when the outcome is not one of HARD, SOFT, WARN, PASS.
    """
    return _shown(GATES[str(outcome)], css_class="tag")


def hidden() -> SafeString:
    """Say that something is on file, and that this reader's role does not read it."""
    return _shown(HIDDEN, css_class="tag")


def person_name(name: str, native: str = "", language: str = "") -> SafeString:
    """Write a name and, after it, the same name in its own script."""
    told = escape(name)
    if native:
        lang = f' lang="{escape(language)}"' if language else ""
        told = f'{told} <span class="native"{lang}>{escape(native)}</span>'
    # A list has fifty of them: what was typed is escaped, the rest is ours.
    return mark_safe(f'<span class="person">{told}</span>')  # noqa: S308


def _shown(look: Look, *, css_class: str) -> SafeString:
    return format_html(
        '<span class="{} tone-{}">{}{}</span>',
        css_class,
        look.tone,
        icon(look.icon, size=14),
        look.word,
    )
