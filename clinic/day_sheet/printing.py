"""Printing the day sheet: drawn, a look at every couple on it, kept in a folder."""

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from appointments.models import Appointment
from clinic.day_sheet.facts import day_sheet_facts
from foundation.accounts.models import User
from foundation.accounts.services import the_clinic_itself
from foundation.records.services import log_look
from foundation.safekeeping.choices import Kind
from foundation.safekeeping.models import Chore
from foundation.safekeeping.rules.times import TRIED_AGAIN_AFTER
from foundation.safekeeping.selectors import last_tried
from foundation.safekeeping.services import ChoreFailed, on_record
from foundation.safekeeping.services.files import appearing_whole, own_folder
from patients.models import Couple
from patients.models.restriction import closed_couple
from reports.rendering import NotDrawable
from reports.rendering.day_sheet import draw_day_sheet

log = logging.getLogger(__name__)

# From six in the evening the sheet on the desk is tomorrow's.
EVENING: Final = 18


@transaction.atomic
def print_day_sheet(*, on: date, by: User) -> tuple[bytes, dict[str, int]]:
    """Draw the sheet of one day as this reader may see it; give the PDF and its figures.

    Each couple on it is a look in its own file: no log, no paper.

    Raises: ChoreFailed when it cannot be drawn.
    """
    facts, couples = day_sheet_facts(
        Appointment.objects.marked_for(by),
        couples=Couple.objects.standing().exclude(closed_couple(by)),
        on=on,
        at=timezone.now(),
    )
    for couple in couples:
        log_look(by=by, action="day_sheet.printed", subject=couple, on=on.isoformat())
    try:
        pdf = draw_day_sheet(facts)
    except NotDrawable as fault:
        raise ChoreFailed(str(fault)) from fault
    return pdf, {"visits": len(facts["visits"]), "couples": len(couples)}


def keep_day_sheet(file: Path, *, on: date, by: User | None = None) -> Chore:
    """Print the sheet of a day into a file for its owner only, and put it on record.

    Raises: ChoreFailed, OSError; the record says why.
    """
    with on_record(Kind.DAY_SHEET) as chore:
        chore.file = file.name
        pdf, figures = print_day_sheet(on=on, by=by or the_clinic_itself())
        with appearing_whole(file) as whole:
            whole.write(pdf)
        chore.details = {**figures, "size": len(pdf)}
    return chore


def sheet_of(folder: Path, *, on: date) -> Path:
    """The file of a day's sheet."""
    return folder / f"day-{on:%Y-%m-%d}.pdf"


def have_a_sheet() -> None:
    """See to it that the coming day lies in the folder, and no day that is over.

    Asked every few minutes: the sheet is printed in the evening, or as soon as the
    machine is on again. Without a folder nothing is done.
    """
    folder = settings.DAYSHEET_FOLDER
    if folder is None:
        return
    now = timezone.localtime()
    on = now.date() + timedelta(days=now.hour >= EVENING)
    try:
        remove_over(own_folder(folder), before=now.date())
        file = sheet_of(folder, on=on)
        tried = last_tried(Kind.DAY_SHEET)
        if not file.exists() and not (tried and now - tried.began_at < TRIED_AGAIN_AFTER):
            keep_day_sheet(file, on=on)
    except (ChoreFailed, OSError) as fault:
        log.warning("There is no day sheet: %s", fault)


def remove_over(folder: Path, *, before: date) -> None:
    """Remove the sheets of days that are over; other files are left alone."""
    over = sheet_of(folder, on=before).name
    for path in folder.glob("day-????-??-??.pdf"):
        if path.name < over:
            path.unlink()
