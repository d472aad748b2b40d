"""How old is a sample, a signature, a session?"""

from datetime import date


def age_in_days(day: date, *, on: date) -> int:
    """Count the days from a day to the session; negative when the day lies ahead."""
    return (on - day).days


def days(count: int) -> str:
    """Write a number of days in words a sentence can use."""
    return "1 day" if count == 1 else f"{count} days"
