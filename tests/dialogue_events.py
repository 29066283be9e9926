"""What the dialogue is told by the shop and by those who talk to it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from assistant.dialogue.actions import (
    Action,
    Say,
)
from assistant.dialogue.finding_actions import (
    Answered,
    AskAbout,
    Browse,
    Browsed,
    Compared,
    CompareOffers,
    LookAt,
    PricesAre,
    ProductIs,
    ReadPrices,
)
from assistant.dialogue.happenings import (
    CartChanged,
    CartIs,
    Happening,
    Offer,
    Said,
)
from assistant.shopping.carts import Cart, CartLine
from assistant.shopping.comparing.rates import rates
from assistant.shopping.comparing.side_by_side import compare
from assistant.shopping.money import Money
from assistant.shopping.prices import PriceHistory, PricePoint
from assistant.shopping.products import Product, Variant
from intents.meaning import Intent, Item, Understood

OATLY = Offer(
    product_id="oatly", variant_id="oatly", name="Oatly oat milk", title="Oatly", price=Money(amount=499)
)
PLANET = Offer(
    product_id="planet", variant_id="planet", name="Planet oat milk", title="Planet", price=Money(amount=379)
)
TEA = Offer(product_id="tea", variant_id="tea", name="tea", title="tea", price=Money(amount=199))
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


ABOUT_PRODUCTS: Mapping[type[Action], type[Happening]] = {
    Browse: Browsed,
    LookAt: ProductIs,
    AskAbout: Answered,
    ReadPrices: PricesAre,
    CompareOffers: Compared,
}
"""What answers what is asked about products."""


def as_product(offer: Offer, **more: Any) -> Product:
    """A product as the shop would tell it."""
    return Product(
        id=offer.product_id,
        title=offer.name,
        name=offer.name,
        variant=Variant(id=offer.variant_id, price=offer.price),
        **more,
    )


def compared(*offers: Offer, **more: Any) -> Compared:
    comparison = compare([as_product(offer, **more) for offer in offers])
    return Compared(offers=offers, comparison=comparison, rates=rates(comparison))


def about_products(kind: type[Happening]) -> st.SearchStrategy[Happening]:
    """Answers of the shop to what was asked about products."""
    points = tuple(
        PricePoint(since=datetime(2026, month, 1, tzinfo=UTC), price=Money(amount=100 * month))
        for month in (1, 2)
    )
    asked = Browse(item=Item(text="oat milk"))
    made: dict[type[Happening], st.SearchStrategy[Happening]] = {
        Browsed: st.builds(
            Browsed,
            asked=st.sampled_from([asked, asked.model_copy(update={"on_offer": True})]),
            offers=st.sampled_from([(), (OATLY,), (PLANET, OATLY), (PLANET, OATLY, EGGS, TEA)]),
            only=st.sampled_from([0, 1]),
            dropped=st.sampled_from([(), ("purple",)]),
            out_of_limits=st.booleans(),
        ),
        ProductIs: st.just(ProductIs(offer=OATLY, product=as_product(OATLY))),
        Answered: st.just(Answered(offer=PLANET, statement="The shop doesn't say.")),
        PricesAre: st.sampled_from(
            [
                PricesAre(offer=OATLY, history=PriceHistory(variant_id="oatly", points=some))
                for some in ((), points)
            ]
        ),
        Compared: st.just(compared(OATLY, PLANET)),
    }
    return made[kind]
