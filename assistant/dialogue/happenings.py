"""What the dialogue is told: events in."""

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.carts import Cart
from assistant.shopping.checkout import Checkout
from assistant.shopping.household import ListEntry
from assistant.shopping.money import Money
from assistant.shopping.notices import Notice
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.stores import StoreErrorKind
from intents.meaning import Item, NotUnderstood, Understood


class Happening(BaseModel):
    """Something that the dialogue is told."""

    model_config = ConfigDict(frozen=True)


class Said(Happening):
    """The person said something."""

    meaning: Understood | NotUnderstood
    confidence: float = 1.0
    """The recogniser's, 0..1; 1 for typed words."""


class Unheard(Happening):
    """The person said something in which no words were recognised."""


class Silence(Happening):
    """The person was listened to and said nothing."""


class Offer(BaseModel):
    """A product that could be bought, as the dialogue remembers it."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    variant_id: str
    name: str
    """What people call it."""
    title: str
    """The shortest name that tells it from the others offered with it."""
    brand: str = ""
    category: str = ""
    content: str = ""
    aliases: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    price: Money


class Result(BaseModel):
    """What the shop has for one wish."""

    model_config = ConfigDict(frozen=True)

    item: Item
    offers: tuple[Offer, ...]
    """None: the shop has no such thing. One: this is it. More: the person must say which."""
    sure: bool = True
    """False: words were said that the one thing does not explain; the person is asked about it."""


class ProductsFound(Happening):
    """The answer to `FindProducts`, a result an item."""

    results: tuple[Result, ...] = Field(min_length=1)


class CartIs(Happening):
    """The cart as it is."""

    cart: Cart


class CartChanged(Happening):
    """The cart after it was changed."""

    cart: Cart


class ListIs(Happening):
    """The shopping list, after it was read or changed."""

    entries: tuple[ListEntry, ...]
    changed: tuple[ListEntry, ...] = ()
    """Those that were added or removed."""


class OrdersAre(Happening):
    """The latest orders, newest first."""

    orders: tuple[Order, ...]
    notices: tuple[Notice, ...] = ()
    """What was not told yet of any of the orders, oldest first."""


class NoticesAre(Happening):
    """What is to be told of the orders, oldest first."""

    notices: tuple[Notice, ...]
    cart_filled: bool = False
    """Something that was to be bought at a price is in the cart now."""


class NoticesCame(Happening):
    """Something is to be told, and the settings want it told at once."""


class Quoted(Happening):
    """What the cart would cost."""

    checkout: Checkout


class Ordered(Happening):
    """The store has taken the order."""

    order: PlacedOrder


class OrderRefused(Happening):
    """The store has not taken the order; nothing was bought."""

    reason: str
    """A sentence for the person."""
    changed: bool
    """The price or the stock is not what was read out: a new quote may help."""


class Failed(Happening):
    """The store or the household's file could not do what it was asked."""

    kind: StoreErrorKind
    message: str
    """The shop's own sentence for the person; empty where it gave none."""
    unsettled: bool = False
    """An order was sent and no answer came: it is in the journal and will be asked for again."""


class ReplySpoken(Happening):
    """A reply has been spoken."""

    key: str
    complete: bool
    """False where the person interrupted it."""


class Abandoned(Happening):
    """The turn was interrupted or broke while something was being looked up; the answer will not come."""
