"""Registers that came from elsewhere, with invented couples in them."""

from django.utils import timezone

from interop.choices import State
from interop.models import RegisterImport
from interop.services import bring_register, choose_columns, work_on_register

REGISTER = b"File No,Wife,Husband,Outcome,Date\nR1,Lata Fiction,Anil Fiction,Lost,2019\n"


def register(*, by) -> RegisterImport:
    """A register that was read: a word of it is not understood yet."""
    brought = bring_register(table=REGISTER, by=by, original_name="old register.csv")
    choose_columns(register=brought, mapping=brought.mapping, by=by)
    work_on_register(register_id=str(brought.pk))
    brought.refresh_from_db()
    return brought


def undone(*, by) -> RegisterImport:
    """A register that was put on file and taken back."""
    brought = bring_register(
        table=REGISTER + b"\n", by=by, original_name="old register.csv"
    )
    now = timezone.now()
    told = {"imported_at": now, "undone_at": now, "undo_reason": "Another clinic's list"}
    RegisterImport.objects.filter(pk=brought.pk).update(state=State.UNDONE, **told)
    brought.refresh_from_db()
    return brought
