"""What a table refuses is said beside the question that was asked."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from foundation.records.models import AuthoredRecord
from foundation.records.services import write

Record = TypeVar("Record", bound=AuthoredRecord)


def write_asked(row: Record, *, asked: Collection[str], **act: Any) -> Record:
    """Write the row; a law of its table lands beside the question it names.

    The error code of a law is the question it is about.

    Raises:
        ValidationError: the table refuses the row.
        StaleRecord: somebody saved it after it was read.
    """
    try:
        return write(row, **act)
    except ValidationError as refusal:
        if not hasattr(refusal, "error_dict"):
            raise
        raise ValidationError(_by_question(refusal, asked)) from refusal


def _by_question(
    refusal: ValidationError, asked: Collection[str]
) -> dict[str, list[ValidationError]]:
    sentences: dict[str, list[ValidationError]] = {}
    for name, errors in refusal.error_dict.items():
        for error in errors:
            question = str(error.code) if name == NON_FIELD_ERRORS else name
            sentences.setdefault(question if question in asked else name, []).append(error)
    return sentences
