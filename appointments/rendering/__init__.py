"""How visits and reminders are shown, on the screen and in a message."""
