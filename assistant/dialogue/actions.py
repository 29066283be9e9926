"""What the dialogue wants done: actions out."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from assistant.manner import Manner
from assistant.shopping.aftersales import LineQuantity
from assistant.shopping.carts import CartLine, LineRequest
from assistant.shopping.checkout import Checkout
from intents.meaning import Item


class Action(BaseModel):
    """Something to be done; all but `Say` and `Adjust` are answered by one happening."""

    model_config = ConfigDict(frozen=True)


class Say(Action):
    """Say a reply."""

    key: str
    """Its name in the replies' data file."""
    values: dict[str, Any] = {}
    """What its placeholders stand for."""


class Adjust(Action):
    """Speak in another manner from the next reply on; answered by nothing, as it is done at once."""

    manner: Manner


class FindProducts(Action):
    """Look for what was wished for; answered by `ProductsFound`."""

    items: tuple[Item, ...] = Field(min_length=1)


class LoadCart(Action):
    """Read the cart; answered by `CartIs`."""


class ChangeCart(Action):
    """Replace the cart's lines, or add to them; answered by `CartChanged`."""

    lines: tuple[LineRequest, ...]
    add: bool = False
    """True: to the lines that are there already."""
    without: tuple[str, ...] = ()
    """With `add`: variants that the new lines take the place of."""


class FindInstead(Action):
    """Look for what is to take the place of a cart line: an option of it, or another product.

    Answered by `ProductsFound`.
    """

    line: CartLine
    item: Item


class KeepCoupon(Action):
    """Try a coupon's code on the cart, and keep it for the next quote; answered by `CouponIs`."""

    readings: tuple[str, ...] = Field(min_length=1, repr=False)
    """How it may be written; the first that the shop takes is meant."""


class ReadList(Action):
    """Read a list; answered by `ListIs`."""

    list_name: str = ""


class AddToList(Action):
    """Put things on a list, which is made where there is none; answered by `ListIs`."""

    items: tuple[Item, ...] = Field(min_length=1)
    list_name: str = ""


class RemoveFromList(Action):
    """Take things off a list, and perhaps put another on it; answered by `ListIs`."""

    items: tuple[Item, ...] = Field(min_length=1)
    instead: Item | None = None
    list_name: str = ""


class Quote(Action):
    """Ask what the cart would cost; answered by `Quoted`."""


class ReadOrders(Action):
    """Read the latest orders; answered by `OrdersAre`."""


class ReadNotices(Action):
    """Ask what has happened to the orders; answered by `NoticesAre`."""


class ReadBack(BaseModel):
    """An order that was read out to its end; the only thing that an order can be made from."""

    model_config = ConfigDict(frozen=True)

    checkout: Checkout
    payment: str = ""
    """The name of what it is paid with; empty for what the household always pays with."""


class PlaceOrder(Action):
    """Buy what was read back; answered by `Ordered`, `OrderRefused` or `Failed`.

    It is not a sentence: once begun it is not interrupted.
    """

    read_back: ReadBack


class ChangeQuote(Action):
    """Choose another way for the goods to get home; answered by `Quoted` or `NotAllowed`."""

    checkout_id: str
    option_id: str


class CheckPin(Action):
    """Compare digits with the household's PIN; answered by `PinChecked`."""

    digits: SecretStr


class ReadHistory(Action):
    """Read the orders of the last time; answered by `HistoryIs` or `Unable`."""


class ReadSpending(Action):
    """Read what was spent; answered by `SpendingIs` or `Unable`."""

    period: str = ""
    """Of which time: "last month"; empty for this month."""


class ReadVariants(Action):
    """Read what kinds of a product there are; answered by `VariantsAre`."""

    product_id: str


class CancelPieces(Action):
    """Cancel some of an order, or all where no lines are named; answered by `Settled` or `Unable`."""

    order_id: str
    lines: tuple[LineQuantity, ...] = ()


class ReturnPieces(Action):
    """Give some of an order back for money; answered by `Settled` or `Unable`."""

    order_id: str
    lines: tuple[LineQuantity, ...] = ()
    reason: str


class ExchangePieces(Action):
    """Give pieces back for another kind of the same product; answered by `Settled` or `Unable`."""

    order_id: str
    line: LineQuantity
    variant_id: str
    reason: str
