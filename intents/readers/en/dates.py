"""Days as they are said: read from words, and listed for recognisers. No clock is asked."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from intents.days import Day
from intents.normal import normalized
from intents.readers.en.numbers import number_words, ordinal_words

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MOST_DAYS, _MOST_WEEKS = 31, 12
_WEEK = 7
_LONGEST = 6
"""Words."""


def day_texts(day: Day) -> tuple[str, ...]:
    """How a day may be said or written."""
    if day.in_days is not None:
        return tuple(_relative(day.in_days))
    if day.weekday is not None:
        name = WEEKDAYS[day.weekday]
        if day.weeks:
            return f"next {name}", f"on next {name}", f"{name} next week"
        return name, f"on {name}", f"this {name}", f"this coming {name}"
    assert day.day is not None
    return tuple(_of_month(day.month, day.day))


def _relative(days: int) -> Iterator[str]:
    yield from {0: ("today", "tonight"), 1: ("tomorrow",), 2: ("the day after tomorrow",)}.get(days, ())
    many = "day" if days == 1 else "days"
    if days:
        yield from (f"in {number_words(days)} {many}", f"in {days} {many}")
    if days == 1:
        yield "in a day"
    weeks = days // _WEEK
    if not weeks or days % _WEEK:
        return
    many = "week" if weeks == 1 else "weeks"
    yield from (f"in {number_words(weeks)} {many}", f"in {weeks} {many}")
    if weeks == 1:
        yield from ("next week", "in a week", "a week from today", "a week from now")


def _of_month(month: int | None, day: int) -> Iterator[str]:
    for ordinal in (ordinal_words(day), f"{day}{ordinal_ending(day)}"):
        if month is None:
            yield from (f"the {ordinal}", f"on the {ordinal}")
            continue
        name = MONTHS[month - 1]
        for said in (f"{name} {ordinal}", f"{name} the {ordinal}", f"the {ordinal} of {name}"):
            yield from (said, f"on {said}")
        yield f"{ordinal} of {name}"
    if month is not None:
        name = MONTHS[month - 1]
        yield from (f"{name} {number_words(day)}", f"{name} {day}", f"on {name} {day}")


def ordinal_ending(number: int) -> str:
    """What follows the digits of an ordinal: "st" in "21st"."""
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def every_day() -> Iterator[Day]:
    """Every day that can be said."""
    yield from (Day(in_days=days) for days in range(_MOST_DAYS + 1))
    yield from (Day(in_days=_WEEK * weeks) for weeks in range(_MOST_DAYS // _WEEK + 1, _MOST_WEEKS + 1))
    yield from (Day(weekday=weekday, weeks=weeks) for weekday in range(_WEEK) for weeks in (0, 1))
    yield from (Day(day=day) for day in range(1, max(_LENGTHS) + 1))
    for month, length in enumerate(_LENGTHS, start=1):
        yield from (Day(month=month, day=day) for day in range(1, length + 1))


def read_day(words: Sequence[str]) -> tuple[Day, int] | None:
    """The day that a normalised sentence begins with, and how many words say it: the longest that does."""
    days = _days()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        day = days.get(tuple(words[:length]))
        if day is not None:
            return day, length
    return None


@lru_cache(maxsize=1)
def _days() -> Mapping[tuple[str, ...], Day]:
    return {tuple(normalized(text).split()): day for day in every_day() for text in day_texts(day)}
