"""The acts of a treatment day."""

from therapy.services.catalogue import load_catalogue
from therapy.services.cells import (
    discharge,
    give_cells,
    observe,
    record_cells,
    release_cells,
)
from therapy.services.checks import keep_checks, override_gate
from therapy.services.sessions import (
    cancel_session,
    check_in_session,
    plan_session,
    start_session,
    stop_session,
)

__all__ = [
    "cancel_session",
    "check_in_session",
    "discharge",
    "give_cells",
    "keep_checks",
    "load_catalogue",
    "observe",
    "override_gate",
    "plan_session",
    "record_cells",
    "release_cells",
    "start_session",
    "stop_session",
]
