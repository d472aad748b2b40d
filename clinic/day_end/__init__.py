"""The day's end on paper: its figures, and the newest seal, kept outside the machine."""
