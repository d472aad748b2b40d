"""What the programs write down: where a fault happened and of which kind, never its words.

The words of a fault may quote a record: a refused row, a name that could not be read. The
address of a request is kept without what was asked in it.
"""

import logging
from collections.abc import Iterator, Mapping
from copy import copy
from traceback import format_tb
from typing import Any


class DiscreetFormatter(logging.Formatter):
    """Lays lines out as usual, and tells of a fault only its kind and its place."""

    def format(self, record: logging.LogRecord) -> str:
        told = copy(record)
        told.args, told.exc_text = _discreet(record.args), None
        return super().format(told)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name logging calls
        told = ("".join(_places(fault)) for fault in _chain(ei[1]))
        return "which led to\n".join(told).rstrip()


def _discreet(args: Any) -> Any:
    """The same words without what was asked of an address, and without a fault's words."""
    if isinstance(args, Mapping):  # Celery's line about a task that failed
        kind = {"exc": str(args["exc"]).partition("(")[0]} if "exc" in args else {}
        return {**args, **kind}
    return tuple(_word(word) for word in args) if args else args


def _word(word: object) -> object:
    if isinstance(word, str) and word.startswith("/"):
        return word.partition("?")[0]
    return word


def _places(fault: BaseException) -> Iterator[str]:
    """Where it happened, the fault that led to it first."""
    yield from format_tb(fault.__traceback__)
    yield f"{type(fault).__module__}.{type(fault).__qualname__}\n"


def _chain(fault: BaseException | None) -> list[BaseException]:
    """The fault and those that led to it, the first one first; some name themselves."""
    met: list[BaseException] = []
    while fault is not None and not any(fault is each for each in met):
        met.insert(0, fault)
        told = fault.__suppress_context__
        fault = fault.__cause__ or (None if told else fault.__context__)
    return met
