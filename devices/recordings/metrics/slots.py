"""Slots and carts: how many of the values that were expected were found, and what was found besides.

A mapping of slots, or a cart, is taken apart into its values, each with its path: `items[0].quantity = 2`. A
value counts as right where the other side has it at the same path, texts without regard to case. The items
of a list are laid side by side in their order so that the most values agree; an item that only one side has
shifts none of the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from devices.recordings.expectation import ExpectedLine
from devices.recordings.metrics.intervals import Interval, ratio_interval


class Counts(BaseModel):
    """Things that were expected against things that were found."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    right: int = 0
    """Expected and found."""
    missed: int = 0
    """Expected and not found."""
    added: int = 0
    """Found and not expected; a wrong value is missed and added."""


class Agreement(Counts):
    """Counts over all recordings, and the shares that follow from them."""

    recordings: int = 0
    """Those of which something was expected here."""
    precision: float | None = None
    """The share of what was found that was expected; None where nothing was found."""
    recall: float | None = None
    """The share of what was expected that was found; None where nothing was expected."""
    f1: float | None = None
    """The harmonic mean of the two; None where nothing was expected or found."""
    f1_interval: Interval | None = None
    """Of the F1, by resampling recordings."""


def slot_counts(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Counts:
    """Compare slots.

    A slot that is found and not expected counts as added, although an expectation lets it be: whether a
    recording is accepted says that all was there that was asked for, precision says that nothing else was.
    None is no value.

    Args:
        expected: slots by name, with values, lists and mappings as in a corpus.
        found: the same of what was understood.
    """
    right = _agreeing(expected, found)
    return Counts(right=right, missed=_values(expected) - right, added=_values(found) - right)


def best_slot_counts(expected: Mapping[str, Any], turns: Iterable[Mapping[str, Any]]) -> Counts:
    """The counts in the turn that agrees best; where nothing was understood, all is missed.

    Args:
        expected: slots by name.
        turns: the slots of each sentence that was understood.
    """
    compared = [slot_counts(expected, found) for found in turns] or [slot_counts(expected, {})]
    return max(compared, key=lambda counts: (counts.right, -counts.added))


def cart_counts(expected: Iterable[ExpectedLine], found: Iterable[Mapping[str, Any]]) -> Counts:
    """Compare carts: of every line, its product, its quantity and each of its options.

    Only lines of the same product are compared with one another.

    Args:
        expected: the lines that must be there.
        found: those that are, with "product", "quantity" and "options".
    """
    wanted = _by_product(line.model_dump() for line in expected)
    return slot_counts(wanted, _by_product(found))


def agreement(counts: Iterable[Sequence[Counts]]) -> Agreement:
    """Sum up, each value counting the same (micro-averaged).

    Args:
        counts: of each recording of which something was expected, those of each time that it was played.
    """
    played = list(counts)
    each = list(map(added_up, played))
    total = added_up(each)
    parts = [2 * one.right for one in each]
    wholes = [2 * one.right + one.missed + one.added for one in each]
    return Agreement(
        **total.model_dump(),
        recordings=sum(map(len, played)),
        precision=share(total.right, total.right + total.added),
        recall=share(total.right, total.right + total.missed),
        f1=share(sum(parts), sum(wholes)),
        f1_interval=ratio_interval(parts, wholes),
    )


def added_up(counts: Iterable[Counts]) -> Counts:
    """The sum of each."""
    each = list(counts)
    return Counts(**{name: sum(getattr(one, name) for one in each) for name in Counts.model_fields})


def share(part: float, whole: float) -> float | None:
    """The share, rounded to four digits after the point; None of nothing."""
    return round(part / whole, 4) if whole else None


def _by_product(lines: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The lines of each product, in an order that only depends on what they hold."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        options = {name.casefold(): str(value).casefold() for name, value in line["options"].items()}
        product = line["product"].casefold()
        found[product].append({"product": product, "quantity": line["quantity"], "options": options})
    return {
        product: sorted(group, key=lambda line: (line["quantity"], sorted(line["options"].items())))
        for product, group in found.items()
    }


def _values(tree: Any) -> int:
    if isinstance(tree, Mapping):
        return sum(map(_values, tree.values()))
    if _is_list(tree):
        return sum(map(_values, tree))
    return int(tree is not None)


def _agreeing(one: Any, other: Any) -> int:
    """How many values two trees have in common, at the same paths."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return sum(_agreeing(value, other[key]) for key, value in one.items() if key in other)
    if _is_list(one) and _is_list(other):
        return _aligned(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return int(one.casefold() == other.casefold())
    # What is left may be a list beside a text; None beside None is nothing.
    return int(one is not None and not isinstance(one, Mapping) and not _is_list(one) and one == other)


def _aligned(one: Sequence[Any], other: Sequence[Any]) -> int:
    """The most values that agree if the items are laid side by side in order; dynamic programming."""
    best = [0] * (len(other) + 1)
    for item in one:
        above = best
        best = [0]
        for column, beside in enumerate(other):
            best.append(max(above[column] + _agreeing(item, beside), above[column + 1], best[column]))
    return best[-1]


def _is_list(tree: Any) -> bool:
    return isinstance(tree, Sequence) and not isinstance(tree, str)
