"""Products to compare."""

from collections.abc import Sequence

from assistant.shopping.attributes import Attribute
from assistant.shopping.content import content
from assistant.shopping.money import Money
from assistant.shopping.offers import Offer, OfferKind
from assistant.shopping.products import Availability, Product, Variant
from assistant.shopping.reviews import Rating


def product(  # noqa: PLR0913 - a test names what matters to it
    name: str,
    price: int,
    size: str = "",
    *,
    currency: str = "USD",
    usual: int | None = None,
    stock: int | None = 5,
    availability: str = Availability.IN_STOCK,
    rating: tuple[float, int] | None = None,
    together: tuple[int, int] | None = None,
    attributes: Sequence[tuple[str, str]] = (),
) -> Product:
    offers: tuple[Offer, ...] = ()
    if together is not None:
        count, cost = together
        price_of_all = Money(amount=cost, currency=currency)
        offers = (Offer(kind=OfferKind.MULTI_BUY, quantity=count, price=price_of_all),)
    variant = Variant(
        id=name,
        price=Money(amount=price, currency=currency),
        list_price=None if usual is None else Money(amount=usual, currency=currency),
        stock=stock,
        availability=availability,
        offers=offers,
        content=size,
        package=content(size),
    )
    return Product(
        id=name,
        title=name.title(),
        name=name,
        content=size,
        variant=variant,
        rating=None if rating is None else Rating(average=rating[0], count=rating[1]),
        attributes=tuple(Attribute(name=kind, value=value) for kind, value in attributes),
    )
