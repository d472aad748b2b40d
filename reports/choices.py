"""The words of issued documents."""

from django.db.models import TextChoices


class Kind(TextChoices):
    COUPLE_REPORT = "couple_report", "Couple report"


class State(TextChoices):
    """Where a document is on its way to paper."""

    WAITING = "waiting", "Waiting"
    DRAWING = "drawing", "Being drawn"
    READY = "ready", "Ready"
    FAILED = "failed", "Not drawn"


class Layout(TextChoices):
    """Every layout ever issued stays drawable: a changed layout is a new one."""

    COUPLE_REPORT_1 = "couple_report_1", "Couple report, layout 1"
