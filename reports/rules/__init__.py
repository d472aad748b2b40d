"""What can be worked out from an issued document alone."""
