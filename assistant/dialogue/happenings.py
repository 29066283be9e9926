"""What the dialogue is told: events in."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.aftersales import Outcome
from assistant.shopping.carts import Cart, LineRequest
from assistant.shopping.checkout import Checkout
from assistant.shopping.household import ListEntry
from assistant.shopping.list_names import NamedList
from assistant.shopping.money import Money
from assistant.shopping.notices import Notice
from assistant.shopping.orders import Order, PlacedOrder, Spending
from assistant.shopping.products import Product
from assistant.shopping.stores import Capability, StoreErrorKind
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
    usual: Money | None = None
    """The usual price, where it is a higher one."""
    deal: str = ""
    """What is offered, as the shop says it: "two for five dollars"."""
    traits: tuple[str, ...] = ()
    """What else it may be called by: its colour, flavour, origin."""
    sponsored: bool = False
    """Somebody pays the shop for showing it."""


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
    before: tuple[LineRequest, ...] | None = None
    """What was in it before."""


class ListIs(Happening):
    """A list, after it was read or changed."""

    entries: tuple[ListEntry, ...]
    changed: tuple[ListEntry, ...] = ()
    """Those that were added, or removed."""
    instead: ListEntry | None = None
    """What was added in the place of those removed."""
    before: tuple[ListEntry, ...] = ()
    """What was on it before the change."""
    name: str = ""
    """As people call it; empty for the shopping list."""
    there: bool = True
    """False: there was no such list before."""


class ListsAre(Happening):
    """The lists that there are besides the shopping list, and how many things are on that."""

    lists: tuple[NamedList, ...]
    shopping: int


class CouponIs(Happening):
    """What the shop says of a coupon's code."""

    taken: bool
    """It is used for the next order."""
    reason: str = ""
    """Why it is not, as the shop says it."""
    tried: bool = True
    """False: the cart is empty, so that the shop could not be asked yet."""
    able: bool = True
    """False: the shop takes no coupons by voice."""


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
    at: datetime | None = None
    """When it was asked for, where the household is."""
    payments: tuple[str, ...] = ()
    """What can be paid with, by name, the usual one first; empty where there is but one without a name."""
    pin: bool = False
    """A PIN must be given before it may be ordered."""


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


class PinChecked(Happening):
    """Whether the PIN was right."""

    right: bool


class HistoryIs(Happening):
    """The orders of the last time, newest first."""

    orders: tuple[Order, ...]
    now: datetime
    """Where the household is."""


class SpendingIs(Happening):
    """What was spent."""

    spending: Spending


class VariantsAre(Happening):
    """The kinds of a product."""

    product: Product


class Settled(Happening):
    """What the shop says to a wish about an order."""

    outcome: Outcome


class Unable(Happening):
    """The shop cannot do it at all."""

    capability: Capability
