"""Printing the day-end sheet: sealed to the last line, then drawn."""

import logging
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from clinic.day_end.facts import day_end_facts
from foundation.records.audit.sealing import seal_new_lines
from foundation.records.models import Act
from foundation.safekeeping.choices import Kind
from foundation.safekeeping.rules.times import TRIED_AGAIN_AFTER
from foundation.safekeeping.selectors import last_tried
from foundation.safekeeping.services import ChoreFailed, on_record
from foundation.safekeeping.services.files import appearing_whole, own_folder
from reports.rendering import NotDrawable
from reports.rendering.day_sheet import DAY_END, draw_day_sheet

log = logging.getLogger(__name__)


def keep_day_end(file: Path, *, on: date) -> None:
    """Print the sheet of a day into a file; its seal covers everything until now.

    Raises: NotDrawable, OSError.
    """
    seal_new_lines()
    facts = day_end_facts(on=on, at=timezone.now())
    pdf = draw_day_sheet(facts, layout=DAY_END)
    with appearing_whole(file) as whole:
        whole.write(pdf)


def end_of(folder: Path, *, on: date) -> Path:
    """The file of a day's end."""
    return folder / f"end-{on:%Y-%m-%d}.pdf"


def have_an_end() -> None:
    """See to it that the paper of the last day that is over lies in the folder.

    Asked every few minutes: it is printed after midnight, when nothing more can happen on
    that day, or as soon as the machine is on again. A day on which nobody did anything,
    and a clinic without a folder, have none.
    """
    folder = settings.DAYSHEET_FOLDER
    if folder is None:
        return
    now = timezone.localtime()
    on = now.date() - timedelta(days=1)
    try:
        file = end_of(own_folder(folder), on=on)
        tried = last_tried(Kind.DAY_END)
        waits = tried and now - tried.began_at < TRIED_AGAIN_AFTER
        if file.exists() or waits or not _anything_happened(on):
            return
        with on_record(Kind.DAY_END) as chore:
            chore.file = file.name
            _keep(file, on=on)
    except (ChoreFailed, OSError) as fault:
        log.warning("There is no paper of the day's end: %s", fault)


def _keep(file: Path, *, on: date) -> None:
    try:
        keep_day_end(file, on=on)
    except NotDrawable as fault:
        raise ChoreFailed(str(fault)) from fault


def _anything_happened(on: date) -> bool:
    return Act.objects.filter(happened_at__date=on).exists()
