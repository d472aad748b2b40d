"""How long backups are kept, and when the last one is too old."""
