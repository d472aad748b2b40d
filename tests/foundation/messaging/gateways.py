"""Gateways that misbehave in the ways real ones do."""

from datetime import UTC, datetime

from foundation.messaging.services.carrying import (
    CannotTell,
    Letter,
    Receipt,
    Refused,
    Unsure,
)

ACCEPTED_AT = datetime(2026, 3, 10, 9, 0, 1, tzinfo=UTC)


class Postman:
    """Carries everything, remembers every key, and counts what he carried."""

    name = "postman"

    def __init__(self) -> None:
        self.carried: list[Letter] = []

    def send(self, letter: Letter) -> Receipt:
        self.carried.append(letter)
        return self._receipt()

    def accepted(self, key: str) -> Receipt | None:
        has_it = any(letter.key == key for letter in self.carried)
        return self._receipt() if has_it else None

    def _receipt(self) -> Receipt:
        return Receipt(f"note {len(self.carried)}", ACCEPTED_AT)


class Refuser(Postman):
    """Takes nothing."""

    def __init__(self, *, is_final: bool = False) -> None:
        super().__init__()
        self.is_final = is_final

    def send(self, letter: Letter) -> Receipt:
        raise Refused("The line is engaged.", is_final=self.is_final)


class Stumbler(Postman):
    """Takes the letter, and falls silent before saying so."""

    def send(self, letter: Letter) -> Receipt:
        super().send(letter)
        raise Unsure("No answer within ten seconds.")


class Crasher(Postman):
    """Takes the letter, and then the house itself falls over."""

    def send(self, letter: Letter) -> Receipt:
        super().send(letter)
        raise SystemExit


class Forgetful(Crasher):
    """The same, and cannot say afterwards what he took."""

    def accepted(self, key: str) -> Receipt | None:
        raise CannotTell("He keeps no list.")


class Stopper(Postman):
    """The house falls over before he has the letter."""

    def send(self, letter: Letter) -> Receipt:
        raise SystemExit
