"""The seals over acts, looks and kept versions: closing them, and trying them."""
