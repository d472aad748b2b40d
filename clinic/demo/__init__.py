"""A believable clinic of synthetic people, for a first look."""

from foundation.accounts.roles import ROLES

SIGN_INS = [
    ("reception", "reception demo clinic", "reception"),
    ("nurse", "nurse demo clinic", "nurse"),
    ("clinician", "clinician demo clinic", "clinician"),
    ("clinician2", "clinician2 demo clinic", "clinician"),
    ("laboratory", "laboratory demo clinic", "laboratory"),
    ("manager", "manager demo clinic", "manager"),
    ("privacy", "privacy demo clinic", "privacy_officer"),
    ("administrator", "administrator demo clinic", "administrator"),
    ("researcher", "researcher demo clinic", "researcher"),
]
"""Name, password and role of each demonstration account; only a demo has them."""


def named_sign_ins() -> list[tuple[str, str, str]]:
    """The same with each role by its name, as a person reads it."""
    return [(name, password, ROLES[role].name) for name, password, role in SIGN_INS]
