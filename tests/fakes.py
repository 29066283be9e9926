"""Hand-written stand-ins for the ports. What a sound is stands in its samples: no engine has to hear it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from assistant.audio import FRAME_BYTES, Frame, samples
from assistant.events import Event, StageTimed
from assistant.ports import (
    Detection,
    EngineTraits,
    NotRecognized,
    Standing,
    Transcript,
)
from assistant.shopping.aftersales import Done, HandOff, LineQuantity, OrderEvent, Refused
from assistant.shopping.carts import Buyer, Cart, CartLine, LineRequest
from assistant.shopping.categories import CategoryTree
from assistant.shopping.checkout import Checkout, CheckoutStatus, TotalLine
from assistant.shopping.fulfilment import Destination, FulfilmentOption
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder, Spending
from assistant.shopping.prices import PriceHistory
from assistant.shopping.products import Names, Product, Relation, Variant
from assistant.shopping.searching import SearchPage, SearchQuery
from assistant.shopping.stores import Capability, StoreError, StoreErrorKind
from intents.grammar import Grammar

QUIET, SPEECH, WAKE, PERHAPS = 0, 1000, 2000, 3000
"""Sample values that stand for silence, speech, the wake word, and something like the wake word."""


def sound(kind: int, length: float) -> bytes:
    """A sound of one kind; `length` in seconds."""
    return kind.to_bytes(2, "little", signed=True) * samples(length)


def kind_of(frame: Frame) -> int:
    """Which kind of sound a frame begins with."""
    return int.from_bytes(frame.pcm[:2], "little", signed=True)


class FakeWakeWord:
    """Hears frames of the kinds `WAKE` and `PERHAPS`."""

    traits = EngineTraits("fake")
    phrase = "alexa"

    def feed(self, frame: Frame) -> Detection | None:
        score = {WAKE: 0.99, PERHAPS: 0.6}.get(kind_of(frame))
        return None if score is None else Detection(self.phrase, score, frame.end)

    def reset(self) -> None:
        pass


class FakeVoiceActivity:
    """Every sound is speech."""

    traits = EngineTraits("fake")

    def feed(self, frame: Frame) -> float:
        return 0.0 if kind_of(frame) == QUIET else 1.0

    def reset(self) -> None:
        pass


class Gist(NamedTuple):
    """What a fake recogniser makes of the speech up to a point."""

    speech: float
    """From so many seconds of the kind `SPEECH` on."""
    text: str
    standing: Standing = Standing.UNKNOWN


class FakeListening:
    """Answers what it was told to; keeps what it was fed, and notes what it was asked to do.

    Args:
        answer: in the end, and in a pause for which `gists` tell nothing.
        gists: what it makes of the sound before the end, in the order of their `speech`.
    """

    def __init__(self, answer: Transcript | NotRecognized | Exception, gists: Sequence[Gist] = ()) -> None:
        self._answer = answer
        self._gists = gists
        self._gist: Gist | None = None
        self.fed: list[Frame] = []
        self.advanced: list[int] = []
        """How many frames were fed before each `advance`."""
        self.previewed: list[int] = []
        self.finished = 0

    def feed(self, frame: Frame) -> None:
        self.fed.append(frame)

    def advance(self) -> None:
        self.advanced.append(len(self.fed))
        self._decode()

    def partial(self) -> str:
        return self._gist.text if self._gist else ""

    def standing(self) -> Standing:
        return self._gist.standing if self._gist else Standing.UNKNOWN

    def preview(self) -> Transcript | NotRecognized:
        self.previewed.append(len(self.fed))
        self._decode()
        if self._gist is not None:
            return Transcript(text=self._gist.text, confidence=0.9)
        return self._answered()

    def finish(self) -> Transcript | NotRecognized:
        self.finished += 1
        return self._answered()

    def _decode(self) -> None:
        speech = samples(0.02) * sum(kind_of(frame) == SPEECH for frame in self.fed)
        self._gist = next((gist for gist in reversed(self._gists) if speech >= samples(gist.speech)), None)

    def _answered(self) -> Transcript | NotRecognized:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


class FakeRecognizer:
    """Hears the given sentences one after the other; an empty one is not recognised.

    An error instead of a sentence is raised when it is to be heard. Instead of a sentence there may also be
    how it is heard: a whole `FakeListening`.
    """

    def __init__(
        self, *texts: str | Exception | FakeListening, preview: bool = True, streaming: bool = False
    ) -> None:
        self.traits = EngineTraits("fake", preview=preview, streaming=streaming, grammar=streaming)
        self._texts = list(texts)
        self.listenings: list[FakeListening] = []

    def open(self, grammar: Grammar) -> FakeListening:
        del grammar
        text = self._texts.pop(0) if self._texts else ""
        self.listenings.append(text if isinstance(text, FakeListening) else FakeListening(_answer(text)))
        return self.listenings[-1]


def _answer(text: str | Exception) -> Transcript | NotRecognized | Exception:
    if isinstance(text, Exception):
        return text
    return Transcript(text=text, confidence=0.9) if text else NotRecognized(reason="no words")


class FakeSynthesizer:
    """A tenth of a second of sound a word."""

    traits = EngineTraits("fake")

    def __init__(self) -> None:
        self.spoken: list[str] = []

    async def speak(self, text: str) -> AsyncIterator[Frame]:
        self.spoken.append(text)
        for number in range(5 * len(text.split())):
            yield Frame(number * FRAME_BYTES // 2, sound(500, 0.02))

    async def warm_up(self) -> None:
        pass


class Witness:
    """Remembers all events."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.timings: list[StageTimed] = []
        self._awaited: list[tuple[str, int, asyncio.Event]] = []

    def saw(self, event: Event) -> None:
        self.events.append(event)
        for kind, count, happened in self._awaited:
            if self.kinds.count(kind) >= count:
                happened.set()

    async def until(self, kind: str, count: int = 1) -> None:
        """Wait until an event was seen so many times."""
        happened = asyncio.Event()
        self._awaited.append((kind, count, happened))
        if self.kinds.count(kind) < count:
            await happened.wait()

    def timed(self, timing: StageTimed) -> None:
        self.timings.append(timing)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


def product(product_id: str, name: str, price: int, *aliases: str) -> Product:
    variant = Variant(id=product_id, price=Money(amount=price))
    return Product(id=product_id, title=name, name=name, aliases=aliases, variant=variant)


SHELF = (
    product("oatly", "Oatly oat milk", 499, "oat milk"),
    product("planet", "Planet oat milk", 379, "oat milk"),
    product("eggs", "large brown eggs", 329, "eggs"),
)


class PlainShop:
    """A shop that does not do what it need not do."""

    async def related(self, product_id: str, relation: Relation, limit: int = 10) -> SearchPage:
        raise _not_done(product_id, relation, limit)

    async def categories(self) -> CategoryTree:
        raise _not_done()

    async def price_history(self, variant_id: str) -> PriceHistory:
        raise _not_done(variant_id)

    async def update_checkout(
        self,
        checkout_id: str,
        *,
        destination: Destination | None = None,
        option_id: str | None = None,
        codes: Sequence[str] | None = None,
        key: str,
    ) -> Checkout:
        raise _not_done(checkout_id, destination, option_id, codes, key)

    async def cancel_checkout(self, checkout_id: str, key: str) -> Checkout:
        raise _not_done(checkout_id, key)

    async def cancel_order(
        self, order_id: str, lines: Sequence[LineQuantity], reason: str, key: str
    ) -> Done | HandOff | Refused:
        raise _not_done(order_id, lines, reason, key)

    async def request_return(
        self, order_id: str, lines: Sequence[LineQuantity], reason: str, key: str
    ) -> Done | HandOff | Refused:
        raise _not_done(order_id, lines, reason, key)

    async def exchange(
        self, order_id: str, line: LineQuantity, variant_id: str, reason: str, key: str
    ) -> Done | HandOff | Refused:
        raise _not_done(order_id, line, variant_id, reason, key)

    async def spending(self, since: datetime | None = None, until: datetime | None = None) -> Spending:
        raise _not_done(since, until)

    async def events(self, after: int = 0, limit: int = 100) -> list[OrderEvent]:
        raise _not_done(after, limit)


def _not_done(*asked: object) -> StoreError:
    del asked
    return StoreError(StoreErrorKind.CONFLICT, "The shop does not do that.")


class FakeStore(PlainShop):
    """A shop in memory. `trouble` is raised by the next call that places an order, before it counts."""

    name = "fake"
    capabilities = frozenset(
        {
            Capability.NAMES,
            Capability.SEARCH,
            Capability.PRODUCT,
            Capability.CART,
            Capability.CHECKOUT,
            Capability.LIST_ORDERS,
            Capability.REHEARSAL,
        }
    )

    def __init__(self, shelf: Sequence[Product] = SHELF) -> None:
        self._shelf = {each.id: each for each in shelf}
        self._carts: dict[str, Cart] = {}
        self._checkouts: dict[str, tuple[str, Checkout]] = {}
        self.placed: dict[str, PlacedOrder] = {}
        self.trouble: StoreError | None = None
        self.answers_get_lost = False
        self.gate: asyncio.Event | None = None
        """Placing an order waits for this."""
        self.asked = asyncio.Event()

    async def names(self) -> Names:
        return Names(products=tuple(each.name for each in self._shelf.values()))

    async def search(self, query: SearchQuery) -> SearchPage:
        words = set(query.text.lower().split())
        items = [each for each in self._shelf.values() if words & set(each.name.lower().split())]
        return SearchPage(items=tuple(items[: query.limit]), total=len(items))

    async def product(self, product_id: str, selected: Mapping[str, str] | None = None) -> Product:
        del selected
        return self._shelf[product_id]

    async def create_cart(self, lines: Sequence[LineRequest], buyer: Buyer | None, key: str) -> Cart:
        del buyer
        return await self.update_cart(f"cart {len(self._carts)}", lines, key)

    async def cart(self, cart_id: str) -> Cart:
        return self._carts[cart_id]

    async def update_cart(self, cart_id: str, lines: Sequence[LineRequest], key: str) -> Cart:
        del key
        made = tuple(self._line(line) for line in lines)
        subtotal = Money(amount=sum(line.total.amount for line in made))
        self._carts[cart_id] = Cart(id=cart_id, lines=made, subtotal=subtotal)
        return self._carts[cart_id]

    def _line(self, line: LineRequest) -> CartLine:
        found = self._shelf[line.variant_id]
        return CartLine(
            product_id=found.id,
            variant_id=found.id,
            name=found.name,
            quantity=line.quantity,
            unit_price=found.price,
            total=found.price * line.quantity,
        )

    async def start_checkout(self, cart_id: str, buyer: Buyer | None, key: str) -> Checkout:
        del buyer
        cart = self._carts[cart_id]
        checkout = Checkout(
            id=key,
            status=CheckoutStatus.READY,
            lines=cart.lines,
            totals=(TotalLine(kind="subtotal", amount=cart.subtotal),),
            total=cart.subtotal,
            fulfilment=FulfilmentOption(id="std", name="delivery", price=Money(amount=0)),
        )
        self._checkouts[key] = (cart_id, checkout)
        return checkout

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        del payment
        self.asked.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble is not None:
            trouble, self.trouble = self.trouble, None
            raise trouble
        cart_id, checkout = self._checkouts[checkout_id]
        if key not in self.placed:
            assert checkout.total == expected_total
            number = f"F {len(self.placed) + 1}"
            self.placed[key] = PlacedOrder(order_id=number, number=number, total=checkout.total)
            self._carts[cart_id] = Cart(id=cart_id, subtotal=Money(amount=0))
        if self.answers_get_lost:
            raise StoreError(StoreErrorKind.UNREACHABLE, "The shop did not answer.")
        return self.placed[key]

    async def order(self, order_id: str) -> Order:
        raise StoreError(StoreErrorKind.NOT_FOUND, f"There is no order {order_id}.")

    async def orders(self, limit: int) -> list[Order]:
        del limit
        return []

    async def close(self) -> None:
        pass
