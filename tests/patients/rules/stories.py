"""Pregnancies as short words, and the definitions of the catalogue, for the rule tests."""

from pathlib import Path

import yaml

from patients.rules.definitions import definition_from_entry
from patients.rules.pregnancies import Outcome, PastPregnancy, Seen

CATALOGUE = Path(__file__).parents[3] / "patients" / "catalogue"


def entries(name):
    """Read one catalogue of the shelf, e.g. `loss_definitions`."""
    return yaml.safe_load((CATALOGUE / f"{name}.yaml").read_text())


DEFINITIONS = {
    entry["code"]: definition_from_entry(entry) for entry in entries("loss_definitions")
}

LOSS = {"outcome": Outcome.MISCARRIAGE, "ga_days": 56}
BIRTH = {"outcome": Outcome.LIVE_BIRTH, "ga_days": 273}
STILLBIRTH = {"outcome": Outcome.STILLBIRTH, "ga_days": 210}
BIOCHEMICAL = {"outcome": Outcome.BIOCHEMICAL_LOSS}
ECTOPIC = {"outcome": Outcome.ECTOPIC, "ga_days": 49}
MOLE = {"outcome": Outcome.MOLAR_COMPLETE, "ga_days": 70}
TERMINATION = {"outcome": Outcome.TERMINATION, "ga_days": 60}
ONGOING = {"outcome": Outcome.ONGOING}
UNKNOWN = {"outcome": Outcome.UNKNOWN}
SOME_LOSS = {"outcome": Outcome.LOSS_UNSPECIFIED}


def at(days, story=LOSS, *, latest=None):
    """Tell the same story with another gestation, or a range of it."""
    return {**story, "ga_days": days, "ga_days_latest": latest}


def seen(how, story=LOSS):
    """Tell the same story, seen in another way."""
    return {**story, "seen": Seen(how)}


def history(*stories):
    """Number the pregnancies in the order told; on ultrasound unless told otherwise."""
    return [
        PastPregnancy(seq=seq, **{"seen": Seen.ULTRASOUND, **story})
        for seq, story in enumerate(stories, start=1)
    ]


WORDS = {
    "loss": LOSS,
    "late": at(112),
    "undated": at(None),
    "unseen": seen("unknown"),
    "loss?": SOME_LOSS,
    "unknown": UNKNOWN,
    "chemical": BIOCHEMICAL,
    "ectopic": ECTOPIC,
    "birth": BIRTH,
    "still": STILLBIRTH,
    "ongoing": ONGOING,
}


def told(words):
    """Tell a history in words: told("loss birth loss")."""
    return history(*(WORDS[word] for word in words.split()))
