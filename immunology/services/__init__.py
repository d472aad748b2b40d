"""The acts of the clinic around laboratory results and the limits that judge them."""

from immunology.services.catalogue import load_catalogue
from immunology.services.confirming import confirm_intervals
from immunology.services.corrections import correct_result
from immunology.services.laboratories import add_laboratory, change_laboratory
from immunology.services.panels import (
    change_panel,
    record_panel,
    sign_panel,
    void_panel,
)

__all__ = [
    "add_laboratory",
    "change_laboratory",
    "change_panel",
    "confirm_intervals",
    "correct_result",
    "load_catalogue",
    "record_panel",
    "sign_panel",
    "void_panel",
]
