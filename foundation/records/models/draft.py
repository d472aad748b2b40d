"""What somebody has typed into a form and not saved yet."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from foundation.records.models.sealed import SealedText
from foundation.records.models.whose import Whose


class DraftQuerySet(models.QuerySet):
    def of(self, author) -> Self:
        """Nobody else ever sees them."""
        return self.filter(author=author)

    def kept_before(self, moment: datetime) -> Self:
        return self.filter(kept_at__lt=moment)


class Draft(models.Model):
    """One form as one person has filled it in so far; it goes when the form is saved.

    `key` is the key against double submit of the drawn form (`{% form_keys %}`): the form
    that is saved carries it, so the draft is found again without looking at its words.
    `address` is where the form is sent and `form` the name of that door; `opened_at` is
    when its author read the page. `turn` orders what was sent, so that the last word wins.
    The content is every answer with the name of its question, and with them the versions
    of the rows the form was opened on.

    Couple and person are numbers without a foreign key: this floor lies below theirs.
    """

    key = models.UUIDField(primary_key=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    form = models.CharField(max_length=100)
    address = models.CharField(max_length=300)
    couple_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    content = SealedText()
    turn = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField()
    kept_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = DraftQuerySet.as_manager()

    whose = Whose(couple="couple_id", person="person_id")

    class Privacy:
        identifying = {"address"}
        clinical = {"content"}
        open = {
            "key", "author", "form", "couple_id", "person_id", "turn", "opened_at",
            "kept_at",
        }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["author", "address"], name="records_draft_of_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.key}"
