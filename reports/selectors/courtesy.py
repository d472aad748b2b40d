"""A few words to the couple, in the languages the two of them read."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).resolve().parents[1] / "catalogue" / "courtesy.yaml"
OTHERWISE = "en"


def courtesy_words(languages: Iterable[str]) -> list[dict[str, str]]:
    """Give the text in each language once; English where the clinic has no text in one."""
    texts = courtesy_texts()
    known = (code if code in texts else OTHERWISE for code in languages)
    return [_words(texts[code]) for code in dict.fromkeys(known)]


@cache
def courtesy_texts() -> Mapping[str, Mapping[str, Any]]:
    """Read the catalogue: the newest edition of each language."""
    entries = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    by_edition = sorted(entries, key=lambda entry: entry["edition"])
    return {entry["language"]: entry for entry in by_edition}


def _words(entry: Mapping[str, Any]) -> dict[str, str]:
    """A text nobody has signed says so wherever it is printed."""
    is_reviewed = entry["reviewed_by"] and entry["reviewed_on"]
    signed = f"reviewed by {entry['reviewed_by']}, {entry['reviewed_on']}"
    return {
        "language": entry["language"],
        "name": entry["name"],
        "title": entry["title"],
        "text": entry["text"],
        "review": signed if is_reviewed else entry["awaiting"],
    }
