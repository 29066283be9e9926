from datetime import datetime

import pytest

from assistant.stores.rules.numbers import said_number
from assistant.stores.rules.times import promised

NOON = datetime(2025, 6, 2, 12, 0)  # noqa: DTZ001 - noon wherever the test runs


@pytest.mark.parametrize(
    ("due", "by_day", "said"),
    [
        (NOON.replace(hour=9), True, "today"),
        (NOON.replace(day=3), True, "tomorrow"),
        (NOON.replace(day=6), True, "on Friday, June 6"),
        (NOON.replace(day=1), True, ""),
        (NOON.replace(minute=10), False, "today at 12:10 PM"),
        (NOON.replace(day=3, hour=0, minute=5), False, "tomorrow at 12:05 AM"),
        (NOON.replace(hour=11), False, ""),
    ],
)
def test_a_promise_is_a_day_or_a_time_of_day(due: datetime, said: str, *, by_day: bool) -> None:
    assert promised(due, NOON, by_day=by_day) == said


def test_order_numbers_are_short_all_different_and_can_be_said() -> None:
    assert [said_number(count) for count in (0, 4, 899, 900, 21_599, 21_600)] == [
        "A 1 0 0",
        "A 1 0 4",
        "A 9 9 9",
        "B 1 0 0",
        "Z 9 9 9",
        "A 1 0 0 0",
    ]
    assert len({said_number(count) for count in range(40_000)}) == 40_000
