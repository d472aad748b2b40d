"""What keeps the records safe behind the scenes, and the account of it."""
