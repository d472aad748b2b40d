"""Synthetic laboratories, limits and panels for tests."""

from datetime import date
from typing import Any

from django.utils import timezone

from immunology import services
from immunology.choices import PanelCode, Subject
from immunology.models import Laboratory, Panel, ReferenceInterval
from immunology.selectors.desks import Desk, analytes_of, desk
from immunology.selectors.judging import Sample, Typed
from patients.models import Couple

TODAY = date(2026, 11, 20)
SAMPLED = date(2026, 11, 12)
REPORTED = date(2026, 11, 14)


def laboratory(*, by, code: str = "DRL", **fields: Any) -> Laboratory:
    """A laboratory that reports with the intervals of the Asian adults."""
    defaults = {"name": f"Sample Laboratory {code}", "interval_sets": ["CDLI 2004"]}
    return Laboratory.objects.create(written_by=by, code=code, **defaults | fields)


def confirmed(*codes: str, by) -> None:
    """Put a clinician's name to these limits."""
    ReferenceInterval.objects.filter(code__in=codes).update(
        confirmed_by=by, confirmed_at=timezone.now()
    )


def desk_for(
    couple: Couple,
    code: str = "phenotype",
    subject: str = "woman",
    draft: Panel | None = None,
) -> Desk:
    return desk(
        draft=draft,
        couple=couple,
        code=PanelCode(code),
        subject=Subject(subject),
        analytes=analytes_of(code),
    )


def sample(lab: Laboratory, **fields: Any) -> Sample:
    defaults = {"sampled_on": SAMPLED, "reported_on": REPORTED}
    return Sample(laboratory=lab, **defaults | fields)


def panel(
    couple: Couple,
    *,
    by,
    lab: Laboratory,
    code: str = "phenotype",
    subject: str = "woman",
    values: dict[str, str] | None = None,
    signed: bool = False,
    acknowledged: str = "",
    **fields: Any,
) -> Panel:
    """A panel as the clinic records it, through its services."""
    typed = values or {"cd3_pct": "72.1", "nk_pct": "14.2"}
    recorded = services.record_panel(
        desk=desk_for(couple, code, subject),
        sample=sample(lab, **fields),
        typed={name: Typed(text) for name, text in typed.items()},
        acknowledged=acknowledged,
        on=TODAY,
        by=by,
    )
    if signed:
        services.sign_panel(panel=recorded, by=by)
    return recorded
