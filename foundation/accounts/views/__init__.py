"""The pages about one's own account, and those about everybody's."""
