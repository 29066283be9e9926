"""A quote turned into an order."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from assistant.shopping.aftersales import EventKind, OrderEvent
from assistant.shopping.checkout import Checkout
from assistant.shopping.money import allotted
from assistant.shopping.orders import OrderLine
from assistant.stores.rules.journeys import delivery_piece, pieces, planned
from assistant.stores.rules.lines import Picked
from assistant.stores.rules.notices import event
from assistant.stores.rules.numbers import said_number
from assistant.stores.rules.quotes import Quote
from assistant.stores.rules.records import Record
from assistant.stores.terms import Shop


class Draft(BaseModel):
    """An order that is being paid."""

    model_config = ConfigDict(frozen=True)

    checkout: Checkout
    paid: tuple[int, ...]
    """What each line costs with its part of discounts and taxes, in minor units."""
    due_at: float
    by_day: bool
    handling: tuple[int, ...]
    """Days before each line can be packed."""
    return_days: tuple[int | None, ...]
    """Days in which each line can be given back; None for what the terms say."""


def drafted(quote: Quote, picked: Sequence[Picked]) -> Draft:
    """The order that a quote for some products is to become."""
    return Draft(
        checkout=quote.checkout,
        paid=quote.paid,
        due_at=quote.way.due_at,
        by_day=quote.way.by_day,
        handling=tuple(product.handling_days for product, _ in picked),
        return_days=tuple(product.return_days for product, _ in picked),
    )


def ordered(draft: Draft, order_id: str, count: int, shop: Shop, now: float) -> tuple[Record, OrderEvent]:
    """The order that a draft becomes, and the event that it is placed.

    Args:
        draft: what is paid.
        order_id: its id.
        count: how many orders there were before it.
        shop: on whose terms.
        now: seconds since 1970.
    """
    checkout = draft.checkout
    lines = _lines(draft, shop.currency)
    handling = {line.id: days for line, days in zip(lines, draft.handling, strict=True)}
    prices = {
        line.id: allotted(paid, [1] * line.quantity) for line, paid in zip(lines, draft.paid, strict=True)
    }
    goods = pieces(prices, handling, shop.carrier.pieces)
    rest = checkout.total.amount - sum(draft.paid)
    record = Record(
        id=order_id,
        number=said_number(count),
        currency=checkout.total.currency,
        lines=lines,
        totals=checkout.totals,
        total=checkout.total,
        included_tax=checkout.included_tax,
        fulfilment=checkout.fulfilment,
        placed_at=now,
        due_at=max(now, draft.due_at),
        by_day=draft.by_day,
        return_days={line.id: days for line, days in zip(lines, draft.return_days, strict=True)},
        pieces=(*goods, delivery_piece(rest)) if rest else tuple(goods),
    )
    parcels = list(dict.fromkeys(piece.parcel for piece in goods))
    record = planned(record, handling, shop.carrier, parcels, now)
    return record, event(record, EventKind.PLACED, now, pieces=tuple(goods))


def _lines(draft: Draft, currency: str) -> tuple[OrderLine, ...]:
    return tuple(
        OrderLine.model_validate(
            {**line.model_dump(), "id": str(place), "paid": {"amount": paid, "currency": currency}}
        )
        for place, (line, paid) in enumerate(zip(draft.checkout.lines, draft.paid, strict=True), start=1)
    )
