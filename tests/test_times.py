"""Times of day and days on the calendar, as they are said."""

from datetime import date

import pytest

from assistant.dialogue.order_numbers import grouped
from assistant.dialogue.periods import on, span
from intents.days import Day, Hours
from intents.normal import normalized
from intents.readers.en.times import every_time, read_hours

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("at five", (17, 0), (17, 0)),
        ("at nine", (9, 0), (9, 0)),
        ("5 pm", (17, 0), (17, 0)),
        ("half past six", (18, 30), (18, 30)),
        ("around quarter to eight", (19, 45), (19, 45)),
        ("noon", (12, 0), (12, 0)),
        ("before noon", (0, 0), (12, 0)),
        ("after 5:30", (17, 30), (24, 0)),
        ("between four and six", (16, 0), (18, 0)),
        ("between 9 and 11 am", (9, 0), (11, 0)),
        ("from nine to five pm", (9, 0), (17, 0)),
        ("in the morning", (5, 0), (12, 0)),
    ],
)
def test_times_are_read_as_people_say_them(said: str, start: tuple[int, int], end: tuple[int, int]) -> None:
    words = normalized(said).split()
    hours = Hours(60 * start[0] + start[1], 60 * end[0] + end[1])
    assert read_hours(words) == (hours, len(words))


@pytest.mark.parametrize("said", ["five", "between friends", "mourning", ""])
def test_what_is_no_time_is_not_read_as_one(said: str) -> None:
    assert read_hours(said.split()) is None


def test_every_time_lies_in_a_day() -> None:
    assert all(0 <= hours.start <= hours.end <= 24 * 60 for _, hours in every_time())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (Day(in_days=1), date(2026, 11, 24)),
        (Day(weekday=0), MONDAY),
        (Day(weekday=4), date(2026, 11, 27)),
        (Day(weekday=4, weeks=1), date(2026, 12, 4)),
        (Day(day=1), date(2026, 12, 1)),
        (Day(month=2, day=3), date(2027, 2, 3)),
        (Day(month=2, day=30), None),
    ],
)
def test_days_are_found_on_the_calendar(day: Day, expected: date | None) -> None:
    assert on(day, MONDAY) == expected


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("today", MONDAY, date(2026, 11, 24)),
        ("last week", date(2026, 11, 16), MONDAY),
        ("this month", date(2026, 11, 1), date(2026, 12, 1)),
        ("last month", date(2026, 10, 1), date(2026, 11, 1)),
        ("month 10", date(2026, 10, 1), date(2026, 11, 1)),
        ("month 12", date(2025, 12, 1), date(2026, 1, 1)),
        ("last year", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_periods_are_found_on_the_calendar(period: str, first: date, after: date) -> None:
    assert span(period, MONDAY) == (first, after)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("A 1 0 4", "A 1 0 4"),
        ("A10423", "A, 1 0 4, 2 3"),
        ("104238", "1 0 4, 2 3 8"),
        ("B1234", "B, 1 2, 3 4"),
        ("3f-2a", "3f-2a"),
    ],
)
def test_long_order_numbers_are_said_in_groups(number: str, said: str) -> None:
    assert grouped(number) == said
