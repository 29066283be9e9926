"""Times as they are said: "tomorrow", "today at 10:25 AM", "on Friday between 8 and 10 AM"."""

from datetime import datetime

_NOON = 12


def local(seconds: float) -> datetime:
    """A time, in seconds since 1970, as the clock on the wall shows it."""
    return datetime.fromtimestamp(seconds).astimezone()


def promised(due: datetime, now: datetime, *, by_day: bool) -> str:
    """When an order is to arrive, as it is said now: "tomorrow", "on Tuesday, June 3", "today at 10:25 AM".

    Args:
        due: when.
        now: when it is said.
        by_day: whether a day was promised, not a time of day.

    Returns:
        The promise; empty once its time is over.
    """
    if due.date() < now.date() or (due < now and not by_day):
        return ""
    return day(due, now) if by_day else f"{day(due, now)} at {_clock(due)} {due:%p}"


def between(start: datetime, end: datetime, now: datetime) -> str:
    """A window as it is said now: "tomorrow between 8 and 10 AM"."""
    same_half = (start.hour < _NOON) == (end.hour < _NOON)
    first = _short(start) if same_half else f"{_short(start)} {start:%p}"
    return f"{day(start, now)} between {first} and {_short(end)} {end:%p}"


def day(then: datetime, now: datetime) -> str:
    """A day as it is said: "today", "tomorrow", "on Friday, June 6"."""
    days = (then.date() - now.date()).days
    return {0: "today", 1: "tomorrow"}.get(days, f"on {then:%A}, {then:%B} {then.day}")


def _clock(time: datetime) -> str:
    return f"{time.hour % _NOON or _NOON}:{time:%M}"


def _short(time: datetime) -> str:
    return _clock(time) if time.minute else str(time.hour % _NOON or _NOON)
