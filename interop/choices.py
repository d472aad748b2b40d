"""The words of what comes in from elsewhere."""

from django.db.models import TextChoices


class State(TextChoices):
    """How far the import of a register has come."""

    BROUGHT = "brought", "Columns to be chosen"
    CHECKING = "checking", "Being read"
    CHECKED = "checked", "To be looked at"
    IMPORTING = "importing", "Being imported"
    IMPORTED = "imported", "Imported"
    UNDONE = "undone", "Undone"
    DROPPED = "dropped", "Put aside"
