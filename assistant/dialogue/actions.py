"""What the dialogue wants done: actions out."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.manner import Manner
from assistant.shopping.carts import LineRequest
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


class ReadList(Action):
    """Read the shopping list; answered by `ListIs`."""


class AddToList(Action):
    """Put things on the shopping list; answered by `ListIs`."""

    items: tuple[Item, ...] = Field(min_length=1)


class RemoveFromList(Action):
    """Take things off the shopping list; answered by `ListIs`."""

    items: tuple[Item, ...] = Field(min_length=1)


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


class PlaceOrder(Action):
    """Buy what was read back; answered by `Ordered`, `OrderRefused` or `Failed`.

    It is not a sentence: once begun it is not interrupted.
    """

    read_back: ReadBack
