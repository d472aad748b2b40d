"""The doors of the appointment book."""
