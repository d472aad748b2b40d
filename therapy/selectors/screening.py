"""What is known of red cells: RhD, and antibodies against it."""

from immunology.choices import Word
from immunology.selectors import latest_result
from patients.models import Person
from therapy.rules.gates import AntiD, Rhd


def rhd_fact(person: Person) -> Rhd | None:
    """Give RhD; None while it is not known."""
    return Rhd(person.rhd) if person.rhd else None


def anti_d_fact(*, person: Person) -> AntiD | None:
    """Give what her newest signed antibody screen says about anti-D.

    A negative screen has found none. A positive one does not say which antibody it was,
    so nothing is known, and the gate stays closed until it is.
    """
    screen = latest_result(person=person, code="ab_screen")
    if screen is not None and screen.word == Word.NEGATIVE:
        return AntiD.ABSENT
    return None
