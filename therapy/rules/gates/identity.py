"""Is this the right woman, the right order and the right product?"""

from dataclasses import asdict, dataclass

from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Scans:
    """What was scanned at the chair-side. Cells carry a donor; a bought product none."""

    recipient_band: str | None
    order_recipient: str | None
    label_recipient: str | None
    donor_tube: str | None = None
    label_donor: str | None = None
    from_donor: bool = True


def g_identity(scans: Scans | None, *, limits: SafetyLimits) -> GateAnswer:
    """Compare wristband, order and label, and for cells the donor's tube and label.

    A scan that was not made stops the session like one that does not match.
    """
    gate = Gate("g_identity", limits)
    if scans is None or not all((*_recipient(scans), *_donor(scans))):
        return gate.hard(
            "SCAN_MISSING",
            "Scan the wristband, the order and every label before anything is given.",
            **({} if scans is None else _seen(scans)),
        )
    if len(set(_recipient(scans))) > 1 or len(set(_donor(scans))) > 1:
        return gate.hard(
            "IDENTITY_MISMATCH",
            "The scanned labels do not belong together. Stop and find out why.",
            **_seen(scans),
        )
    return gate.passed("Wristband, order and labels belong together.", **_seen(scans))


def _recipient(scans: Scans) -> tuple[str | None, ...]:
    return scans.recipient_band, scans.order_recipient, scans.label_recipient


def _donor(scans: Scans) -> tuple[str | None, ...]:
    return (scans.donor_tube, scans.label_donor) if scans.from_donor else ()


def _seen(scans: Scans) -> dict[str, object]:
    return asdict(scans)
