"""What happens behind the scenes: a shop that does not answer, and shelves that change."""

import sqlite3
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from assistant.ports import Store
from assistant.shopping.money import Money
from assistant.shopping.stores import StoreError, StoreErrorKind
from devices.recordings.dialogues.model import Meanwhile, Shelf
from devices.recordings.dialogues.shops import Premises
from devices.recordings.scenarios.staging import sold


class TroubledStore:
    """A store that can be made to fail, whatever it is asked.

    It passes on what it is asked by its name, so that it has every method that the port has.

    Args:
        store: the shop itself.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.trouble: StoreErrorKind | None = None
        """How it fails now; None where it answers."""
        self.fate: str | None = None
        """What becomes of the next order: "lost", "unanswered", or None where all goes well."""

    def __getattr__(self, name: str) -> Any:
        part = getattr(self._store, name)
        return self._asked(part) if iscoroutinefunction(part) else part

    def _asked(self, part: Callable[..., Any]) -> Callable[..., Any]:
        async def answer(*given: Any, **named: Any) -> Any:
            if self.trouble is not None:
                raise StoreError(self.trouble, "The shop does not answer.", "Try again later.")
            if part.__name__ != "place_order" or self.fate is None:
                return await part(*given, **named)
            fate, self.fate = self.fate, None
            if fate == "unanswered":
                await part(*given, **named)
            raise StoreError(StoreErrorKind.UNREACHABLE, "The shop does not answer.", "Try again later.")

        return answer


async def happen(meanwhile: Meanwhile, premises: Premises, store: TroubledStore) -> None:
    """Let something happen.

    Args:
        meanwhile: what.
        premises: where.
        store: that of the talk.

    Raises:
        UnusableInputError: if the shop does not have a product.
    """
    if meanwhile.passes is not None:
        premises.clock.passes(meanwhile.passes)
    for shelf in meanwhile.shelves:
        await _change(shelf, premises)
    if meanwhile.shop is not None:
        store.trouble = None if meanwhile.shop == "answers" else meanwhile.shop
    if meanwhile.orders is not None:
        store.fate = meanwhile.orders


async def _change(shelf: Shelf, premises: Premises) -> None:
    product = await sold(premises.store, shelf.product, shelf.options)
    price = None if shelf.price is None else Money.of(shelf.price.removeprefix("$")).amount
    for column, value in {"price": price, "stock": shelf.stock}.items():
        if value is not None:
            with sqlite3.connect(premises.database) as connection:
                connection.execute(
                    f"UPDATE variants SET {column} = ? WHERE id = ?",  # noqa: S608 - one of two names of ours
                    (value, product.variant.id),
                )
            connection.close()
