"""Passwords: how they are kept, on a small machine, and which are too plain to be kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError


class ClinicArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 64 MiB, three passes, one lane; Django's default takes 100 MiB.

    Eight people may sign in at once.
    """

    memory_cost = 65_536
    time_cost = 3
    parallelism = 1


class FewLettersValidator:
    """Refuse what repeats a few letters: long, and guessed at once all the same."""

    FEWEST = 5

    def validate(self, password: str, user: object = None) -> None:
        if len(set(password)) < self.FEWEST:
            raise ValidationError(
                "This password repeats a few letters. Take several words instead."
            )

    def get_help_text(self) -> str:
        return "Several words, not a few letters repeated."


class ClinicWordsValidator:
    """Refuse what is hardly more than the words everybody here would try first."""

    WORDS = ("decidua", "clinic", "password", "miscarriage", "pregnancy", "immunology",
             "patient", "welcome", "doctor", "nurse")  # fmt: skip
    FEWEST_BESIDES = 6

    def validate(self, password: str, user: object = None) -> None:
        rest = password.lower()
        for word in self.WORDS:
            rest = rest.replace(word, "")
        if len([letter for letter in rest if letter.isalnum()]) < self.FEWEST_BESIDES:
            raise ValidationError(
                "This password is little more than words of a clinic. Take others."
            )

    def get_help_text(self) -> str:
        return "Not the words of a clinic alone."
