"""The acts around registers that come from elsewhere."""

from interop.services.bringing import (
    answer_register,
    begin_import,
    bring_register,
    choose_columns,
    drop_register,
    reseal_registers,
    take_back_answers,
)
from interop.services.importing import work_on_forgotten, work_on_register
from interop.services.undoing import built_upon, undo_import

__all__ = [
    "answer_register",
    "begin_import",
    "bring_register",
    "built_upon",
    "choose_columns",
    "drop_register",
    "reseal_registers",
    "take_back_answers",
    "undo_import",
    "work_on_forgotten",
    "work_on_register",
]
