"""What people agreed to: being contacted, being treated, giving cells."""

from django.db import models
from django.db.models import F, Q

from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.choices import Channel, ConsentDocument, Language, Therapy
from patients.models.merging import Clash, Moves
from patients.models.person import Person
from patients.models.restriction import closed_person


class ContactConsentQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """The desk needs to know how somebody may be reached."""
        if not user.may(Permission.COUPLE_VIEW):
            return self.none()
        return self.exclude(closed_person(user, "person"))


class TreatmentConsentQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """A consent names a therapy: only who may see therapies sees it."""
        if not user.may(Permission.THERAPY_VIEW):
            return self.none()
        return self.exclude(closed_person(user, "person"))

    def in_force(self):
        """Consents that stand and were not withdrawn."""
        return self.standing().filter(withdrawn_on__isnull=True)


@tracked
class ContactConsent(AuthoredRecord):
    """Whether the clinic may reach somebody by a channel. Not asked is not yes."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="contact_consents"
    )
    channel = models.CharField(max_length=10, choices=Channel)
    granted = models.BooleanField()

    objects = ContactConsentQuerySet.as_manager()

    whose = Whose(person="person_id")
    when_merged = {"person": Moves("answers about contact", on_clash=Clash.STAYS)}

    class Privacy:
        identifying: set[str] = set()
        clinical = {"void_reason"}
        open = {
            "id", "person", "channel", "granted", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_answer_per_channel",
                fields=["person", "channel"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="There is already an answer for this channel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {'yes' if self.granted else 'no'}"


@tracked
class TreatmentConsent(AuthoredRecord):
    """A signed consent to one therapy, in one version and one language."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="treatment_consents"
    )
    therapy_code = models.CharField(max_length=60)
    document = models.CharField(max_length=10, choices=ConsentDocument)
    document_version = models.PositiveIntegerField()
    language = models.CharField(max_length=5, choices=Language)
    interpreter = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = TreatmentConsentQuerySet.as_manager()

    whose = Whose(person="person_id")
    when_merged = {"person": Moves("consents", on_clash=Clash.STAYS)}

    class Privacy:
        identifying = {"interpreter"}
        clinical = {
            "therapy_code", "document", "document_version", "signed_on", "withdrawn_on",
            "void_reason",
        }  # fmt: skip
        open = {
            "id", "person", "language", "version", "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["-signed_on", "-pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_withdrawn_after_signing",
                condition=Q(withdrawn_on__isnull=True)
                | Q(withdrawn_on__gte=F("signed_on")),
                violation_error_message="It cannot be withdrawn before it was signed.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_versions_count_from_one",
                condition=Q(document_version__gte=1),
                violation_error_message="Versions of a document count from 1.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_signed_once",
                fields=[
                    "person",
                    "therapy_code",
                    "document",
                    "document_version",
                    "signed_on",
                ],
                condition=Q(voided_at__isnull=True),
                violation_error_message="This consent is already on file.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapy_code} ({self.get_document_display()}, {self.signed_on})"

    @property
    def is_read(self) -> bool:
        """Tell whether the text is in a language the person reads."""
        return self.language in self.person.reads

    @property
    def therapy_words(self) -> str:
        """The therapy's name; a code this floor does not know is shown as it is."""
        return dict(Therapy.choices).get(self.therapy_code, self.therapy_code)
