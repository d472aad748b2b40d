"""What was planned and given, and what the gates need to know."""

from therapy.selectors.reporting import report_sessions

__all__ = ["report_sessions"]
