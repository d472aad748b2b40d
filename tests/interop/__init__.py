"""Registers that come from elsewhere."""
