"""A buyer who looks, fills carts, checks out, pays or does not, cancels and gives back, and keeps books."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from assistant.ports import Store
from assistant.shopping.aftersales import Done, LineQuantity
from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.messages import Severity
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.searching import SearchQuery
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.gateway import Behaviour
from devices.bench.store.hammering_calls import Calls, Line
from devices.bench.store.hammering_shop import COUPON, Scarce

_HOME = Buyer(name="Sam", address="12 Elm Street")
_TOKEN, _EMPTY = "tok_of_the_house", "tok_insufficient_funds"
_MOST_LINES, _MOST_OF_ONE = 3, 3


@dataclass(slots=True)
class Bought:
    """An order as its buyer remembers it."""

    placed: PlacedOrder
    key: str
    lines: dict[str, int]
    """Variant to pieces."""
    canceled: Counter[str] = field(default_factory=Counter)
    """Line to pieces."""
    returned: Counter[str] = field(default_factory=Counter)
    exchanged: Counter[str] = field(default_factory=Counter)
    """The other variant to pieces."""


@dataclass(slots=True)
class Unsettled:
    """An order of which the shop has never said what became of it."""

    checkout: Checkout
    key: str


@dataclass(slots=True)
class Books:
    """What a buyer, or several, have bought."""

    bought: list[Bought] = field(default_factory=list)
    unsettled: list[Unsettled] = field(default_factory=list)
    trips: int = 0

    def add(self, other: "Books") -> None:
        """Add what others have bought."""
        self.bought += other.bought
        self.unsettled += other.unsettled
        self.trips += other.trips


class HammeringBuyer:
    """Goes shopping over and over.

    Args:
        store: the shop.
        bank: how its payment service behaves; spoilt now and then.
        goods: what it sells.
        seed: of what the buyer does.
        calls: what becomes of the calls.
    """

    def __init__(
        self, store: Store, bank: Behaviour, goods: Sequence[Scarce], seed: str, calls: Calls
    ) -> None:
        self._store = store
        self._bank = bank
        self._goods = goods
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._calls = calls
        self._ask = Line(self._chance, calls).ask
        self.books = Books()

    async def trip(self) -> None:
        """Go shopping once. What the shop says no to ends it."""
        self.books.trips += 1
        try:
            await self._trip()
        except StoreError:
            return  # noted with the call

    async def _trip(self) -> None:
        await self._look()
        cart = await self._filled()
        checkout = await self._quoted(cart)
        if checkout is None:
            return
        end = self._chance.random()
        if end < 0.1:  # noqa: PLR2004 - walks away; what is held for it lapses
            return
        if end < 0.2:  # noqa: PLR2004
            await self._ask("cancel checkout", partial(self._store.cancel_checkout, checkout.id, _key()))
            return
        await self._buy(checkout)
        if self.books.bought and self._happens(0.5):
            await self._after_sale(self._chance.choice(self.books.bought))

    async def settle(self) -> None:
        """Ask again what became of the orders that were never answered."""
        left, self.books.unsettled = self.books.unsettled, []
        for each in left:
            await self._place(each.checkout, _TOKEN, each.key)

    # --- to the checkout

    async def _look(self) -> None:
        wanted = self._chance.choice(self._goods)
        page = await self._ask(
            "search", partial(self._store.search, SearchQuery(text=wanted.name)), keyed=False
        )
        if wanted.product_id not in {found.id for found in page.items}:
            self._calls.faults.append(f"The {wanted.name} was not found.")

    async def _filled(self) -> Cart:
        lines = self._lines()
        cart = await self._ask("create cart", partial(self._store.create_cart, lines, _HOME, _key()))
        if self._happens(0.3):
            change = partial(self._store.update_cart, cart.id, self._lines(), _key())
            cart = await self._ask("update cart", change)
        return cart

    def _lines(self) -> list[LineRequest]:
        some = self._chance.sample(self._goods, min(len(self._goods), self._chance.randint(1, _MOST_LINES)))
        return [
            LineRequest(
                variant_id=self._chance.choice(each.variants),
                quantity=self._chance.randint(1, _MOST_OF_ONE),
            )
            for each in some
        ]

    async def _quoted(self, cart: Cart) -> Checkout | None:
        start = partial(self._store.start_checkout, cart.id, _HOME, _key())
        checkout = await self._ask("start checkout", start)
        if checkout.status == CheckoutStatus.INCOMPLETE:
            problem = next(each for each in checkout.messages if each.severity is Severity.ERROR)
            self._calls.refusals[f"start checkout: {problem.code}"] += 1
            return None
        if self._happens(0.3):
            checkout = await self._chosen(checkout)
        return checkout if checkout.status == CheckoutStatus.READY else None

    async def _chosen(self, checkout: Checkout) -> Checkout:
        option = self._chance.choice(checkout.options).id if self._happens(0.7) else None
        codes = (COUPON,) if self._happens(0.5) else None
        update = partial(self._store.update_checkout, checkout.id, option_id=option, codes=codes, key=_key())
        return await self._ask("update checkout", update)

    # --- the order

    async def _buy(self, checkout: Checkout) -> None:
        self._spoil_the_bank()
        if self._happens(0.1) and not await self._place(checkout, _EMPTY, _key()):
            return
        key = _key()
        if self._happens(0.1):
            # The button is pressed twice.
            await asyncio.gather(*(self._place(checkout, _TOKEN, key) for _ in range(2)))
        else:
            await self._place(checkout, _TOKEN, key)

    def _spoil_the_bank(self) -> None:
        spoilt = self._chance.random()
        if spoilt < 0.05:  # noqa: PLR2004 - a share
            self._bank.unreachable += 1
        elif spoilt < 0.1:  # noqa: PLR2004 - a share
            self._bank.unanswered += 1

    async def _place(self, checkout: Checkout, token: str, key: str) -> bool:
        """Order; whether it may be tried again, as the payment was declined."""
        order = partial(self._store.place_order, checkout.id, token, checkout.total, key)
        try:
            placed = await self._ask("place order", order)
        except StoreError as error:
            if error.kind is StoreErrorKind.UNREACHABLE:
                self.books.unsettled.append(Unsettled(checkout, key))
            return error.kind is StoreErrorKind.DECLINED
        self._note(checkout, placed, key)
        return False

    def _note(self, checkout: Checkout, placed: PlacedOrder, key: str) -> None:
        before = next((each for each in self.books.bought if each.key == key), None)
        if before is None:
            lines = {line.variant_id: line.quantity for line in checkout.lines}
            self.books.bought.append(Bought(placed, key, lines))
        elif before.placed != placed:
            self._calls.faults.append(f"Order {placed.number} and {before.placed.number} have one key.")
        if placed.total != checkout.total:
            self._calls.faults.append(f"Order {placed.number} costs {placed.total}, not {checkout.total}.")

    # --- after the sale

    async def _after_sale(self, bought: Bought) -> None:
        order = await self._ask("order", partial(self._store.order, bought.placed.order_id), keyed=False)
        what = self._chance.choice((self._cancel, self._give_back, self._exchange))
        await what(order, bought)

    async def _cancel(self, order: Order, bought: Bought) -> None:
        line = self._piece(order)
        cancel = partial(self._store.cancel_order, order.id, [line], "changed my mind", _key())
        if isinstance(await self._ask("cancel order", cancel), Done):
            bought.canceled[line.line_id] += line.quantity

    async def _give_back(self, order: Order, bought: Bought) -> None:
        line = self._piece(order)
        give = partial(self._store.request_return, order.id, [line], "not_wanted", _key())
        if isinstance(await self._ask("request return", give), Done):
            bought.returned[line.line_id] += line.quantity

    async def _exchange(self, order: Order, bought: Bought) -> None:
        in_sizes = [line for line in order.lines if line.options]
        if not in_sizes:
            return
        old = self._chance.choice(in_sizes)
        other = f"{old.product_id}-small"
        line = LineQuantity(line_id=old.id, quantity=1)
        swap = partial(self._store.exchange, order.id, line, other, "not_wanted", _key())
        if isinstance(await self._ask("exchange", swap), Done):
            bought.returned[old.id] += 1
            bought.exchanged[other] += 1

    def _piece(self, order: Order) -> LineQuantity:
        line = self._chance.choice(order.lines)
        return LineQuantity(line_id=line.id, quantity=self._chance.randint(1, line.quantity))

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share


def _key() -> str:
    return uuid4().hex
