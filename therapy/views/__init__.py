"""The doors to sessions and infusions."""
