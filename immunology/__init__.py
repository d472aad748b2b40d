"""The immunological profile: analytes, panels, results and how they are read."""
