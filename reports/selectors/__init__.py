"""What documents say, and documents as screens show them."""

from reports.selectors.courtesy import courtesy_texts, courtesy_words
from reports.selectors.documents import (
    Progress,
    documents_issued,
    documents_of,
    progress,
    replaceable,
)
from reports.selectors.facts import couple_facts

__all__ = [
    "Progress",
    "couple_facts",
    "courtesy_texts",
    "courtesy_words",
    "documents_issued",
    "documents_of",
    "progress",
    "replaceable",
]
