"""Times of day as they are said: read from words, and listed for recognisers. No clock is asked."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from intents.days import Hours
from intents.normal import normalized
from intents.readers.en.numbers import number_words

_HOUR = 60
_DAY = 24 * _HOUR
_HALF_DAY = 12
_FIRST_OPEN, _LAST_AT_NIGHT = 8, 7
"""Without "am" or "pm": "at eight" is in the morning, "at seven" in the evening."""
_PARTS: Mapping[str, tuple[int, int]] = {
    "morning": (5, 12),
    "afternoon": (12, 18),
    "evening": (17, 22),
    "night": (18, 24),
}
_LONGEST = 9
"""Words."""


def every_time() -> Iterator[tuple[str, Hours]]:
    """All that can be said, and what it means."""
    for part, (start, end) in _PARTS.items():
        hours = Hours(start * _HOUR, end * _HOUR)
        for said in (part, f"in the {part}", f"this {part}", f"early in the {part}", f"at {part}"):
            yield said, hours
    yield from _points()
    yield from _between()


def _points() -> Iterator[tuple[str, Hours]]:
    for said, minute in (*_clock(), ("noon", 12 * _HOUR), ("midday", 12 * _HOUR), ("lunchtime", 12 * _HOUR)):
        for word in ("at", "around", "about"):
            yield f"{word} {said}", Hours(minute, minute)
        for word in ("before", "by", "until"):
            yield f"{word} {said}", Hours(0, minute)
        for word in ("after", "from"):
            yield f"{word} {said}", Hours(minute, _DAY)
        if said.endswith(("am", "pm", "o'clock", "noon", "midday", "lunchtime")) or " past " in said:
            yield said, Hours(minute, minute)


def _clock() -> Iterator[tuple[str, int]]:
    """Points of time as said, and as minutes from midnight."""
    for hour in range(1, _HALF_DAY + 1):
        for side in ("", "am", "pm"):
            for said, minutes in _texts(hour, side):
                yield said, _minute(hour, side, minutes)


def _texts(hour: int, side: str) -> Iterator[tuple[str, int]]:
    end, following = f" {side}" if side else "", hour % _HALF_DAY + 1
    # Recognisers write numbers in words or in digits.
    for name, after in ((number_words(hour), number_words(following)), (str(hour), str(following))):
        yield f"{name}{end}", 0
        if not side:
            yield f"{name} o'clock", 0
        yield from ((f"{name} fifteen{end}", 15), (f"quarter past {name}{end}", 15))
        yield from ((f"{name} thirty{end}", 30), (f"half past {name}{end}", 30))
        yield from ((f"{name} forty five{end}", 45), (f"quarter to {after}{end}", 45))


def _minute(hour: int, side: str, minutes: int = 0) -> int:
    if not side:
        side = "pm" if hour <= _LAST_AT_NIGHT or hour == _HALF_DAY else "am"
    return (hour % _HALF_DAY + (_HALF_DAY if side == "pm" else 0)) * _HOUR + minutes


def _between() -> Iterator[tuple[str, Hours]]:
    """From one hour to another: the side said last counts for both, unless that runs backwards."""
    for first in range(1, _HALF_DAY + 1):
        for last in range(1, _HALF_DAY + 1):
            for side in ("", "am", "pm"):
                start, end = _minute(first, side), _minute(last, side)
                if start >= end:
                    start = _minute(first, "am")
                if start >= end:
                    continue
                tail = f" {side}" if side else ""
                for lead, joint in (("between", "and"), ("from", "to"), ("from", "until")):
                    for name in (number_words, str):
                        yield f"{lead} {name(first)} {joint} {name(last)}{tail}", Hours(start, end)


def read_hours(words: Sequence[str]) -> tuple[Hours, int] | None:
    """The time of day that a normalised sentence begins with, and how many words say it: the longest."""
    times = _times()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        hours = times.get(tuple(words[:length]))
        if hours is not None:
            return hours, length
    return None


@lru_cache(maxsize=1)
def _times() -> Mapping[tuple[str, ...], Hours]:
    return {tuple(normalized(text).split()): hours for text, hours in every_time()}
