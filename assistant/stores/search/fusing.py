"""Several lists of what may be meant made one, by reciprocal ranks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.shopping.searching import Reason
from assistant.stores.search.candidates import Candidate

_DAMPING = 10.0
"""How little more the first of a list counts than the second."""


@dataclass(frozen=True, slots=True)
class Found:
    """A product that may be meant, and why."""

    candidate: Candidate
    score: float
    """Comparable within its list only."""
    reasons: tuple[Reason, ...]


def ordered(found: Iterable[Found]) -> list[Found]:
    """Best first; among equals the more popular."""
    return sorted(found, key=lambda one: (-one.score, one.candidate.doc))


def fused(lists: Sequence[tuple[float, Sequence[Found]]]) -> list[Found]:
    """What is high on several lists comes first.

    Args:
        lists: each with how much it counts.
    """
    together: dict[int, Found] = {}
    for worth, found in lists:
        for rank, one in enumerate(found):
            share = replace(one, score=worth / (_DAMPING + rank))
            before = together.get(one.candidate.doc)
            together[one.candidate.doc] = share if before is None else _both(before, share)
    return ordered(together.values())


def added(lists: Sequence[tuple[float, Sequence[Found]]]) -> list[Found]:
    """What scores high comes first; scores on several lists are added.

    Args:
        lists: each with what its scores count.
    """
    together: dict[int, Found] = {}
    for worth, found in lists:
        for one in found:
            share = replace(one, score=worth * one.score)
            before = together.get(one.candidate.doc)
            together[one.candidate.doc] = share if before is None else _both(before, share)
    return ordered(together.values())


def _both(one: Found, other: Found) -> Found:
    reasons = tuple(dict.fromkeys((*one.reasons, *other.reasons)))
    return Found(one.candidate, one.score + other.score, reasons)
