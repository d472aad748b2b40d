"""People, couples, the pregnancies they bring with them, and what they agreed to."""
