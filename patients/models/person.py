"""A person has one record for life."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate, completed_years
from foundation.records.dates import Precision, approximate
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.choices import Abo, Language, Rhd, Sex
from patients.models.derived import DerivedText
from patients.models.merging import Clash, Moves, Stays
from patients.models.name_key import OF_A_PERSON
from patients.models.restriction import closed_person
from patients.models.searching import digits_only, search_key

UNBORN = "A date of birth cannot lie in the future."


class PersonQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """The people this member of staff may know about; nobody without permission."""
        if not user.may(Permission.COUPLE_VIEW):
            return self.none()
        return self.exclude(closed_person(user))

    def standing(self):
        """People on file; who was merged into another record is found there."""
        return super().standing().filter(merged_into__isnull=True)


@tracked
class Person(AuthoredRecord):
    """Somebody the clinic cares for, or who gives cells."""

    number = models.CharField(max_length=16, unique=True)
    name = models.CharField("name", max_length=200, help_text="In Latin letters.")
    native_name = models.CharField("name in own script", max_length=200, blank=True)
    sex = models.CharField(max_length=1, choices=Sex)
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    born_about = models.BooleanField("said “about”", default=False)
    language = models.CharField(
        "language", max_length=5, choices=Language, default=Language.ENGLISH
    )
    also_reads = ArrayField(
        models.CharField(max_length=5, choices=Language), default=list, blank=True
    )
    email = models.EmailField("e-mail", blank=True)
    address = models.CharField("address", max_length=400, blank=True)
    other_address = models.CharField("second address", max_length=400, blank=True)
    occupation = models.CharField("occupation", max_length=120, blank=True)
    referred_by = models.CharField("referring doctor", max_length=200, blank=True)
    emergency_name = models.CharField("in an emergency", max_length=200, blank=True)
    emergency_relation = models.CharField("who that is", max_length=80, blank=True)
    emergency_phone = PhoneNumberField("telephone in an emergency", blank=True)
    abo = models.CharField("ABO group", max_length=2, choices=Abo, blank=True)
    rhd = models.CharField("RhD", max_length=3, choices=Rhd, blank=True)
    search_name = DerivedText(editable=False, db_collation="C")
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PersonQuerySet.as_manager()

    whose = Whose(person="pk")
    unsaid = frozenset({"merged_into"})
    when_merged = {"merged_into": Stays("the pointer itself")}

    class Privacy:
        identifying = {
            "number", "name", "native_name", "born_on", "born_precision", "born_about",
            "email", "search_name", "address", "other_address", "occupation",
            "referred_by", "emergency_name", "emergency_relation", "emergency_phone",
        }  # fmt: skip
        clinical = {"sex", "abo", "rhd", "language", "also_reads", "void_reason"}
        open = {"id", "merged_into", "version", "written_at", "written_by", "voided_at"}

    class Meta(AuthoredRecord.Meta):
        indexes = [models.Index(fields=["born_on"], name="patients_person_born")]
        triggers = [*AuthoredRecord.Meta.triggers, OF_A_PERSON]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_birth_date_has_its_precision",
                condition=Q(born_on__isnull=True, born_precision=Precision.UNKNOWN)
                | (Q(born_on__isnull=False) & ~Q(born_precision=Precision.UNKNOWN)),
                violation_error_message="A date of birth needs to say how exact it is.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_emergency_names_somebody",
                violation_error_code="emergency_name",
                condition=~Q(emergency_name="")
                | Q(emergency_relation="", emergency_phone=""),
                violation_error_message="Say who it is that is called in an emergency.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Everybody on file has a name.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="This is one and the same record.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def clean(self) -> None:
        if self.born_on and self.born_on > timezone.localdate():
            raise ValidationError({"born_on": UNBORN})

    def derive_search_name(self) -> str:
        """Both names as they are sought, and as they sound; see NameKey."""
        return search_key(self.name, self.native_name)

    @property
    def born(self) -> ApproximateDate | None:
        """The date of birth as exactly as it is known; None is unknown."""
        return approximate(self.born_on, self.born_precision, about=self.born_about)

    @property
    def initials(self) -> str:
        """The first letters of the Latin name: A. S."""
        return " ".join(f"{word[0].upper()}." for word in self.name.split())

    @property
    def reads(self) -> list[str]:
        """Languages this person reads, the preferred one first."""
        return [self.language, *(code for code in self.also_reads if code != self.language)]

    @property
    def born_words(self) -> str:
        """The date of birth as it is known, or nothing."""
        return self.born.text() if self.born else ""

    @property
    def emergency(self) -> str:
        """Whom to call in an emergency, in one line; nothing while nobody was named."""
        who = f"{self.emergency_name} ({self.emergency_relation})"
        named = who if self.emergency_relation else self.emergency_name
        return ", ".join(filter(None, [named, str(self.emergency_phone or "")]))

    @property
    def blood_group(self) -> str:
        """ABO and RhD together; nothing while neither is known."""
        return " ".join(filter(None, [self.abo, self.get_rhd_display()]))

    def age(self, *, on: date) -> int | None:
        """Completed years on that day; one year uncertain when only the year is known."""
        return completed_years(self.born_on, on=on)


@tracked
class PhoneNumber(AuthoredRecord):
    """A way to call somebody. Families share telephones: the number is not unique."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="phones")
    number = PhoneNumberField("telephone")
    digits = DerivedText(editable=False, db_collation="C")

    whose = Whose(person="person_id")
    when_merged = {"person": Moves("telephones", on_clash=Clash.STAYS)}

    class Privacy:
        identifying = {"number", "digits"}
        clinical = {"void_reason"}
        open = {"id", "person", "version", "written_at", "written_by", "voided_at"}

    class Meta(AuthoredRecord.Meta):
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["digits"], name="patients_phone_digits"),
            models.Index(Reverse("digits"), name="patients_phone_last_digits"),
        ]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once_per_person",
                fields=["person", "digits"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="This telephone number is already on file.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def derive_digits(self) -> str:
        """The number as it is sought: digits alone, with the country's first."""
        return digits_only(str(self.number))
