"""What the house asks of everyone who carries a message out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """What a gateway needs to know, and no more."""

    key: str
    channel: str
    address: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The gateway has it: under which reference, since when."""

    reference: str
    accepted_at: datetime


class Refused(Exception):
    """The gateway certainly did not take the message.

    `is_final` means that asking again will not help: no such address.
    """

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Unsure(Exception):
    """The line broke after the message had gone; the gateway may have it."""


class CannotTell(Exception):
    """This gateway keeps no memory of keys that could be asked."""


class Gateway(Protocol):
    """Carries letters over one or more channels."""

    name: str

    def send(self, letter: Letter) -> Receipt:
        """Hand the letter over.

        Raises:
            Refused: it was not taken.
            Unsure: it may have been taken.
        """

    def accepted(self, key: str) -> Receipt | None:
        """Tell whether a letter with this key was taken; None is a certain no.

        Raises:
            CannotTell: the gateway does not remember.
        """
