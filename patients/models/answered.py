"""What a history came to, as it was answered then."""

from django.conf import settings
from django.db import models

from foundation.accounts.roles import Permission
from foundation.records.models import Whose
from foundation.records.models.act import written_once
from patients.models.couple import Couple
from patients.models.definition import LossDefinition
from patients.models.merging import Stays
from patients.models.restriction import closed_couple


class ClassAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Answers belong to the history: for those who care for the couple."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        return self.exclude(closed_couple(user, "couple__"))

    def newest_first(self):
        """The last answer first."""
        return self.order_by("-pk")


class ClassAnswer(models.Model):
    """One answer under one definition. It never changes: a new reckoning is a new row.

    `inputs_hash` names exactly what was known and which definition was asked, with the
    clinic's own answers in it; `facts` are the pregnancies as the rule read them.
    """

    couple = models.ForeignKey(
        Couple, on_delete=models.PROTECT, related_name="class_answers"
    )
    definition = models.ForeignKey(
        LossDefinition, on_delete=models.PROTECT, related_name="+"
    )
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveIntegerField()
    inputs_hash = models.CharField(max_length=64)
    facts = models.JSONField()
    answer = models.JSONField()
    verdict = models.CharField(max_length=120)
    sentence = models.TextField()
    answered_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ClassAnswerQuerySet.as_manager()

    whose = Whose(couple="couple_id")
    when_merged = dict.fromkeys(
        ("couple", "facts", "answer"), Stays("it answers for the history as it was then")
    )

    class Privacy:
        identifying: set[str] = set()
        clinical = {"facts", "answer", "verdict", "sentence"}
        open = {
            "id", "couple", "definition", "rule", "rule_version", "inputs_hash",
            "answered_at", "asked_by",
        }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["couple", "-id"], name="patients_newest_answer"),
        ]
        triggers = written_once()

    def __str__(self) -> str:
        return f"{self.verdict} ({self.answered_at:%Y-%m-%d})"
