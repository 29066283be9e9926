"""How often, as it is said: read from words, and listed for recognisers."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from intents.normal import normalized
from intents.readers.en.dates import WEEKDAYS, ordinal_ending
from intents.readers.en.numbers import number_words, ordinal_words
from intents.recurrence import Period, Recurrence

LAST = -1
_MOST: Mapping[Period, int] = {Period.DAY: 31, Period.WEEK: 12, Period.MONTH: 12, Period.YEAR: 2}
_LAST_DAY = 31
_WORKDAYS = (0, 1, 2, 3, 4)
_WEEKEND = (5, 6)
_WHICH = (1, 2, 3, 4, LAST)
_LONGEST = 9
"""Words."""
_ADVERBS: Mapping[Recurrence, tuple[str, ...]] = {
    Recurrence(period=Period.DAY): ("daily", "each day", "every single day", "once a day", "day by day"),
    Recurrence(period=Period.WEEK): ("weekly", "on a weekly basis", "every single week"),
    Recurrence(period=Period.WEEK, every=2): (
        "biweekly",
        "bi weekly",
        "fortnightly",
        "every fortnight",
        "once a fortnight",
    ),
    Recurrence(period=Period.MONTH): ("monthly", "on a monthly basis", "every single month"),
    Recurrence(period=Period.MONTH, every=2): ("bimonthly", "bi monthly"),
    Recurrence(period=Period.MONTH, every=3): (
        "quarterly",
        "once a quarter",
        "every quarter",
        "each quarter",
    ),
    Recurrence(period=Period.MONTH, every=6): (
        "twice a year",
        "half yearly",
        "every half year",
        "every half a year",
    ),
    Recurrence(period=Period.YEAR): ("yearly", "annually", "on a yearly basis"),
    # Spread evenly, on days that can be told.
    Recurrence(period=Period.WEEK, weekdays=(0, 3)): ("twice a week", "two times a week", "twice weekly"),
    Recurrence(period=Period.WEEK, weekdays=(0, 2, 4)): ("three times a week", "thrice a week"),
    Recurrence(period=Period.MONTH, days=(1, 15)): ("twice a month", "two times a month", "twice monthly"),
    Recurrence(period=Period.WEEK, weekdays=_WORKDAYS): (
        "every weekday",
        "on weekdays",
        "every workday",
        "each weekday",
    ),
    Recurrence(period=Period.WEEK, weekdays=_WEEKEND): ("every weekend", "on weekends", "each weekend"),
}


def recurrence_texts(recurrence: Recurrence) -> Iterator[str]:
    """How a recurrence may be said or written."""
    yield from _ADVERBS.get(recurrence, ())
    if recurrence.which is not None:
        yield from _which_weekday(recurrence.which, recurrence.weekdays[0])
    elif recurrence.days:
        if len(recurrence.days) == 1:
            yield from _day_of_month(recurrence.days[0])
    elif recurrence.weekdays:
        yield from _on_weekdays(recurrence)
    else:
        yield from _periods(recurrence.period, recurrence.every)


def _periods(period: Period, every: int) -> Iterator[str]:
    if every == 1:
        yield from (
            f"every {period}",
            f"each {period}",
            f"once a {period}",
            f"once every {period}",
            f"a {period}",
        )
        yield f"one time a {period}"
        return
    if every == 2:  # noqa: PLR2004 - "every other" is every second
        yield from (f"every other {period}", f"once every other {period}", f"every second {period}")
        yield f"every couple of {period}s"
    for number in (number_words(every), str(every)):
        yield from (
            f"every {number} {period}s",
            f"once every {number} {period}s",
            f"once in {number} {period}s",
        )


def _on_weekdays(recurrence: Recurrence) -> Iterator[str]:
    names = [WEEKDAYS[weekday] for weekday in recurrence.weekdays]
    if len(names) == 1 and recurrence.every == 1:
        for name in (names[0], f"{names[0]} morning", f"{names[0]} evening"):
            yield from (f"every {name}", f"on every {name}", f"each {name}", f"every week on {name}")
        yield from (f"on {names[0]}s", f"{names[0]}s", f"weekly on {names[0]}", f"once a week on {names[0]}")
    elif len(names) == 1 and recurrence.every == 2:  # noqa: PLR2004 - "every other" is every second
        yield from (f"every other {names[0]}", f"on every other {names[0]}", f"every second {names[0]}")
        yield from (f"every two weeks on {names[0]}", f"every 2 weeks on {names[0]}")
    elif len(names) == 2:  # noqa: PLR2004 - what is more has a name of its own
        yield from (f"every {' and '.join(names)}", f"on {' and '.join(f'{name}s' for name in names)}")
        yield f"every {names[0]} and every {names[1]}"


def _day_of_month(day: int) -> Iterator[str]:
    said: tuple[str, ...] = ("last day",) if day == LAST else ()
    if day != LAST:
        ordinals = (ordinal_words(day), f"{day}{ordinal_ending(day)}")
        said = tuple(f"{ordinal}{rest}" for ordinal in ordinals for rest in ("", " day"))
    for name in said:
        for whole in (f"the {name} of every month", f"the {name} of each month", f"the {name} of the month"):
            yield from (whole, f"on {whole}", whole.removeprefix("the "))
        yield from (f"every month on the {name}", f"monthly on the {name}", f"once a month on the {name}")
        yield from (f"on the {name} every month", f"each month on the {name}")


def _which_weekday(which: int, weekday: int) -> Iterator[str]:
    name = f"{'last' if which == LAST else ordinal_words(which)} {WEEKDAYS[weekday]}"
    for whole in (f"the {name} of every month", f"the {name} of each month", f"the {name} of the month"):
        yield from (whole, f"on {whole}", whole.removeprefix("the "))
    yield from (f"every {name} of the month", f"every month on the {name}")


def every_recurrence() -> Iterator[Recurrence]:
    """Every recurrence that can be said."""
    yield from dict.fromkeys((*_listed(), *_ADVERBS))


def _listed() -> Iterator[Recurrence]:
    yield from (
        Recurrence(period=period, every=every)
        for period, most in _MOST.items()
        for every in range(1, most + 1)
    )
    for weekday in range(len(WEEKDAYS)):
        yield from (Recurrence(period=Period.WEEK, every=every, weekdays=(weekday,)) for every in (1, 2))
        yield from (Recurrence(period=Period.MONTH, weekdays=(weekday,), which=which) for which in _WHICH)
        yield from (
            Recurrence(period=Period.WEEK, weekdays=(weekday, later))
            for later in range(weekday + 1, len(WEEKDAYS))
        )
    yield from (Recurrence(period=Period.MONTH, days=(day,)) for day in (*range(1, _LAST_DAY + 1), LAST))


def read_recurrence(words: Sequence[str]) -> tuple[Recurrence, int] | None:
    """How often a normalised sentence begins to say, and how many words say it: the longest that does."""
    recurrences = _recurrences()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        recurrence = recurrences.get(tuple(words[:length]))
        if recurrence is not None:
            return recurrence, length
    return None


@lru_cache(maxsize=1)
def _recurrences() -> Mapping[tuple[str, ...], Recurrence]:
    return {
        tuple(normalized(text).split()): recurrence
        for recurrence in every_recurrence()
        for text in recurrence_texts(recurrence)
    }
