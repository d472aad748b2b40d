"""Do the donor's blood groups suit the woman who receives his cells?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.limits import SafetyLimits


class Abo(StrEnum):
    A = "A"
    B = "B"
    AB = "AB"
    O = "O"  # noqa: E741 - the blood group

    @property
    def antigens(self) -> frozenset[str]:
        """List the antigens on the red cells: those of AB are A and B, O has none."""
        return frozenset(self.value) - {"O"}


class Rhd(StrEnum):
    POSITIVE = "pos"
    NEGATIVE = "neg"


class AntiD(StrEnum):
    """What her antibody screen said about anti-D."""

    ABSENT = "absent"
    PASSIVE = "passive"
    IMMUNE = "immune"


class Route(StrEnum):
    INTRADERMAL = "intradermal"
    SUBCUTANEOUS = "subcutaneous"
    INTRAMUSCULAR = "intramuscular"
    INTRAVENOUS = "intravenous"


@dataclass(frozen=True, slots=True)
class BloodGroup:
    """A blood group; what is not known is None, never a guess."""

    abo: Abo | None
    rhd: Rhd | None
    anti_d: AntiD | None = None

    def __str__(self) -> str:
        sign = {
            Rhd.POSITIVE: "RhD positive",
            Rhd.NEGATIVE: "RhD negative",
            None: "RhD unknown",
        }
        return f"{self.abo or 'ABO unknown'} {sign[self.rhd]}"


@dataclass(frozen=True, slots=True)
class _Known:
    """A group with nothing left open."""

    abo: Abo
    rhd: Rhd
    anti_d: AntiD | None

    @classmethod
    def of(cls, group: BloodGroup | None) -> "_Known | None":
        if group is None or group.abo is None or group.rhd is None:
            return None
        return cls(group.abo, group.rhd, group.anti_d)


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodMatch:
    """The two groups, the way in, and the decision on anti-D prophylaxis."""

    recipient: BloodGroup | None
    donor: BloodGroup | None
    route: Route | None
    anti_d_decision: str | None = None


def g_abo_rhd(match: BloodMatch, *, limits: SafetyLimits) -> GateAnswer:
    """Judge the groups of both for this route; the worst finding answers.

    An unknown group stops the session. RhD negative women need an antibody screen, and a
    recorded decision on anti-D when the donor is RhD positive; immune anti-D then stops
    the session, whatever was decided.
    """
    gate = Gate("g_abo_rhd", limits)
    seen = {"recipient": match.recipient, "donor": match.donor}
    her, his = _Known.of(match.recipient), _Known.of(match.donor)
    if her is None or his is None:
        return gate.hard(
            "GROUP_UNKNOWN",
            "Both blood groups must be known before cells are given.",
            **seen,
        )
    return worst(
        [*_abo(her, his, match=match, gate=gate), *_rhd(her, his, match=match, gate=gate)],
        otherwise=gate.passed("The blood groups suit each other.", **seen),
    )


def _abo(
    her: _Known, his: _Known, *, match: BloodMatch, gate: Gate
) -> Iterator[GateAnswer]:
    """Major mismatch: his red cells carry an antigen that hers lack."""
    if his.abo.antigens <= her.abo.antigens:
        return
    seen = {"recipient": her.abo, "donor": his.abo, "route": match.route}
    if match.route is None:
        yield gate.hard("ROUTE_MISSING", "Say how the cells are to be given.", **seen)
    elif match.route is Route.INTRAVENOUS:
        yield gate.hard(
            "ABO_MAJOR_IV", f"{his.abo} cells must not enter the vein of {her.abo}.", **seen
        )
    else:
        yield gate.warn(
            "ABO_MAJOR",
            f"{his.abo} cells into {her.abo}: a major mismatch. Watch the injection sites.",
            **seen,
        )


def _rhd(
    her: _Known, his: _Known, *, match: BloodMatch, gate: Gate
) -> Iterator[GateAnswer]:
    if her.rhd is not Rhd.NEGATIVE:
        return
    seen = {"recipient": her.rhd, "donor": his.rhd, "anti_d": her.anti_d}
    if her.anti_d is None:
        yield gate.hard(
            "ANTIBODY_SCREEN_MISSING",
            "She is RhD negative: an antibody screen is needed first.",
            **seen,
        )
    elif his.rhd is Rhd.NEGATIVE:
        return
    elif her.anti_d is AntiD.IMMUNE:
        yield gate.hard(
            "ANTI_D_IMMUNE",
            "She has made anti-D herself; RhD positive cells must not be given.",
            **seen,
        )
    elif not match.anti_d_decision:
        yield gate.soft(
            "ANTI_D_DECISION_NEEDED",
            "RhD negative woman, RhD positive donor: record the decision on anti-D.",
            **seen,
        )
