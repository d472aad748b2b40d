"""When the clinic is open, which times are free, when people are reminded."""
