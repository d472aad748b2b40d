"""Synthetic people and records for tests."""
