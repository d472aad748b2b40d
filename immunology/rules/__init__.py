"""The medicine of a laboratory result."""
