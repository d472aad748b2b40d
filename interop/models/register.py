"""An old register: the file as it came, how it is read, and which rows it made."""

import json
import uuid
import zlib
from datetime import datetime
from typing import Any, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.roles import Permission
from foundation.records import secrecy
from foundation.records.models import NOBODYS, AuthoredRecord, RecordQuerySet
from foundation.records.models.act import written_once
from interop.choices import State

ATTEMPTS_AT_MOST = 3
AT_WORK = (State.CHECKING, State.IMPORTING)
PASSING = ["done", "total", "leased_until", "attempts"]


class RegisterQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """The imports this member of staff may know of; none without permission."""
        return self if user.may(Permission.REGISTER_IMPORT) else self.none()

    def open_to(self, user) -> Self:
        """Those whose rows he may read: the files that he brought himself."""
        return self.visible_to(user).filter(written_by=user)

    def waiting(self, *, at: datetime) -> Self:
        """Those nobody works on: not begun, or left by a worker that fell."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
        return self.filter(free, state__in=AT_WORK)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=PASSING, append_only=True
)
class RegisterImport(AuthoredRecord):
    """One file that was brought, from the choice of its columns to its undoing.

    brought --columns chosen--> checking --read--> checked --imported--> undone
       |                           ^  answers, mended  |        ^
       |                           +-------------------+--------+ importing
       +--> put aside
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original_name = models.CharField("name it came with", max_length=200, blank=True)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    lines = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    headings_hash = models.CharField(max_length=64, db_index=True)
    mapping = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.BROUGHT)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    reason = models.TextField("why it was not done", blank=True)
    couples = models.PositiveIntegerField(default=0)
    pregnancies = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undo_reason = models.CharField("why it was undone", max_length=300, blank=True)

    objects = RegisterQuerySet.as_manager()

    whose = NOBODYS

    class Privacy:
        identifying = {"original_name"}
        clinical = {"mapping", "undo_reason", "void_reason"}
        open = {
            "id", "kind", "size", "sha256", "lines", "note", "headings_hash", "state",
            "asked_at", "attempts", "leased_until", "done", "total", "reason", "couples",
            "pregnancies", "imported_at", "undone_at", "version", "written_at",
            "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["-written_at", "-id"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_undone_with_a_reason",
                condition=Q(undone_at__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False) & ~Q(undo_reason="")),
                violation_error_message="An import is undone for a reason.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_undone_after_it_was_imported",
                condition=Q(undone_at__isnull=True) | Q(imported_at__isnull=False),
                violation_error_message="Only what was imported can be undone.",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name or f"Register of {self.lines} lines"

    def get_absolute_url(self) -> str:
        return reverse("interop:register_detail", args=[self.pk])

    def is_open_to(self, user) -> bool:
        """Tell whether somebody may read its rows, not only know of it."""
        return self.written_by_id == user.pk

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class RegisterContent(models.Model):
    """The bytes of a register and what was read of them, sealed for their row.

    `original` never changes. `rows` are its lines as text, `work` what was mended and
    answered, `found` what the last reading found.
    """

    register = models.OneToOneField(
        RegisterImport, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    key_id = models.CharField(max_length=60)
    original = models.BinaryField()
    rows = models.BinaryField()
    work = models.BinaryField(default=bytes, blank=True)
    found = models.BinaryField(default=bytes, blank=True)

    whose = NOBODYS

    class Privacy:
        identifying = {"original", "rows", "work", "found"}
        clinical: set[str] = set()
        open = {"register", "key_id"}

    class Meta:
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="original_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__key_id=pgtrigger.F("new__key_id"))
                & pgtrigger.Q(old__original__df=pgtrigger.F("new__original")),
            ),
        ]

    def __str__(self) -> str:
        return f"Content of {self.register_id}"

    def seal(self, name: str, content: bytes) -> None:
        """Seal one of the contents for this row, with the key of the row."""
        self.key_id = self.key_id or secrecy.current_key()
        sealed = secrecy.seal_bytes(content, place=self._place(name), key_id=self.key_id)
        setattr(self, name, sealed)

    def unseal(self, name: str) -> bytes:
        """Open one of the contents; nothing where none was kept.

        Raises: foundation.records.secrecy.Unreadable when it was moved or changed.
        """
        sealed = bytes(getattr(self, name) or b"")
        if not sealed:
            return b""
        return secrecy.unseal_bytes(sealed, place=self._place(name), key_id=self.key_id)

    def keep(self, name: str, told: Any) -> None:
        """Seal what can be written as JSON."""
        self.seal(name, zlib.compress(json.dumps(told).encode(), 6))

    def kept(self, name: str) -> Any:
        """Give what was kept so; an empty dictionary where nothing was."""
        content = self.unseal(name)
        return json.loads(zlib.decompress(content)) if content else {}

    def _place(self, name: str) -> str:
        return f"{self._meta.label}.{name}:{self.register_id}"


class ImportedRow(models.Model):
    """One row of the clinic's file that an import made, and of which line."""

    register = models.ForeignKey(
        RegisterImport, on_delete=models.PROTECT, related_name="made"
    )
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    row_id = models.BigIntegerField()

    whose = NOBODYS

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {"id", "register", "line", "kind", "row_id"}

    class Meta:
        triggers = written_once()
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_made_once",
                fields=["kind", "row_id"],
                violation_error_message="This row was made by an import already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id} of line {self.line}"
