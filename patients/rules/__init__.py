"""The medicine of a couple’s history."""
