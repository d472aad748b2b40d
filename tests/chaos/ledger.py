"""What the clinic promised: every write that was sent, and what was answered."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum, auto


class Kind(StrEnum):
    """What was written, each recognised again by its mark."""

    COUPLE = auto()
    PREGNANCY = auto()
    VISIT = auto()
    DOCUMENT = auto()


class Fate(StrEnum):
    OPEN = auto()  # sent, and never clearly answered
    ACKNOWLEDGED = auto()
    REFUSED = auto()


@dataclass
class Promise:
    """One form that was sent, once or often, always with the same key."""

    kind: Kind
    mark: str
    key: str
    during: str
    fate: Fate = Fate.OPEN
    leads_to: str = ""
    sent_again: int = 0
    other_answer: str = ""


@dataclass
class Ledger:
    """Shared by all colleagues; `during` is the fault that is being tried."""

    during: str = ""
    promises: list[Promise] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _new: threading.Event = field(default_factory=threading.Event)

    def open(self, kind: Kind, mark: str, key: str) -> Promise:
        """Note a form before it is sent."""
        promise = Promise(kind, mark, key, self.during)
        with self._lock:
            self.promises.append(promise)
        return promise

    def acknowledge(self, promise: Promise, leads_to: str) -> None:
        promise.fate, promise.leads_to = Fate.ACKNOWLEDGED, leads_to
        self._new.set()

    def note(self, sentence: str) -> None:
        """Something that no fault excuses."""
        with self._lock:
            self.strange.append(sentence)

    def wait_for_work(self, seconds: float) -> bool:
        """Wait until something is acknowledged from now on: the clinic works again."""
        self._new.clear()
        return self._new.wait(seconds)

    def acknowledged(self, kind: Kind | None = None) -> Iterator[Promise]:
        for promise in self.promises:
            if promise.fate is Fate.ACKNOWLEDGED and kind in {None, promise.kind}:
                yield promise
