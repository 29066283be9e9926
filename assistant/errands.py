"""Does what the dialogue wants done, at the store and in the household, and brings back what came of it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import assert_never
from uuid import uuid4

from assistant.dialogue.actions import (
    Action,
    AddToList,
    ChangeCart,
    FindProducts,
    LoadCart,
    PlaceOrder,
    Quote,
    ReadList,
    ReadNotices,
    ReadOrders,
    RemoveFromList,
)
from assistant.dialogue.happenings import (
    CartChanged,
    CartIs,
    Failed,
    Happening,
    ListIs,
    NoticesAre,
    Ordered,
    OrderRefused,
    OrdersAre,
    ProductsFound,
    Quoted,
    Result,
)
from assistant.errors import AisleError
from assistant.events import CartUpdated, OrderConfirmed, Stage
from assistant.notices import NoticeWatch
from assistant.offers import added, entry, offer
from assistant.ports import Store
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.shopping.carts import Buyer, Cart
from assistant.shopping.checkout import Checkout
from assistant.shopping.household import Household, JournalEntry, ListEntry
from assistant.shopping.products import Product
from assistant.shopping.searching import SearchQuery
from assistant.shopping.stores import StoreError, StoreErrorKind
from intents.meaning import Item
from intents.resolver import Ambiguous, Found, Match, NothingFound, distinguish, resolve

_SEARCHED = 20
_ASKED_AGAIN = timedelta(days=1)
utc_now = partial(datetime.now, UTC)
"""The system's time."""
_REFUSALS = frozenset(
    {
        StoreErrorKind.CONFLICT,
        StoreErrorKind.DECLINED,
        StoreErrorKind.NOT_FOUND,
        StoreErrorKind.UNAUTHORIZED,
    }
)
"""The store has answered, and the answer is no: nothing was bought."""


class Errands:
    """Does the dialogue's actions.

    Args:
        store: the shop.
        household: lists, the cart's number, the order journal.
        buying: name, address and payment token.
        reporter: told of carts and orders.
        now: the time, to tell how old an order without an answer is.
    """

    def __init__(
        self,
        store: Store,
        household: Household,
        buying: Buying,
        reporter: Reporter,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._now = now
        self._store = store
        self._household = household
        self._buying = buying
        self._buyer = Buyer(
            name=buying.name,
            address=buying.address.get_secret_value(),
            city=buying.city.get_secret_value(),
            phone=buying.phone.get_secret_value(),
            country=buying.country,
            region=buying.region,
            postal_code=buying.postal_code,
        )
        self._reporter = reporter
        self._placing: asyncio.Task[Happening] | None = None
        self.notices = NoticeWatch(store, household, now)

    async def run(self, action: Action) -> Happening:
        """Do an action; a store or file that fails gives `Failed`, never an exception."""
        if isinstance(action, PlaceOrder):
            return await self._place_uninterrupted(action.read_back.checkout)
        try:
            with self._reporter.timing(Stage.STORE):
                return await self._done(action)
        except AisleError as error:
            return self._failure(error)

    def listed(self) -> tuple[ListEntry, ...]:
        """What stands on the person's list. Reads a file, but a small one.

        Raises:
            StorageError: if it cannot be read.
        """
        return self._household.read_list()

    def has_cart(self) -> bool:
        """Whether a cart was begun, empty or not. Reads a file, but a small one.

        Raises:
            StorageError: if it cannot be read.
        """
        return self._household.cart_id(self._store.name) is not None

    async def settled(self) -> None:
        """Wait until an order that is being placed is placed or refused."""
        if self._placing is not None and not self._placing.done():
            await asyncio.wait([self._placing])

    async def recover(self) -> tuple[Happening, ...]:
        """Finish orders that a crash or a silent shop left between the intention and the answer.

        The same idempotency key is sent again, so an order that went through is not placed twice. After a
        day it is not: the yes is too old, and a shop may have forgotten the key.

        Returns:
            What came of each, oldest first: `Ordered`, `OrderRefused`, or `Failed`, `unsettled` where
            it will be asked for again.

        Raises:
            StorageError: if the journal cannot be read or written.
        """
        unfinished = await asyncio.to_thread(self._household.unfinished, self._store.name)
        return tuple([await self._settle(intended) for intended in unfinished])

    async def _settle(self, intended: JournalEntry) -> Happening:
        if self._now() - intended.created_at <= _ASKED_AGAIN:
            return await self._send(intended)
        await asyncio.to_thread(self._household.refused, intended.key, "too old to be asked for again")
        return Failed(kind=StoreErrorKind.UNREACHABLE, message="")

    async def _done(self, action: Action) -> Happening:
        match action:
            case FindProducts():
                found = [await self._result(item) for item in action.items]
                return ProductsFound(results=tuple(found))
            case LoadCart():
                return CartIs(cart=await self._cart())
            case ChangeCart():
                return CartChanged(cart=await self._change(action))
            case ReadList():
                return ListIs(entries=await self._list())
            case AddToList():
                return await self._add_to_list(action.items)
            case RemoveFromList():
                return await self._remove_from_list(action.items)
            case Quote():
                return await self._quote()
            case ReadOrders():
                orders = tuple(await self._store.orders(limit=3))
                return OrdersAre(orders=orders, notices=await self.notices.look())
            case ReadNotices():
                return NoticesAre(notices=await self.notices.look())
        raise TypeError(f"{type(action).__name__} is no errand")

    def _failure(self, error: AisleError, *, unsettled: bool = False) -> Failed:
        """Technical trouble is for the engineer to read; only the shop's own words are for the person."""
        kind = error.kind if isinstance(error, StoreError) else StoreErrorKind.UNREACHABLE
        answered = kind in _REFUSALS
        self._reporter.failed(Stage.STORE, error, "" if answered else str(error))
        return Failed(kind=kind, message=error.what if answered else "", unsettled=unsettled)

    # --- products

    async def _result(self, item: Item) -> Result:
        page = await self._store.search(SearchQuery(text=item.text, limit=_SEARCHED))
        products = {product.id: product for product in page.items}
        answer = resolve(item.text, [entry(product) for product in page.items])
        match answer:
            case Found():
                matches: Sequence[Match] = (answer.match,)
            case Ambiguous():
                matches = answer.matches
            case NothingFound():
                matches = ()
            case _:
                assert_never(answer)
        chosen = [await self._selected(products[match.entry_id], match) for match in matches]
        names = distinguish([entry(product) for product in chosen])
        sure = not any(match.left_over for match in matches)
        return Result(item=item, offers=tuple(map(offer, chosen, names)), sure=sure)

    async def _selected(self, product: Product, match: Match) -> Product:
        if not match.options:
            return product
        return await self._store.product(product.id, match.options)

    # --- cart

    async def _cart(self) -> Cart:
        cart_id = await asyncio.to_thread(self._household.cart_id, self._store.name)
        if cart_id is not None:
            try:
                return await self._store.cart(cart_id)
            except StoreError as error:
                if error.kind is not StoreErrorKind.NOT_FOUND:
                    raise
        cart = await self._store.create_cart((), self._buyer, uuid4().hex)
        await asyncio.to_thread(self._household.keep_cart, self._store.name, cart.id)
        return cart

    async def _change(self, action: ChangeCart) -> Cart:
        cart = await self._cart()
        lines = action.lines
        if action.add:
            lines = added(tuple(line.request() for line in cart.lines), lines)
        changed = await self._store.update_cart(cart.id, lines, uuid4().hex)
        self._tell_cart(changed)
        return changed

    def _tell_cart(self, cart: Cart) -> None:
        lines = [
            {"product": line.name, "quantity": line.quantity, "options": dict(line.options)}
            for line in cart.lines
        ]
        self._reporter.saw(CartUpdated, lines=tuple(lines), subtotal=str(cart.subtotal))

    # --- list

    async def _list(self) -> tuple[ListEntry, ...]:
        return await asyncio.to_thread(self._household.read_list)

    async def _add_to_list(self, items: Sequence[Item]) -> ListIs:
        changed = [
            await asyncio.to_thread(self._household.add_to_list, item.text, item.quantity or 1, item.unit)
            for item in items
        ]
        return ListIs(entries=await self._list(), changed=tuple(changed))

    async def _remove_from_list(self, items: Sequence[Item]) -> ListIs:
        removed = [await asyncio.to_thread(self._household.remove_from_list, item.text) for item in items]
        return ListIs(entries=await self._list(), changed=tuple(gone for gone in removed if gone is not None))

    # --- order

    async def _quote(self) -> Happening:
        """The quote; but none as long as an order has no answer, lest the same cart be bought twice."""
        if await asyncio.to_thread(self._household.unfinished, self._store.name):
            return Failed(kind=StoreErrorKind.UNREACHABLE, message="", unsettled=True)
        cart = await self._cart()
        return Quoted(checkout=await self._store.start_checkout(cart.id, self._buyer, uuid4().hex))

    async def _place_uninterrupted(self, checkout: Checkout) -> Happening:
        """Run the order in a task of its own: cancelling the turn does not cancel the order."""
        self._placing = asyncio.create_task(self._place(checkout))
        return await asyncio.shield(self._placing)

    async def _place(self, checkout: Checkout) -> Happening:
        try:
            # Without the journal nothing is sent.
            intended = await asyncio.to_thread(
                self._household.intend, self._store.name, checkout.id, checkout.total
            )
            with self._reporter.timing(Stage.STORE):
                return await self._send(intended)
        except AisleError as error:
            return self._failure(error)

    async def _send(self, intended: JournalEntry) -> Happening:
        payment = self._buying.payment.get_secret_value()
        try:
            order = await self._store.place_order(intended.checkout_id, payment, intended.total, intended.key)
        except StoreError as error:
            return await self._not_placed(intended, error)
        try:
            await asyncio.to_thread(self._household.placed, intended.key, order)
        except AisleError as error:
            # The order stands; the journal still says "intended", and asking again by key is harmless.
            self._reporter.failed(Stage.STORE, error)
        self._reporter.saw(OrderConfirmed, number=order.number, total=str(order.total))
        return Ordered(order=order)

    async def _not_placed(self, intended: JournalEntry, error: StoreError) -> Happening:
        if error.kind not in _REFUSALS:
            return self._failure(error, unsettled=True)
        try:
            await asyncio.to_thread(self._household.refused, intended.key, error.kind.value)
        finally:
            # Told only then: what was told is to be found in the journal, even if the power fails now.
            self._reporter.failed(Stage.STORE, error)
        return OrderRefused(reason=str(error), changed=error.kind is StoreErrorKind.CONFLICT)
