"""How long a couple has tried for a child, and what was found of what must be normal."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import Precision, approximate
from foundation.records.models import AuthoredRecord, RecordQuerySet, Said, Whose, tracked
from foundation.records.models.meanwhile import NOTHING
from patients.models.couple import Couple
from patients.models.merging import Clash, Moves
from patients.models.restriction import closed_couple


class Found(models.TextChoices):
    """What was found of something that may be normal; empty where nobody has looked."""

    NORMAL = "normal", "Normal"
    ABNORMAL = "abnormal", "Not normal"


class FertilityQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """It belongs to the history: for those who care for the couple."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        return self.exclude(closed_couple(user, "couple__"))


def _found(label: str) -> models.CharField:
    """One item: normal, abnormal, or empty where nobody has looked."""
    return models.CharField(label, max_length=8, choices=Found, blank=True)


@tracked
class Fertility(AuthoredRecord):
    """Since when they try, and each item that must be normal before it is unexplained."""

    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="fertility")
    trying_on = models.DateField("trying for a child since", null=True, blank=True)
    trying_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    trying_about = models.BooleanField("said “about”", default=False)
    ovaries = _found("ovarian function")
    tubes = _found("tubes")
    uterus = _found("uterus")
    cervix = _found("cervix")
    pelvis = _found("pelvis")
    coital_frequency = _found("coital frequency")
    testes = _found("testes")
    genital_anatomy = _found("genital anatomy of the man")
    ejaculate = _found("ejaculate")
    note = models.TextField(blank=True)

    objects = FertilityQuerySet.as_manager()

    whose = Whose(couple="couple_id")
    when_merged = {"couple": Moves("answers about trying for a child", Clash.STAYS)}
    unsaid = frozenset({"couple", "trying_precision", "trying_about"})

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "trying_on", "trying_precision", "trying_about", "ovaries", "tubes", "uterus",
            "cervix", "pelvis", "coital_frequency", "testes", "genital_anatomy",
            "ejaculate", "note", "void_reason",
        }  # fmt: skip
        open = {"id", "couple", "version", "written_at", "written_by", "voided_at"}

    class Meta(AuthoredRecord.Meta):
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once_per_couple",
                fields=["couple"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="This is on file already: change what is there.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_date_has_its_precision",
                violation_error_code="trying",
                condition=Q(trying_on__isnull=True, trying_precision=Precision.UNKNOWN)
                | (Q(trying_on__isnull=False) & ~Q(trying_precision=Precision.UNKNOWN)),
                violation_error_message="A date needs to say how exact it is.",
            ),
        ]

    def __str__(self) -> str:
        return f"Trying since {self.trying.text() if self.trying else 'not known'}"

    @property
    def trying(self) -> ApproximateDate | None:
        """Since when, as exactly as it is known; None is unknown."""
        return approximate(self.trying_on, self.trying_precision, about=self.trying_about)

    def in_words(self) -> dict[str, Said]:
        said = super().in_words()
        since = self.trying.text() if self.trying else NOTHING
        said["trying_on"] = Said("Trying for a child since", since)
        return said

    def clean(self) -> None:
        if self.trying and self.trying.earliest > timezone.localdate():
            raise ValidationError("This day has not come yet.", code="trying")
