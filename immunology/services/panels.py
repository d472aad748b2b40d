"""A panel is entered, changed while it is a draft, signed, voided."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from foundation.medicine.findings import Finding
from foundation.records.changes import change
from foundation.records.services import in_words, void, write
from immunology.models import Panel, Result
from immunology.rules.entry import SampleDates, sample_date_findings
from immunology.rules.sample_age import sample_age_findings
from immunology.selectors.desks import Desk, judged
from immunology.selectors.facts import sample_ages
from immunology.selectors.judging import Judged, Sample, Sheet, Typed
from immunology.services.results import JUDGEMENT, result_of

EMPTIED = "Emptied before signing."
# What the rules call a date, and what it is called where it is asked.
ASKED_AS = {"collected": "sampled_on", "received": "received_at", "reported": "reported_on"}


@transaction.atomic
def record_panel(
    *,
    desk: Desk,
    sample: Sample,
    typed: Mapping[str, Typed],
    acknowledged: str = "",
    on,
    by,
) -> Panel:
    """Put a panel on file as a draft: all of its results or none.

    Each value is read as typed and flagged by the intervals of the day the sample was
    taken. `on` is today in the clinic. An empty cell is not entered.

    Raises:
        ValidationError: a date cannot be; the sample came too old; a value cannot be
            read, is impossible, or is unusual and not confirmed (under the code of its
            test); results contradict each other and nobody said that the report says
            so; nothing was typed.
    """
    sheet = judged(desk, sample, typed=typed)
    entered = _accepted(sheet, sample, desk=desk, acknowledged=acknowledged, on=on)
    panel = Panel(couple=desk.couple, subject=desk.subject, code=desk.code)
    panel.person = desk.person
    _describe(panel, sample)
    write(panel, by=by, action="panel.recorded", tests=sorted(entered))
    cells = entered.values()
    _insert([result_of(cell, panel=panel, limits=sheet.limits, by=by) for cell in cells])
    return panel


@transaction.atomic
def change_panel(
    *,
    panel: Panel,
    desk: Desk,
    sample: Sample,
    typed: Mapping[str, Typed],
    acknowledged: str = "",
    on,
    by,
) -> Panel:
    """Change a draft as a whole, and judge it again by the limits confirmed by now.

    A cell that was emptied is struck out, not deleted.

    Raises:
        ValidationError: as for a new panel; or it is signed or voided by now.
        StaleRecord: a colleague changed or signed it after it was opened.
    """
    refuse_unless_draft(panel)
    sheet = judged(desk, sample, typed=typed)
    entered = _accepted(sheet, sample, desk=desk, acknowledged=acknowledged, on=on)
    _describe(panel, sample)
    write(panel, by=by, action="panel.changed", tests=sorted(entered))
    _follow(
        panel,
        {
            code: result_of(cell, panel=panel, limits=sheet.limits, by=by)
            for code, cell in entered.items()
        },
    )
    return panel


@transaction.atomic
def sign_panel(*, panel: Panel, by) -> Panel:
    """Put a clinician's name to a panel; from then on the database refuses any change.

    Raises:
        ValidationError: it is signed or voided already, or holds no result.
        StaleRecord: it was changed after it was opened.
    """
    refuse_unless_draft(panel)
    results = panel.results.standing()
    if not results.exists():
        raise ValidationError("There is no result to sign.")
    panel.signed_at, panel.signed_by = timezone.now(), by
    write(panel, by=by, action="panel.signed", code=panel.code)
    with change(user=by.pk, act="panel.signed"):
        results.update(signed_at=panel.signed_at, signed_by=by, version=F("version") + 1)
    return panel


@transaction.atomic
def void_panel(*, panel: Panel, reason: str, by) -> Panel:
    """Strike a panel out with all its results; it stays readable with the reason.

    Raises:
        ValidationError: no reason was given, or it is voided already.
    """
    void(panel, by=by, reason=reason, action="panel.voided")
    with change(user=by.pk, act="panel.voided", reason=panel.void_reason):
        panel.results.standing().update(
            voided_at=panel.voided_at,
            void_reason=panel.void_reason,
            version=F("version") + 1,
        )
    return panel


def refuse_unless_draft(panel: Panel) -> None:
    """Raises: ValidationError when the panel can no longer be changed."""
    if panel.voided_at is not None:
        raise ValidationError("This panel is voided.")
    if panel.is_signed:
        raise ValidationError(
            "This panel is signed. Correct a single result with a reason instead."
        )


def _describe(panel: Panel, sample: Sample) -> None:
    for name in (
        *("laboratory", "method", "specimen", "sampled_on", "collected_at"),
        *("received_at", "reported_on", "state", "phase", "note"),
    ):
        setattr(panel, name, getattr(sample, name))


def _accepted(
    sheet: Sheet, sample: Sample, *, desk: Desk, acknowledged: str, on
) -> dict[str, Judged]:
    """Give the entered cells, or refuse everything at once with a sentence for each."""
    refusals: dict[str, Any] = _dates_refused(desk, sample, on=on)
    for code, cell in sheet.rows.items():
        if cell.problem:
            refusals[code] = cell.problem
        elif cell.asks:
            refusals[code] = f"{cell.unusual} Tick “yes, as reported” to keep it."
    entered = {code: cell for code, cell in sheet.rows.items() if cell.reading}
    if not entered and not refusals:
        refusals[NON_FIELD_ERRORS] = "Type at least one result."
    if sheet.cautions and acknowledged != caution_words(sheet.cautions):
        refusals.setdefault(
            NON_FIELD_ERRORS,
            "Please look at the questions under the table, and answer them.",
        )
    if refusals:
        raise ValidationError(refusals)
    return entered


def caution_words(cautions: tuple[Finding, ...]) -> str:
    """Give the text that is acknowledged: exactly what was asked, nothing else."""
    return " ".join(found.message for found in cautions)


def _dates_refused(desk: Desk, sample: Sample, *, on) -> dict[str, Any]:
    received = timezone.localdate(sample.received_at) if sample.received_at else None
    dates = SampleDates(sample.sampled_on, received, sample.reported_on)
    too_old = sample_age_findings(
        collected=sample.collected_at,
        received=sample.received_at,
        limit=sample_ages().get(desk.code),
    )
    findings = [*too_old, *sample_date_findings(dates, on=on)]
    return {ASKED_AS[found.about]: found.message for found in findings}


def _insert(results: list[Result]) -> None:
    """Save new results together; a refusal of the database comes back as its sentence."""
    for result in results:
        _clean(result)
    try:
        with transaction.atomic():
            Result.objects.bulk_create(results)
    except IntegrityError as error:
        raise in_words(error, *results[:1]) from error


def _clean(result: Result) -> None:
    try:
        result.clean_fields(exclude=["panel", "analyte", "interval", "written_by"])
    except ValidationError as refusal:
        raise ValidationError({result.code: refusal.messages}) from refusal


def _follow(panel: Panel, wanted: Mapping[str, Result]) -> None:
    """Bring the results of a draft to what was typed now."""
    on_file = {result.code: result for result in panel.results.standing()}
    _insert([result for code, result in wanted.items() if code not in on_file])
    changed = []
    for code, kept in on_file.items():
        if code not in wanted:
            kept.voided_at, kept.void_reason = timezone.now(), EMPTIED
        elif not _take_over(kept, wanted[code]):
            continue
        kept.version += 1
        changed.append(kept)
    Result.objects.bulk_update(changed, [*_COLUMNS, "voided_at", "void_reason", "version"])


_COLUMNS = [name.removesuffix("_id") for name in JUDGEMENT]


def _take_over(kept: Result, new: Result) -> bool:
    """Write the new judgement over the kept row; tell whether anything changed."""
    changed = False
    for name in JUDGEMENT:
        if getattr(kept, name) != getattr(new, name):
            setattr(kept, name, getattr(new, name))
            changed = True
    return changed
