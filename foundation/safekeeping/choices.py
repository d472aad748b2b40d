"""The words of the machine room."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What is done to keep the records safe, each on record whenever it is done."""

    BACKUP = "backup", "Backup"
    DRILL = "restore_drill", "Restore drill"
    DAY_SHEET = "day_sheet", "Day sheet"
    DAY_END = "day_end", "End of the day"
    KEYS = "key_rotation", "New keys"
    RESTORE = "restore", "Restore"


class State(TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
