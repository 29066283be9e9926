"""On which days something is due that comes again, and which day somebody means by "friday"."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from intents.days import Day
from intents.recurrence import Period, Recurrence

if TYPE_CHECKING:
    from dateutil.rrule import rrule

_WEEK = 7
_EVERY_MONTH_HAS = 28
_MONTHS = 12


def date_of(day: Day, today: date) -> date:
    """The date that a day means: today or the next such day."""
    if day.in_days is not None:
        return today + timedelta(days=day.in_days)
    if day.weekday is not None:
        return today + timedelta(days=(day.weekday - today.weekday()) % _WEEK + _WEEK * day.weeks)
    assert day.day is not None
    # Four years hold every day that there is, the 29th of February, too.
    for month in range(today.month - 1, today.month + 4 * _MONTHS):
        year, number = today.year + month // _MONTHS, month % _MONTHS + 1
        found = _date(year, number, day.day)
        if found is not None and day.month in {None, number} and found >= today:
            return found
    return today


def first_due(recurrence: Recurrence, start: date) -> date:
    """The first day from a day on; that day itself, where the recurrence names no days."""
    if not recurrence.dated:
        return start
    found = _rule(recurrence.model_copy(update={"every": 1}), start).after(_midnight(start), inc=True)
    assert found is not None
    return found.date()


def due_after(recurrence: Recurrence, first: date, day: date) -> date:
    """The next day after a day, counted from the first."""
    found = _rule(recurrence, first).after(_midnight(day))
    assert found is not None
    return found.date()


@lru_cache(maxsize=256)
def _rule(recurrence: Recurrence, first: date) -> "rrule":
    from dateutil import rrule as rules

    frequencies: Mapping[Period, Any] = {
        Period.DAY: rules.DAILY,
        Period.WEEK: rules.WEEKLY,
        Period.MONTH: rules.MONTHLY,
        Period.YEAR: rules.YEARLY,
    }
    return rules.rrule(
        frequencies[recurrence.period],
        interval=recurrence.every,
        dtstart=_midnight(first),
        **_by_days(recurrence, first),
    )


def _by_days(recurrence: Recurrence, first: date) -> Mapping[str, Any]:
    from dateutil import rrule as rules

    weekdays = [rules.weekday(number, recurrence.which) for number in recurrence.weekdays]
    if weekdays:
        return {"byweekday": weekdays}
    days = recurrence.days or ((first.day,) if recurrence.period is Period.MONTH else ())
    if len(days) == 1 and days[0] > _EVERY_MONTH_HAS:
        # On the last day of months that are shorter.
        return {"bymonthday": (*days, -1), "bysetpos": 1}
    return {"bymonthday": days} if days else {}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
