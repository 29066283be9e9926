"""What the pipeline asks of the outside: engines, sound in and out, the store, the clock, the observers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import Frame
from assistant.events import Event, StageTimed
from assistant.manner import Manner
from assistant.shopping.aftersales import Done, HandOff, LineQuantity, OrderEvent, Refused
from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.categories import CategoryTree
from assistant.shopping.checkout import Checkout
from assistant.shopping.fulfilment import Destination
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder, Spending
from assistant.shopping.payment import Declined, Payment, PaymentInstrument
from assistant.shopping.prices import PriceHistory
from assistant.shopping.products import Names, Product, Relation
from assistant.shopping.searching import SearchPage, SearchQuery
from assistant.shopping.stores import Capability
from intents.grammar import Grammar

# --- engines ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EngineTraits:
    """What an engine can do, as it declares it."""

    name: str
    sample_rate: int = 16_000
    """Samples per second that the engine works at; adapters convert to and from 16 kHz."""
    streaming: bool = False
    """Gives partial results while sound still comes in."""
    grammar: bool = False
    """Hears only what a `Grammar` allows."""
    preview: bool = False
    """Can answer for the sound so far and go on hearing."""
    alternatives: bool = False
    """Gives other readings of the same sound."""
    word_times: bool = False
    """Says when each word was spoken."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The wake word was perhaps heard."""

    phrase: str
    score: float
    """0..1, as the engine gives it; the wake gate decides."""
    at: int
    """Position of the sample after the last one that the engine had heard."""


class WakeWord(Protocol):
    """Listens for one phrase."""

    traits: EngineTraits
    phrase: str
    """The wake word as it is written: "alexa"."""

    def feed(self, frame: Frame) -> Detection | None:
        """Hear a frame; a `Detection` for each one at which the score is worth a look."""

    def reset(self) -> None:
        """Forget the sound so far."""


class VoiceActivity(Protocol):
    """Tells speech from other sound."""

    traits: EngineTraits

    def feed(self, frame: Frame) -> float:
        """The probability, 0..1, that someone is speaking at the end of this frame."""

    def reset(self) -> None:
        """Forget the sound so far."""


class Word(BaseModel):
    """A recognised word with its time."""

    model_config = ConfigDict(frozen=True)

    text: str
    start: float
    """Seconds from the first frame fed."""
    end: float
    confidence: float = Field(ge=0, le=1)


class Transcript(BaseModel):
    """What a recogniser heard."""

    model_config = ConfigDict(frozen=True)

    text: str
    confidence: float = Field(ge=0, le=1)
    words: tuple[Word, ...] = ()
    alternatives: tuple[str, ...] = ()
    """Other readings, best first, without `text` itself."""


class NotRecognized(BaseModel):
    """Nothing that could be said here was heard."""

    model_config = ConfigDict(frozen=True)

    reason: str
    """Why, in a few words, without what was said: "no words", "too unsure"."""


class Standing(StrEnum):
    """How far what was heard has come in what may be said."""

    UNKNOWN = "unknown"
    """The engine does not tell, or nothing was decoded yet."""
    UNFINISHED = "unfinished"
    """Something must follow: "add two boxes of"."""
    FINISHED = "finished"
    """A whole sentence; more may follow."""
    BRIEF = "brief"
    """A whole answer of a word or two, after which hardly anything follows: "yes", "stop"."""


class Listening(Protocol):
    """One utterance being heard."""

    def feed(self, frame: Frame) -> None:
        """Hear a frame; quick."""

    def advance(self) -> None:
        """Decode what was fed, so that there is a partial text and less is left to do at the end.

        Called every so often while sound comes in, only where the traits say `streaming`. May run in another
        thread while `feed` goes on, but never beside `preview` or `finish`.
        """

    def partial(self) -> str:
        """The text so far; empty where the engine has none before the end."""

    def standing(self) -> Standing:
        """How far the last text, of `advance` or `preview`, has come in what may be said."""

    def preview(self) -> Transcript | NotRecognized:
        """The answer if the speech were over now; called only where the traits say `preview`.

        Called early in a pause, so that the answer is there when the pause has proved to be the end. May run
        in another thread while `feed` goes on, and answers for the sound fed before it was called.
        """

    def finish(self) -> Transcript | NotRecognized:
        """The answer. Nothing is fed afterwards. May run in another thread."""


class Recognizer(Protocol):
    """Turns speech into text; holds its model, and makes a `Listening` an utterance."""

    traits: EngineTraits

    def open(self, grammar: Grammar) -> Listening:
        """Begin to hear an utterance of which `grammar` says what it may be."""


class Synthesizer(Protocol):
    """Turns text into speech."""

    traits: EngineTraits

    def speak(self, text: str) -> AsyncIterator[Frame]:
        """The sound of one sentence or more, frame by frame from position 0, as soon as it is made.

        Raises:
            MissingPartError: if the engine's library or voice is not there.
        """

    async def warm_up(self) -> None:
        """Do the work that only the first sentence would wait for."""


class Voice(Protocol):
    """What speaks the replies."""

    @property
    def paced(self) -> bool:
        """It can speak slower and faster."""

    def adjust(self, manner: Manner) -> None:
        """Speak in this manner from now on."""


@runtime_checkable
class Paced(Protocol):
    """What a synthesizer has that can speak faster and slower; not every one can."""

    def set_speed(self, speed: float) -> None:
        """Speak faster or slower from the next sentence on.

        Args:
            speed: 1 is the pace of its settings, 2 twice as fast.
        """


# --- sound -----------------------------------------------------------------------------------------------


class AudioSource(Protocol):
    """Where sound comes from."""

    channels: int
    """Channels of the device or file before it was made mono."""
    waits: bool
    """True for a recording, which waits for the pipeline instead of losing frames."""

    @property
    def overruns(self) -> int:
        """Frames lost because nobody took them in time."""

    def __aiter__(self) -> AsyncIterator[Frame]:
        """The frames, without gaps in their positions except for those counted in `overruns`."""


class AudioSink(Protocol):
    """Where the assistant's voice goes."""

    async def play(self, frame: Frame) -> None:
        """Add a frame; waits while the queue is full."""

    def pause(self) -> None:
        """Stop the sound at once, keeping what is queued."""

    def resume(self) -> None:
        """Go on where `pause` stopped."""

    def clear(self) -> None:
        """Stop the sound at once and drop what is queued; `play` works again afterwards."""

    async def drained(self) -> None:
        """Wait until all that was queued has been heard."""

    @property
    def heard(self) -> int:
        """Samples played since the sink was made."""


# --- the shop --------------------------------------------------------------------------------------------


class Store(Protocol):
    """A merchant. Every method raises `StoreError`; mutating ones take an idempotency key.

    The same key and arguments give the same answer; the same key with other arguments is a conflict. A key
    whose request failed may be used again. What is not among its capabilities a store refuses as a conflict.
    """

    name: str
    """The shop's name as it is said."""
    capabilities: frozenset[Capability]

    # the shelves

    async def names(self) -> Names:
        """What its products and their options are called, for recognition; empty where it does not tell."""

    async def search(self, query: SearchQuery) -> SearchPage:
        """Products that fit, best first, each with why; an empty page where none does."""

    async def product(self, product_id: str, selected: Mapping[str, str] | None = None) -> Product:
        """A product, its `variant` the one that has the selected options."""

    async def related(self, product_id: str, relation: Relation, limit: int = 10) -> SearchPage:
        """Products that stand in a relation to one, best first: similar, cheaper, bigger, substitutes."""

    async def categories(self) -> CategoryTree:
        """Its departments."""

    async def price_history(self, variant_id: str) -> PriceHistory:
        """What a variant has cost."""

    # from the cart to the order

    async def create_cart(self, lines: Sequence[LineRequest], buyer: Buyer | None, key: str) -> Cart:
        """A new cart."""

    async def cart(self, cart_id: str) -> Cart:
        """A cart as it is now, at today's prices."""

    async def update_cart(self, cart_id: str, lines: Sequence[LineRequest], key: str) -> Cart:
        """Replace all lines of a cart."""

    async def start_checkout(self, cart_id: str, buyer: Buyer | None, key: str) -> Checkout:
        """The quote: fulfilment options, totals, messages. Its goods are held for a while."""

    async def update_checkout(
        self,
        checkout_id: str,
        *,
        destination: Destination | None = None,
        option_id: str | None = None,
        codes: Sequence[str] | None = None,
        key: str,
    ) -> Checkout:
        """The quote with something else chosen; what is None stays as it is.

        Args:
            checkout_id: of the quote.
            destination: where to.
            option_id: of the way in which the goods get home.
            codes: all coupons, instead of those given before.
            key: the idempotency key.
        """

    async def cancel_checkout(self, checkout_id: str, key: str) -> Checkout:
        """Let go of a quote and of what is held for it."""

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        """Buy. Refused as a conflict where the total is no longer `expected_total`.

        Args:
            checkout_id: of the quote.
            payment: the token of what it is paid with.
            expected_total: what the buyer has said yes to.
            key: the idempotency key.
        """

    # after the sale

    async def order(self, order_id: str) -> Order:
        """One order."""

    async def orders(self, limit: int) -> list[Order]:
        """The latest orders, newest first."""

    async def cancel_order(
        self, order_id: str, lines: Sequence[LineQuantity], reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Cancel some pieces of an order; all of it where no lines are named."""

    async def request_return(
        self, order_id: str, lines: Sequence[LineQuantity], reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Give some pieces of an order back for money; all that can be where no lines are named."""

    async def exchange(
        self, order_id: str, line: LineQuantity, variant_id: str, reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Give some pieces of a line back for as many of a variant of the same product."""

    async def spending(self, since: datetime | None = None, until: datetime | None = None) -> Spending:
        """What was spent on orders placed in a time, `until` excluded."""

    async def events(self, after: int = 0, limit: int = 100) -> list[OrderEvent]:
        """What happened to orders after the event of that sequence, oldest first."""

    async def close(self) -> None:
        """Let go of files and connections."""


class PaymentGateway(Protocol):
    """A payment service. The same key gives the same answer and moves money once.

    The same key with another amount is an error. Every method raises `PaymentError`: with `retry` where it is
    not known what came of it.
    """

    async def authorise(self, amount: Money, instrument: PaymentInstrument, key: str) -> Payment | Declined:
        """Hold money, to be taken later."""

    async def find(self, key: str) -> Payment | Declined | None:
        """What came of the authorisation that was asked for with a key; None where it never was."""

    async def capture(self, payment_id: str, amount: Money, key: str) -> Payment:
        """Take some of what is held, or all; may be done several times until all is taken."""

    async def void(self, payment_id: str, key: str) -> Payment:
        """Let go of what is held and not taken, if there is any."""

    async def refund(self, payment_id: str, amount: Money, key: str) -> Payment:
        """Give back some of what was taken, or all; may be done several times until all is back."""


# --- the rest --------------------------------------------------------------------------------------------


class Clock(Protocol):
    """The time of day, for what is not audio."""

    def now(self) -> float:
        """Seconds since 1970."""


class Observer(Protocol):
    """Sees what happens; never changes it."""

    def saw(self, event: Event) -> None:
        """Something happened, at a position in the audio."""

    def timed(self, timing: StageTimed) -> None:
        """A stage took time. Apart from events, as it differs from run to run."""
