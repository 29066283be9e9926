"""How often: from words, and on which days it then falls."""

from datetime import date

import pytest

from assistant.shopping.due_days import date_of, due_after, first_due
from intents.days import Day
from intents.normal import normalized
from intents.readers.en.recurrences import every_recurrence, read_recurrence, recurrence_texts
from intents.recurrence import Period, Recurrence

MONDAY = date(2025, 6, 2)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("every two weeks", Recurrence(period=Period.WEEK, every=2)),
        ("every other Friday", Recurrence(period=Period.WEEK, every=2, weekdays=(4,))),
        ("on the first of every month", Recurrence(period=Period.MONTH, days=(1,))),
        ("weekly", Recurrence(period=Period.WEEK)),
        ("twice a month", Recurrence(period=Period.MONTH, days=(1, 15))),
        ("daily", Recurrence(period=Period.DAY)),
        ("once a quarter", Recurrence(period=Period.MONTH, every=3)),
        ("every 3 months", Recurrence(period=Period.MONTH, every=3)),
        ("every Tuesday and Thursday", Recurrence(period=Period.WEEK, weekdays=(1, 3))),
        ("the last Monday of the month", Recurrence(period=Period.MONTH, weekdays=(0,), which=-1)),
    ],
)
def test_how_often_is_read(said: str, meant: Recurrence) -> None:
    words = normalized(said).split()
    assert read_recurrence([*words, "from", "the", "shop"]) == (meant, len(words))


@pytest.mark.parametrize("said", ["friday", "two weeks", "every time", "the first", "month"])
def test_what_says_no_repetition_is_not_read(said: str) -> None:
    assert read_recurrence(said.split()) is None


def test_whatever_is_listed_for_recognisers_is_read_as_what_it_is_listed_for() -> None:
    for recurrence in every_recurrence():
        for text in recurrence_texts(recurrence):
            words = normalized(text).split()
            assert read_recurrence(words) == (recurrence, len(words)), text


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("every two weeks", ["06-02", "06-16", "06-30"]),
        ("every other friday", ["06-06", "06-20", "07-04"]),
        ("first of every month", ["07-01", "08-01", "09-01"]),
        ("twice a month", ["06-15", "07-01", "07-15"]),
        ("the thirty first of every month", ["06-30", "07-31", "08-31"]),
        ("the last day of the month", ["06-30", "07-31", "08-31"]),
        ("the last monday of the month", ["06-30", "07-28", "08-25"]),
        ("every tuesday and thursday", ["06-03", "06-05", "06-10"]),
    ],
)
def test_what_comes_again_falls_on_the_days_that_were_meant(said: str, days: list[str]) -> None:
    reading = read_recurrence(said.split())
    assert reading is not None
    fallen = [first_due(reading[0], MONDAY)]
    fallen += [due_after(reading[0], fallen[0], day) for day in fallen]
    second = due_after(reading[0], fallen[0], fallen[1])
    assert [f"{day:%m-%d}" for day in (*fallen, second)] == days


def test_a_month_without_the_day_gets_its_last_one() -> None:
    monthly = Recurrence(period=Period.MONTH)
    assert due_after(monthly, date(2025, 1, 31), date(2025, 1, 31)) == date(2025, 2, 28)
    assert due_after(monthly, date(2025, 1, 31), date(2025, 2, 28)) == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        (Day(in_days=3), date(2025, 6, 5)),
        (Day(weekday=0), MONDAY),
        (Day(weekday=4, weeks=1), date(2025, 6, 13)),
        (Day(day=1), date(2025, 7, 1)),
        (Day(month=2, day=29), date(2028, 2, 29)),
        (Day(month=6, day=1), date(2026, 6, 1)),
    ],
)
def test_a_day_is_the_next_such_day(day: Day, meant: date) -> None:
    assert date_of(day, MONDAY) == meant
