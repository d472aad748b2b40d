"""Registers that came from elsewhere, and what was made of them."""

from interop.models.register import ImportedRow, RegisterContent, RegisterImport

__all__ = ["ImportedRow", "RegisterContent", "RegisterImport"]
