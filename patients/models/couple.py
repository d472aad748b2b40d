"""Two people and a period: the unit of care."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import Precision, approximate
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.choices import Kinship, Relation, Sex
from patients.models.merging import Moves, Stays
from patients.models.name_key import OF_A_COUPLE
from patients.models.person import Person
from patients.models.restriction import closed_couple


class EndReason(models.TextChoices):
    """Why two people are no longer a couple, as far as it matters in a clinic."""

    SEPARATED = "separated", "Separated"
    DIVORCED = "divorced", "Divorced"
    DEATH = "death", "One of them died"
    OTHER = "other", "Another reason"


class CoupleQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """The couples this member of staff may open; none without permission."""
        if not user.may(Permission.COUPLE_VIEW):
            return self.none()
        return self.exclude(closed_couple(user))

    def standing(self):
        """Couples on file; one that was merged into another is found there."""
        return super().standing().filter(merged_into__isnull=True)

    def merged_away(self):
        """Couples that were merged into another record, with that record."""
        return self.filter(merged_into__isnull=False).select_related("merged_into")

    def behind_glass(self, user):
        """Restricted couples this reader could open by breaking the glass; else none."""
        if not user.may(Permission.GLASS_BREAK):
            return self.none()
        return self.standing().filter(closed_couple(user))

    def known_to(self, user):
        """What he may open, and what breaking the glass would open, marked `is_closed`."""
        if not user.may(Permission.GLASS_BREAK):
            return self.visible_to(user).annotate(is_closed=Value(False))
        closed = When(closed_couple(user), then=True)
        return self.annotate(is_closed=Case(closed, default=False))

    def together(self):
        """Couples that have not separated."""
        return self.filter(ended_on__isnull=True)

    def beside(self, couple, *people):
        """The other standing couples of these two, woman and man."""
        woman, man = people
        either = Q(woman=woman) | Q(man=man)
        return self.standing().filter(either).exclude(pk=couple)

    def with_people(self):
        """Both partners in the same query."""
        return self.select_related("woman", "man")


@tracked
class Couple(AuthoredRecord):
    """Woman, man and the time they are together."""

    number = models.CharField(max_length=12, unique=True)
    woman = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="couples_as_woman"
    )
    man = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="couples_as_man")
    relation = models.CharField(max_length=10, choices=Relation, default=Relation.MARRIED)
    kinship = models.CharField(
        "related by blood", max_length=13, choices=Kinship, blank=True
    )
    kinship_note = models.CharField("how they are related", max_length=200, blank=True)
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField("ended", null=True, blank=True)
    ended_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    ended_about = models.BooleanField("said “about”", default=False)
    end_reason = models.CharField(
        "reason of the end", max_length=10, choices=EndReason, blank=True
    )
    end_note = models.CharField("note on the end", max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = CoupleQuerySet.as_manager()

    whose = Whose(couple="pk")
    unsaid = frozenset({"merged_into"})
    when_merged = {
        "woman": Moves("couples"),
        "man": Moves("couples"),
        "merged_into": Stays("the pointer itself"),
    }

    class Privacy:
        identifying = {"number"}
        clinical = {
            "relation", "kinship", "kinship_note", "began_on", "ended_on",
            "ended_precision", "ended_about", "end_reason", "end_note", "void_reason",
        }  # fmt: skip
        open = {
            "id", "woman", "man", "merged_into", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        triggers = [*AuthoredRecord.Meta.triggers, OF_A_COUPLE]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_two_people",
                condition=~Q(woman=F("man")),
                violation_error_message="A couple is two different people.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_began",
                condition=Q(ended_on__isnull=True)
                | Q(began_on__isnull=True)
                | ~Q(ended_precision=Precision.DAY)
                | Q(ended_on__gte=F("began_on")),
                violation_error_message="The end lies before the beginning.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_kinship_is_said_before_it_is_told",
                violation_error_code="kinship",
                condition=Q(kinship_note="") | ~Q(kinship__in=["", Kinship.NONE]),
                violation_error_message=(
                    "Choose how they are related; words only explain it."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_end_has_its_precision_and_reason",
                condition=Q(
                    ended_on__isnull=True,
                    ended_precision=Precision.UNKNOWN,
                    end_reason="",
                    end_note="",
                )
                | (
                    Q(ended_on__isnull=False)
                    & ~Q(ended_precision=Precision.UNKNOWN)
                    & ~Q(end_reason="")
                ),
                violation_error_message="Say since when, how exactly it is known, and why.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_on_file_once",
                fields=["woman", "man"],
                condition=Q(
                    ended_on__isnull=True,
                    voided_at__isnull=True,
                    merged_into__isnull=True,
                ),
                violation_error_message="These two are already on file as a couple.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="This is one and the same record.",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        if (self.woman.sex, self.man.sex) != (Sex.FEMALE, Sex.MALE):
            raise ValidationError("A couple here is a woman and a man.")

    def get_absolute_url(self) -> str:
        return reverse("couple_chart", args=[self.number])

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None

    @property
    def ended(self) -> ApproximateDate | None:
        """Since when they are no couple, as exactly as it is known; None is together."""
        return approximate(self.ended_on, self.ended_precision, about=self.ended_about)

    @property
    def ended_words(self) -> str:
        return self.ended.text() if self.ended else ""

    @property
    def initials(self) -> str:
        """Both by their initials alone, where a name may not be read: A. S. and R. S."""
        return " and ".join(person.initials for person in self.people)

    @property
    def people(self) -> tuple[Person, Person]:
        return self.woman, self.man
