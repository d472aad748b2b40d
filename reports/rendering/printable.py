"""No square on paper: a letter without a drawing is left out visibly, never silently."""

import re
import unicodedata
from collections.abc import Set
from typing import Any

MARK = "[?]"
IN_OWN_SCRIPT = "native_name"
# Ends of lines and pages of other times and programs; the typesetter draws them as squares.
_BREAKS = re.compile("[\v\f\x1c-\x1f\x85\u2028\u2029]")


def printable(facts: dict[str, Any], *, letters: Set[str]) -> tuple[dict[str, Any], bool]:
    """Give the facts as they can be printed, and whether anything had to be left out.

    A run of characters no font has becomes "[?]". A name in its own script is
    left out as a whole: half a name is a wrong name.
    """
    press = _Proof(letters)
    return press.read(facts), press.left_out


class _Proof:
    def __init__(self, letters: Set[str]) -> None:
        self.letters = letters
        self.left_out = False

    def read(self, fact: Any, key: str = "") -> Any:
        if isinstance(fact, dict):
            return {name: self.read(value, name) for name, value in fact.items()}
        if isinstance(fact, list):
            return [self.read(value, key) for value in fact]
        return self._text(fact, key) if isinstance(fact, str) else fact

    def _text(self, text: str, key: str) -> str:
        text = _BREAKS.sub(" ", unicodedata.normalize("NFC", text))
        missing = set(text) - self.letters
        if not missing:
            return text
        self.left_out = True
        if key == IN_OWN_SCRIPT:
            return ""
        return re.sub(f"[{re.escape(''.join(sorted(missing)))}]+", MARK, text)
