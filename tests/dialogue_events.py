"""What the dialogue is told by the shop and by those who talk to it."""

from typing import Any

from assistant.dialogue.actions import (
    Action,
    Say,
)
from assistant.dialogue.happenings import (
    CartChanged,
    CartIs,
    Offer,
    Said,
)
from assistant.shopping.carts import Cart, CartLine
from assistant.shopping.money import Money
from intents.meaning import Intent, Item, Understood

OATLY = Offer(
    product_id="oatly", variant_id="oatly", name="Oatly oat milk", title="Oatly", price=Money(amount=499)
)
PLANET = Offer(
    product_id="planet", variant_id="planet", name="Planet oat milk", title="Planet", price=Money(amount=379)
)
EGGS = Offer(product_id="eggs", variant_id="eggs", name="eggs", title="eggs", price=Money(amount=299))
YES = Understood(intent=Intent.YES, text="yes")
CHECK_OUT = Understood(intent=Intent.CHECK_OUT, text="check out")


def said(intent: Intent, *items: Item, **more: Any) -> Said:
    return Said(meaning=Understood(intent=intent, text="...", items=items, **more))


def line(offer: Offer, quantity: int) -> CartLine:
    return CartLine(
        product_id=offer.product_id,
        variant_id=offer.variant_id,
        name=offer.name,
        quantity=quantity,
        unit_price=offer.price,
        total=offer.price * quantity,
    )


def cart(*lines: CartLine) -> CartIs:
    total = sum(each.total.amount for each in lines)
    return CartIs(cart=Cart(id="cart", lines=lines, subtotal=Money(amount=total)))


def changed(*lines: CartLine) -> CartChanged:
    return CartChanged(cart=cart(*lines).cart)


def keys(actions: list[Action]) -> list[str]:
    return [action.key if isinstance(action, Say) else type(action).__name__ for action in actions]
