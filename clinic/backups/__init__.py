"""Backups of the whole clinic: made, tried out, and brought back."""
