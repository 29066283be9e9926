"""Which of the placed orders, and which of its lines, somebody means."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.dialogue.lines import named
from assistant.dialogue.order_numbers import grouped
from assistant.shopping.aftersales import LineQuantity
from assistant.shopping.money import Money, allotted
from assistant.shopping.orders import Order, OrderLine
from intents.meaning import Item, Understood

Left = Callable[[OrderLine], int]
"""How many pieces of a line something can still be done with."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """What of an order is meant."""

    order: Order
    lines: tuple[tuple[OrderLine, int], ...]
    """With how many of each; without any nothing can be done with what was meant."""

    @property
    def whole(self) -> bool:
        """Whether that is the whole order."""
        return len(self.lines) == len(self.order.lines) and all(
            count == line.quantity for line, count in self.lines
        )

    @property
    def requests(self) -> tuple[LineQuantity, ...]:
        """The pieces as shops are told of them; none for a whole order."""
        if self.whole:
            return ()
        return tuple(LineQuantity(line_id=line.id, quantity=count) for line, count in self.lines)

    @property
    def amount(self) -> Money:
        """What was paid for them."""
        if self.whole:
            return self.order.balance
        parts = [_paid(line, count) for line, count in self.lines]
        return Money(amount=sum(part.amount for part in parts), currency=self.order.total.currency)

    @property
    def told(self) -> Mapping[str, Any]:
        """The pieces as replies tell them."""
        lines = [
            {"quantity": count, "name": line.name, "options": list(line.options.values())}
            for line, count in self.lines
        ]
        number, status = grouped(self.order.number), str(self.order.status).replace("_", " ")
        return {
            "lines": lines,
            "whole": self.whole,
            "amount": str(self.amount),
            "number": number,
            "status": status,
        }


def cancelable(line: OrderLine) -> int:
    """Pieces that have not left the shop."""
    return max(0, line.quantity - line.canceled - line.shipped)


def returnable(line: OrderLine) -> int:
    """Pieces that have arrived and are not on their way back."""
    return max(0, line.delivered - line.returning)


def meant(orders: Iterable[Order], asked: Understood, left: Left) -> Pieces | None:
    """What is meant: by number, by name, else the latest order of which something is left; None for none.

    Args:
        orders: newest first.
        asked: the wish.
        left: how many pieces it can still be done with.
    """
    found = list(_named(orders, asked, left))
    return next((pieces for pieces in found if pieces.lines), found[0] if found else None)


def _named(orders: Iterable[Order], asked: Understood, left: Left) -> Iterator[Pieces]:
    for order in orders:
        if asked.digits and _digits(order.number) != asked.digits.lstrip("0"):
            continue
        if not asked.items:
            yield Pieces(order, tuple((line, left(line)) for line in order.lines if left(line)))
            continue
        pieces = [(_line(item, order), item.quantity) for item in asked.items]
        if all(line is not None for line, _ in pieces):
            counted = [(line, min(count or left(line), left(line))) for line, count in pieces if line]
            yield Pieces(order, tuple((line, count) for line, count in counted if count))


def _line(item: Item, order: Order) -> OrderLine | None:
    line = named(item, order.lines)
    return line if isinstance(line, OrderLine) else None


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number)).lstrip("0")


def _paid(line: OrderLine, count: int) -> Money:
    paid = line.paid or line.total
    part = allotted(paid.amount, [count, line.quantity - count])[0]
    return Money(amount=part, currency=paid.currency)
