"""What the night does by itself: a backup every night, a drill every week."""

import logging

from django.conf import settings
from django.utils import timezone

from clinic.backups.drilling import drill
from clinic.backups.making import back_up
from clinic.backups.scratch import clear_drills
from clinic.backups.shelf import newest_in
from foundation.safekeeping.choices import Kind
from foundation.safekeeping.selectors import is_time_for
from foundation.safekeeping.services import ChoreFailed, note_keys

log = logging.getLogger(__name__)


def keep_safe() -> None:
    """Do what is due; asked every few minutes, so that a missed night is caught up with.

    Without a folder nothing is done, and the machine room says so. What fails is on
    record with its reason and tried again later.
    """
    note_keys()
    clear_drills()
    folder = settings.BACKUP_FOLDER
    if folder is None:
        return
    now = timezone.localtime()
    try:
        if is_time_for(Kind.BACKUP, now=now):
            back_up(folder)
        newest = newest_in(folder)
        if newest and is_time_for(Kind.DRILL, now=now):
            drill(newest)
    except (ChoreFailed, OSError) as fault:
        log.warning("The records were not kept safe: %s", fault)
