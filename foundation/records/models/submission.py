from django.conf import settings
from django.db import models


class Submission(models.Model):
    """A form that was accepted once: sent again, it gets the same answer."""

    key = models.UUIDField(primary_key=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(max_length=300)
    answer = models.CharField(max_length=300, blank=True)
    leaves_page = models.BooleanField(default=False)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Privacy:
        identifying = {"path", "answer"}
        clinical: set[str] = set()
        open = {"key", "by", "sent_at", "leaves_page"}

    def __str__(self) -> str:
        return f"{self.path} {self.key}"
