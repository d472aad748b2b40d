"""People who give eggs, sperm, embryos or cells: known by a code, their identity sealed."""

import uuid
from dataclasses import dataclass
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.accounts.roles import Permission
from foundation.records.models import (
    AuthoredRecord,
    RecordQuerySet,
    SealedText,
    Whose,
    tracked,
)
from patients.models.merging import Stays
from patients.models.person import Person


class Gift(models.TextChoices):
    """What somebody gives who is not one of the couple."""

    EGG = "egg", "Eggs"
    SPERM = "sperm", "Sperm"
    EMBRYO = "embryo", "Embryos"
    CELLS = "cells", "Lymphocytes"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a donor is, as it was told; empty is not known."""

    name: str
    native_name: str
    born: str
    phone: str
    address: str


class DonorQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """Codes are for those who plan and record treatments; who it is, for fewer."""
        return self if user.may(Permission.THERAPY_VIEW) else self.none()

    def available(self) -> Self:
        """Donors that may be chosen for something new."""
        return self.standing().filter(is_available=True)

    def codes_of(self, person):
        """The codes of somebody who gives, the oldest first."""
        return (
            self.standing()
            .filter(person=person)
            .order_by("code")
            .values_list("code", flat=True)
        )


@tracked
class Donor(AuthoredRecord):
    """One donor. The person behind the code carries no name: it is sealed here.

    Whatever shows that person shows the code, whoever looks. That person is merged with
    nobody: a merge would tie a code to a name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="donor_codes")
    code = models.CharField(max_length=12, unique=True)
    gives = ArrayField(models.CharField(max_length=6, choices=Gift))
    is_available = models.BooleanField("may be chosen", default=True)
    name = SealedText()
    native_name = SealedText("name in own script", blank=True)
    born = SealedText(blank=True)
    phone = SealedText("telephone", blank=True)
    address = SealedText(blank=True)

    objects = DonorQuerySet.as_manager()

    whose = Whose(person="person_id")
    when_merged = {"person": Stays("whoever has a code is merged with nobody")}
    unsaid = frozenset({"person"})

    class Privacy:
        identifying = {"name", "native_name", "born", "phone", "address"}
        clinical = {"gives", "void_reason"}
        open = {
            "id", "person", "code", "is_available", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["code"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_gives_something",
                violation_error_code="gives",
                condition=Q(gives__len__gt=0),
                violation_error_message="Say what this donor gives.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def gives_words(self) -> str:
        """What is given, in words: Eggs, Embryos."""
        return ", ".join(Gift(each).label for each in self.gives)

    @property
    def is_donor_alone(self) -> bool:
        """Tell whether the person behind the code is in no couple, ended ones too."""
        person = self.person
        return not (person.couples_as_woman.exists() or person.couples_as_man.exists())

    @property
    def identity(self) -> Identity:
        """Who it is: opens the seal. Whoever reads it leaves a line in the log first."""
        return Identity(self.name, self.native_name, self.born, self.phone, self.address)
