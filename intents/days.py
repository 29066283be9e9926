"""Days as they are meant, in whatever language they are said. No clock is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Day:
    """A day, as far as it was said; one of `in_days`, `weekday` and `day` is set."""

    in_days: int | None = None
    """From today."""
    weekday: int | None = None
    """0 for Monday: the next one, from today."""
    weeks: int = 0
    """Weeks after that weekday: 1 for "next friday"."""
    month: int | None = None
    """1 for January."""
    day: int | None = None
    """Of the month; without a month the next day with this number."""
