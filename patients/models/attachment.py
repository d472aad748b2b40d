"""Papers from outside that belong to a couple's file: reports, scans, letters."""

import uuid
from typing import Final, Self

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.accounts.roles import Permission
from foundation.records import secrecy
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from foundation.records.papers import MOST_BYTES
from patients.choices import AttachmentKind, PaperType
from patients.models.consultation import Consultation
from patients.models.couple import Couple
from patients.models.merging import Clash, Moves, only_a_merge_moves
from patients.models.person import Person

# A paper is for those who may see what it says, whoever put it on file.
OPEN_TO: Final = {
    AttachmentKind.LABORATORY: Permission.RESULT_VIEW,
    AttachmentKind.INFECTION: Permission.INFECTION_VIEW,
    AttachmentKind.CONSENT: Permission.THERAPY_VIEW,
    AttachmentKind.LETTER: Permission.HISTORY_VIEW,
    AttachmentKind.PHOTO: Permission.COUPLE_VIEW,
    AttachmentKind.OTHER: Permission.HISTORY_VIEW,
}
ENDINGS: Final = {PaperType.PDF: "pdf", PaperType.JPEG: "jpg", PaperType.PNG: "png"}
NOT_THEIRS = "This person is not one of the couple."
NOT_HELD = "This consultation is not one of the couple’s."
FUTURE = "This day lies in the future."


def kinds_open_to(user) -> list[AttachmentKind]:
    """The kinds of paper this member of staff may read and put on file."""
    return [kind for kind, permission in OPEN_TO.items() if user.may(permission)]


class AttachmentQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """Papers of couples the reader may open, of kinds the reader may read."""
        return self.filter(
            kind__in=kinds_open_to(user), couple__in=Couple.objects.visible_to(user)
        )

    def hidden_from(self, user) -> Self:
        """Papers of the same couples the reader may know of, never read: to be counted."""
        theirs = self.filter(couple__in=Couple.objects.visible_to(user))
        return theirs.exclude(kind__in=kinds_open_to(user))


@tracked
class Attachment(AuthoredRecord):
    """One paper: what it is, whom it is about, and which bytes it was.

    What was put on file never changes. A wrong paper is struck out and stays readable.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="attachments")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
    )
    kind = models.CharField(max_length=12, choices=AttachmentKind)
    dated_on = models.DateField("date on the paper", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    original_name = models.CharField("name it came with", max_length=200, blank=True)
    media_type = models.CharField(max_length=20, choices=PaperType)
    pages = models.PositiveSmallIntegerField(default=1)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = AttachmentQuerySet.as_manager()

    whose = Whose(couple="couple_id", person="person_id")
    when_merged = {
        "couple": Moves("papers from outside", on_clash=Clash.STAYS),
        "person": Moves("papers from outside", on_clash=Clash.STAYS, beside="couple"),
    }

    class Privacy:
        identifying = {"original_name", "note"}
        clinical = {"kind", "dated_on", "void_reason"}
        open = {
            "id", "couple", "person", "consultation", "media_type", "pages", "size",
            "sha256", "version", "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["-written_at", "-id"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_on_file_once",
                fields=["couple", "sha256"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="This very paper is already on their file.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_photo_stands",
                fields=["couple", "person"],
                condition=Q(kind=AttachmentKind.PHOTO, voided_at__isnull=True),
                violation_error_message="A photo of this person is on file already.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_fits_the_limit",
                condition=Q(size__range=(1, MOST_BYTES)),
                violation_error_message="A paper has at least one byte and at most 15 MB.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_photo_shows_one_person",
                violation_error_code="person",
                condition=~Q(kind=AttachmentKind.PHOTO) | Q(person__isnull=False),
                violation_error_message="Say which of the two the photo shows.",
            ),
        ]
        triggers = [
            *AuthoredRecord.Meta.triggers,
            pgtrigger.Protect(
                name="paper_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["version", "voided_at", "void_reason", "couple", "person"]
                ),
            ),
            only_a_merge_moves("couple", "person", name="whose_it_is_never_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.couple}"

    def clean(self) -> None:
        if self.person_id and self.person_id not in (
            self.couple.woman_id,
            self.couple.man_id,
        ):
            raise ValidationError({"person": NOT_THEIRS})
        if self.consultation and self.consultation.couple_id != self.couple_id:
            raise ValidationError({"consultation": NOT_HELD})
        if self.dated_on and self.dated_on > timezone.localdate():
            raise ValidationError({"dated_on": FUTURE})

    @property
    def file_name(self) -> str:
        """The name it is handed over under: nothing a person typed."""
        kind = AttachmentKind(self.kind).value
        ending = ENDINGS[PaperType(self.media_type)]
        return f"{self.couple.number}-{kind}-{str(self.pk)[:8]}.{ending}"


class AttachmentContent(models.Model):
    """The bytes of a paper, sealed for its row; a table of its own keeps lists light.

    They lie in the database: what saves a paper also saves its row, or neither, and one
    backup holds both. They are written once; only a new key seals them anew.
    """

    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    key_id = models.CharField(max_length=60)
    sealed = models.BinaryField()

    whose = Whose(couple="attachment.couple_id", person="attachment.person_id")

    class Privacy:
        identifying = {"sealed"}
        clinical: set[str] = set()
        open = {"attachment", "key_id"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_names_its_key",
                condition=~Q(key_id=""),
                violation_error_message="A sealed paper says which key opens it.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_sealed_anew",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__key_id=pgtrigger.F("new__key_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"Content of {self.attachment_id}"

    @property
    def _place(self) -> str:
        return f"{self._meta.label}.sealed:{self.attachment_id}"

    def seal(self, content: bytes) -> None:
        """Seal the bytes for this row with the present key."""
        self.key_id = secrecy.current_key()
        self.sealed = secrecy.seal_bytes(content, place=self._place, key_id=self.key_id)

    def unseal(self) -> bytes:
        """Open the bytes.

        Raises: foundation.records.secrecy.Unreadable when they were moved or changed.
        """
        sealed = bytes(self.sealed)
        return secrecy.unseal_bytes(sealed, place=self._place, key_id=self.key_id)
