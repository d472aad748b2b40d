"""Doors for the beat: what the whole clinic does by itself."""

from celery import shared_task

from clinic.backups import nightly
from clinic.day_end.printing import have_an_end as have_the_end_printed
from clinic.day_sheet import printing

# A large clinic takes minutes; the queue may deliver it a second time meanwhile, which
# finds the first one at work and goes home.
NIGHT_S = 3 * 60 * 60


@shared_task(name="clinic.keep_safe", soft_time_limit=NIGHT_S, time_limit=NIGHT_S + 60)
def keep_safe() -> None:
    nightly.keep_safe()


@shared_task(name="clinic.have_a_sheet", soft_time_limit=600, time_limit=660)
def have_a_sheet() -> None:
    printing.have_a_sheet()


@shared_task(name="clinic.have_an_end", soft_time_limit=600, time_limit=660)
def have_an_end() -> None:
    have_the_end_printed()
