"""Days and times as people say them, on the calendar. The day it is now is told, never asked for."""

from datetime import date, timedelta

from intents.days import Day

_WEEK = 7
_MONTHS = 12
_OF_A_MONTH = "month "


def on(day: Day, today: date) -> date | None:
    """The day that is meant, today or later; None where no calendar has it."""
    try:
        if day.in_days is not None:
            return today + timedelta(days=day.in_days)
        if day.weekday is not None:
            return today + timedelta(days=(day.weekday - today.weekday()) % _WEEK + _WEEK * day.weeks)
    except OverflowError:  # beyond all calendars
        return None
    months = [day.month] if day.month else [today.month, today.month % _MONTHS + 1]
    found = [_date(year, month, day.day) for year in (today.year, today.year + 1) for month in months]
    return min((each for each in found if each and each >= today), default=None)


def _date(year: int, month: int, day: int | None) -> date | None:
    try:
        return date(year, month, day or 0)
    except (ValueError, OverflowError):  # the thirtieth of February
        return None


def span(period: str, today: date) -> tuple[date, date] | None:
    """The first day of a time, and the day after its last; None for what is none.

    Args:
        period: "today", "last month", "month 10" for the last October that has begun.
        today: the day it is.
    """
    monday = today - timedelta(days=today.weekday())
    if period.startswith(_OF_A_MONTH):
        month = int(period.removeprefix(_OF_A_MONTH))
        first = date(today.year - (month > today.month), month, 1)
        return first, _next_month(first)
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    new_year = date(today.year, 1, 1)
    return {
        "today": (today, today + timedelta(days=1)),
        "yesterday": (today - timedelta(days=1), today),
        "this week": (monday, monday + timedelta(days=_WEEK)),
        "last week": (monday - timedelta(days=_WEEK), monday),
        "next week": (monday + timedelta(days=_WEEK), monday + timedelta(days=2 * _WEEK)),
        "past week": (today - timedelta(days=_WEEK), today + timedelta(days=1)),
        "this month": (first, _next_month(first)),
        "last month": (before, first),
        "past month": (today - timedelta(days=30), today + timedelta(days=1)),
        "this year": (new_year, date(today.year + 1, 1, 1)),
        "last year": (date(today.year - 1, 1, 1), new_year),
    }.get(period)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
