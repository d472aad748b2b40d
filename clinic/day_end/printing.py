"""Printing the day-end sheet: sealed to the last line, then drawn."""

from datetime import date
from pathlib import Path

from django.utils import timezone

from clinic.day_end.facts import day_end_facts
from foundation.records.audit.sealing import seal_new_lines
from foundation.safekeeping.services.files import appearing_whole
from reports.rendering.day_sheet import DAY_END, draw_day_sheet


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
