"""An old register of the demonstration: brought, read, put on file, and to be undone."""

import random
from datetime import date
from typing import Final

from foundation.accounts.models import User
from interop.models import RegisterImport
from interop.services import (
    begin_import,
    bring_register,
    choose_columns,
    work_on_register,
)
from patients.models import Couple

TABLE: Final = """File No,Wife,Husband,Outcome,Date,GA
A-1987/03,Meera Specimen,Arjun Specimen,Miscarriage,2017,9+1
,,,Live birth,2020,38+4
A-1987/11,Sofiia Specimen,Taras Specimen,Miscarriage,Mar 2019,7+0
"""


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> RegisterImport:
    """Put a short register on file; its page offers to undo it."""
    by = staff["manager"]
    register = bring_register(
        table=TABLE.encode(), by=by, original_name="register-1987.csv"
    )
    choose_columns(register=register, mapping=register.mapping, by=by)
    work_on_register(register_id=str(register.pk))
    register.refresh_from_db()
    begin_import(register=register, by=by)
    work_on_register(register_id=str(register.pk))
    register.refresh_from_db()
    return register
