"""An answer as a form sends it, so that two answers can be compared and shown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

# The texts a browser sends for one question; none where it was left open.
Answer = tuple[str, ...]
OPEN = "Not recorded"


def untouched(asked: BoundField, value: Any) -> Answer:
    """Give what a browser would send for this value if nobody touched the question."""
    widget, shown = asked.field.widget, asked.field.prepare_value(value)
    if isinstance(widget, forms.CheckboxInput):
        return ("on",) if widget.check_test(shown) else ()
    return _texts(widget.format_value(shown))


def typed(asked: BoundField) -> Answer:
    """Give what was sent for this question."""
    sent = asked.data
    if isinstance(sent, bool):
        return ("on",) if sent else ()
    return tuple(text.strip() for text in _texts(sent) if text.strip())


def same(field: forms.Field, one: Answer, other: Answer) -> bool:
    """Tell whether two answers mean the same, however they are written."""
    if sorted(one) == sorted(other):
        return True
    try:
        return bool(_read(field, one) == _read(field, other))
    except ValidationError:
        return False


def words(field: forms.Field, answer: Answer) -> str:
    """Write an answer as the form shows it; an open one is said."""
    if isinstance(field.widget, forms.CheckboxInput):
        return "Yes" if answer else "No"
    choices = {str(code): str(word) for code, word in getattr(field, "choices", ())}
    if not answer:
        return choices.get("", OPEN)
    return ", ".join(choices.get(text, text) for text in answer)


def _texts(value: Any) -> Answer:
    parts = value if isinstance(value, list | tuple) else [value]
    return tuple(str(part) for part in parts if part not in (None, ""))


def _read(field: forms.Field, answer: Answer) -> Any:
    if getattr(field.widget, "allow_multiple_selected", False):
        return field.to_python(list(answer))
    return field.to_python(answer[0] if answer else "")
