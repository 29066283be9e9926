"""What the household and the shop have written down, read anew: the truth about carts and orders."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from assistant.bootstrap import open_store
from assistant.ports import Store
from assistant.settings import Settings
from assistant.shopping.carts import CartLine
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from assistant.shopping.orders import Order
from assistant.shopping.stores import StoreError, StoreErrorKind

_MOST = 1000
"""Orders; no talk places as many."""


class Written(BaseModel):
    """What the books say."""

    model_config = ConfigDict(frozen=True)

    cart: Sequence[Mapping[str, Any]] = ()
    """Product, quantity and options of each line, as a corpus expects them."""
    orders: Sequence[Order] = ()
    """All, newest first."""


class Books:
    """Reads the books of a household and its shop, as an asynchronous context manager.

    Args:
        settings: where they are.

    Raises:
        SettingsError: if there is no such shop, or one of its options does not fit.
        StorageError: if a database cannot be opened.
    """

    def __init__(self, settings: Settings) -> None:
        self._home = Household(settings.data_dir / HOUSEHOLD_FILE)
        self._store = open_store(settings)

    async def read(self) -> Written:
        """What they say now.

        Raises:
            StorageError: if a database cannot be read.
            StoreError: if the shop does not answer.
        """
        return await written(self._home, self._store)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._home.close()
        await self._store.close()


async def written(home: Household, store: Store) -> Written:
    """What the books of a household and of a shop say now; errors as for `Books.read`."""
    return Written(cart=await _cart(home, store), orders=await store.orders(_MOST))


async def _cart(home: Household, store: Store) -> list[dict[str, Any]]:
    cart_id = home.cart_id(store.name)
    if cart_id is None:
        return []
    try:
        cart = await store.cart(cart_id)
    except StoreError as error:
        if error.kind is not StoreErrorKind.NOT_FOUND:
            raise
        return []
    return [_told(line) for line in cart.lines]


def _told(line: CartLine) -> dict[str, Any]:
    return {"product": line.name, "quantity": line.quantity, "options": dict(line.options)}
