"""Whether slots, carts and orders are the expected ones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.shopping.orders import Order
from devices.recordings.expectation import ExpectedLine, ExpectedOrder

Lines = Iterable[Mapping[str, Any]]
Line = tuple[str, int, Sequence[tuple[str, str]]]
"""Product, quantity and options."""


def same_cart(expected: Iterable[ExpectedLine], lines: Lines) -> bool:
    """Whether a cart holds the expected lines and no others, in any order."""
    return _same(wanted_lines(expected), found_lines(lines))


def holds(found: Any, expected: Any) -> bool:
    """Whether what was found has all that is expected; mappings may have more keys, texts another case."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and holds(found[key], value) for key, value in expected.items()
        )
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return (
            isinstance(found, Sequence)
            and not isinstance(found, str)
            and len(found) == len(expected)
            and all(map(holds, found, expected))
        )
    if isinstance(expected, str) and isinstance(found, str):
        return found.casefold() == expected.casefold()
    return bool(found == expected)


def wanted_lines(lines: Iterable[ExpectedLine]) -> list[Line]:
    """The lines that are expected."""
    return [(line.product, line.quantity, sorted(line.options.items())) for line in lines]


def found_lines(lines: Lines) -> list[Line]:
    """The lines of a cart."""
    return [(line["product"], line["quantity"], sorted(line["options"].items())) for line in lines]


def ordered_lines(order: Order) -> list[Line]:
    """The lines of an order."""
    return [(line.name, line.quantity, sorted(line.options.items())) for line in order.lines]


def _same(wanted: Iterable[Line], found: Iterable[Line]) -> bool:
    return sorted(map(_folded, wanted)) == sorted(map(_folded, found))


def _folded(line: Line) -> Line:
    product, quantity, options = line
    chosen = sorted((name.casefold(), value.casefold()) for name, value in options)
    return product.casefold(), quantity, chosen


def same_orders(wanted: Sequence[ExpectedOrder], orders: Sequence[Order]) -> bool:
    """Whether each order is one that is expected, and the reverse: a bipartite matching (Kuhn, 1955)."""
    if len(wanted) != len(orders):
        return False
    fits = [[at for at, order in enumerate(orders) if _is(each, order)] for each in wanted]
    takers: dict[int, int] = {}
    return all(_takes(number, fits, takers, set()) for number in range(len(wanted)))


def _takes(number: int, fits: Sequence[Sequence[int]], takers: dict[int, int], tried: set[int]) -> bool:
    """Find one of the expected an order, where need be by finding the one that has it another."""
    for at in fits[number]:
        if at not in tried:
            tried.add(at)
            if at not in takers or _takes(takers[at], fits, takers, tried):
                takers[at] = number
                return True
    return False


def _is(wanted: ExpectedOrder, order: Order) -> bool:
    same = wanted.lines is None or _same(wanted_lines(wanted.lines), ordered_lines(order))
    return same and wanted.total in {None, str(order.total)}
