"""What came of each recording, however often and under however many conditions it was played."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from devices.recordings.outcome import Result


def by_recording(results: Iterable[Result]) -> list[list[Result]]:
    """The results of each recording: repetitions and conditions of one recording are not independent."""
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.audio].append(result)
    return list(groups.values())


def acceptance(results: Iterable[Result]) -> tuple[list[int], list[int]]:
    """How often each judged recording was accepted, and how often it was played."""
    return tallied(results, lambda result: result.accepted)


def tallied(
    results: Iterable[Result], verdict: Callable[[Result], bool | None]
) -> tuple[list[int], list[int]]:
    """How often the verdict on each recording was right, and how often there was one.

    Args:
        results: of all recordings.
        verdict: on a result; None for those that do not count.
    """
    groups = by_recording(result for result in results if verdict(result) is not None)
    right = [sum(bool(verdict(result)) for result in group) for group in groups]
    return right, list(map(len, groups))


def word_errors(results: Iterable[Result]) -> tuple[list[int], list[int]]:
    """Of each recording whose words are known: the wrong ones, and all that were said."""
    groups = by_recording(result for result in results if result.word_counts is not None)
    wrong = [sum(result.words_wrong or 0 for result in group) for group in groups]
    return wrong, [sum(result.words or 0 for result in group) for group in groups]
