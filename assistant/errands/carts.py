"""Reads and changes the cart."""

import asyncio
from uuid import uuid4

from assistant.dialogue.actions import ChangeCart, LoadCart
from assistant.dialogue.happenings import CartChanged, CartIs
from assistant.errands.workplace import Errands, Workplace
from assistant.events import CartUpdated
from assistant.offers import added
from assistant.shopping.carts import Cart
from assistant.shopping.stores import StoreError, StoreErrorKind


class CartErrands:
    """What is done with the cart."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self.codes: tuple[str, ...] = ()
        """Coupons for the next order."""

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {LoadCart: self._load, ChangeCart: self._change}

    async def _load(self, _action: LoadCart) -> CartIs:
        return CartIs(cart=await self.cart())

    async def cart(self) -> Cart:
        """The household's cart at the shop; a new one where there is none.

        Raises:
            StoreError: if the shop does not answer.
            StorageError: if the household's file cannot be read.
        """
        cart_id = await asyncio.to_thread(self._place.household.cart_id, self._place.store.name)
        if cart_id is not None:
            try:
                return await self._place.store.cart(cart_id)
            except StoreError as error:
                if error.kind is not StoreErrorKind.NOT_FOUND:
                    raise
        cart = await self._place.store.create_cart((), self._place.buyer, uuid4().hex)
        await asyncio.to_thread(self._place.household.keep_cart, self._place.store.name, cart.id)
        return cart

    async def _change(self, action: ChangeCart) -> CartChanged:
        cart = await self.cart()
        before = tuple(line.request() for line in cart.lines)
        lines = action.lines
        if action.add:
            lines = added([line for line in before if line.variant_id not in action.without], lines)
        changed = await self._place.store.update_cart(cart.id, lines, uuid4().hex)
        self._tell_cart(changed)
        return CartChanged(cart=changed, before=before)

    def _tell_cart(self, cart: Cart) -> None:
        lines = [
            {"product": line.name, "quantity": line.quantity, "options": dict(line.options)}
            for line in cart.lines
        ]
        self._place.reporter.saw(CartUpdated, lines=tuple(lines), subtotal=str(cart.subtotal))
