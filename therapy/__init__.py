"""Lymphocyte and immunoglobulin sessions: protocols, safety gates, what was given."""
