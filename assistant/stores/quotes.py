"""What a cart costs on the shop's terms."""

from decimal import ROUND_HALF_UP, Decimal

from assistant.shopping.carts import CartLine
from assistant.shopping.checkout import Checkout, CheckoutStatus, FulfilmentOption, TotalLine
from assistant.shopping.money import Money
from assistant.stores.catalogue import Shop

_NO_ADDRESS = "The shop needs to know where to deliver to."


def quote(
    checkout_id: str,
    lines: tuple[CartLine, ...],
    shop: Shop,
    *,
    address: bool,
    messages: tuple[str, ...] = (),
) -> Checkout:
    """The quote for some lines.

    Args:
        checkout_id: its number.
        lines: at least one, at today's prices.
        shop: whose terms hold.
        address: whether the buyer has given one.
        messages: what the buyer must be told.
    """
    subtotal = sum(line.total.amount for line in lines)
    fulfilment = _fulfilment(shop, subtotal)
    bill = _bill(shop, subtotal, fulfilment.price.amount)
    ready = address or shop.fulfilment.kind == "pickup"
    return Checkout(
        id=checkout_id,
        status=CheckoutStatus.READY if ready else CheckoutStatus.NEEDS_BUYER,
        lines=lines,
        totals=bill,
        total=_money(shop, sum(line.amount.amount for line in bill)),
        fulfilment=fulfilment,
        messages=messages if ready else (*messages, _NO_ADDRESS),
    )


def _fulfilment(shop: Shop, subtotal: int) -> FulfilmentOption:
    terms = shop.fulfilment
    free = terms.free_from is not None and subtotal >= terms.free_from
    price = _money(shop, 0 if free else terms.fee)
    return FulfilmentOption(id=terms.kind, name=terms.name, promise=terms.promise, price=price)


def _bill(shop: Shop, subtotal: int, fee: int) -> tuple[TotalLine, ...]:
    """The bill's lines: delivery where the shop delivers, be it free; tax where there is any."""
    amounts = {"subtotal": subtotal}
    if fee or shop.fulfilment.kind == "delivery":
        amounts["delivery"] = fee
    tax = _tax(shop, subtotal)
    if tax:
        amounts["tax"] = tax
    return tuple(TotalLine(kind=kind, amount=_money(shop, amount)) for kind, amount in amounts.items())


def _tax(shop: Shop, subtotal: int) -> int:
    share = Decimal(subtotal) * Decimal(str(shop.tax)) / 100
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _money(shop: Shop, amount: int) -> Money:
    return Money(amount=amount, currency=shop.currency)
