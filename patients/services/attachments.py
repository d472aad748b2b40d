"""A paper from outside comes onto a couple's file, is read, or is struck out."""

import hashlib
import hmac
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.records import secrecy
from foundation.records.papers import read_paper, read_photo
from foundation.records.services import void, write
from patients.choices import AttachmentKind
from patients.models import (
    Attachment,
    AttachmentContent,
    Consultation,
    Couple,
    Person,
)

LONGEST_NAME = 200
NEWER = "A newer photo is on file."


@transaction.atomic
def attach_paper(
    *,
    couple: Couple,
    kind: AttachmentKind,
    content: bytes,
    by,
    person: Person | None = None,
    consultation: Consultation | None = None,
    dated_on: date | None = None,
    note: str = "",
    original_name: str = "",
) -> Attachment:
    """Keep a paper, sealed; nobody as person is both of them.

    One that was brought to a consultation stands beside it, too.

    Raises:
        ValidationError: it is no paper that may be kept, or it is on file already.
    """
    try:
        is_photo = kind == AttachmentKind.PHOTO
        paper = read_photo(content) if is_photo else read_paper(content)
    except ValidationError as refusal:
        raise ValidationError({"paper": refusal.messages}) from refusal
    attachment = Attachment(
        couple=couple,
        person=person,
        consultation=consultation,
        kind=kind,
        dated_on=dated_on,
        note=note.strip(),
        original_name=_printable(original_name)[:LONGEST_NAME],
        media_type=paper.media_type,
        pages=paper.pages,
        size=len(paper.content),
        sha256=hashlib.sha256(paper.content).hexdigest(),
    )
    if is_photo and person:
        _replace_photos(couple, person, by=by)
    write(attachment, by=by, action="attachment.added", kind=attachment.kind)
    kept = AttachmentContent(attachment=attachment)
    kept.seal(paper.content)
    kept.save(force_insert=True)
    return attachment


def _replace_photos(couple: Couple, person: Person, *, by) -> None:
    """Of one person one photo stands: a newer one strikes the older out."""
    older = couple.attachments.standing().filter(person=person, kind=AttachmentKind.PHOTO)
    for photo in older:
        void(photo, by=by, reason=NEWER, action="attachment.voided", follows=True)


def _printable(name: str) -> str:
    """The name a file came with, as text to be shown and nothing else."""
    return "".join(letter for letter in name if letter.isprintable()).strip()


def open_paper(*, attachment: Attachment) -> bytes:
    """Open the sealed bytes and make sure that they are those that were kept.

    Raises: foundation.records.secrecy.Unreadable when they are not.
    """
    content = attachment.content.unseal()
    if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), attachment.sha256):
        raise secrecy.Unreadable("The bytes of this paper are not those that were kept.")
    return content


def void_attachment(*, attachment: Attachment, reason: str, by) -> Attachment:
    """Strike out a paper that does not belong here; it stays readable with the reason.

    Raises:
        ValidationError: no reason was given, or it is struck out already.
    """
    return void(attachment, by=by, reason=reason, action="attachment.voided")


def reseal_attachments() -> int:
    """Seal anew every paper that an older key sealed; the number of them.

    Each is a transaction of its own, so that a rotation can be stopped and gone on with.
    """
    older = AttachmentContent.objects.exclude(key_id=secrecy.current_key())
    waiting = list(older.order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        _reseal(pk)
    return len(waiting)


@transaction.atomic
def _reseal(pk) -> None:
    kept = AttachmentContent.objects.select_for_update().get(pk=pk)
    if kept.key_id != secrecy.current_key():
        kept.seal(kept.unseal())
        kept.save(update_fields=["key_id", "sealed"])
