"""When a message may leave, when it is tried again, how much of an address is shown."""
