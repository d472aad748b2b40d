"""The medicine of a session: what must be true before, during and after."""
