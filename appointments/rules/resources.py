"""Who and what is taken up by a visit: a room, a clinician, each partner."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_SHIFT: Final = 10


class Taken(IntEnum):
    """Kinds of what can be taken only once at a time."""

    ROOM = 1
    CLINICIAN = 2
    PERSON = 3


@dataclass(frozen=True, slots=True, order=True)
class Resource:
    """One of them. Its key is a number, the same in the table and in the lock.

    Resource(PERSON, 17).key == 173
    """

    kind: Taken
    id: int

    @property
    def key(self) -> int:
        return self.id * _SHIFT + self.kind

    @classmethod
    def from_key(cls, key: int) -> "Resource":
        number, kind = divmod(key, _SHIFT)
        return cls(Taken(kind), number)
