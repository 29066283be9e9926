"""What the pipeline asks of the outside: engines, sound in and out, the store, the clock, the observers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import Frame
from assistant.events import Event, StageTimed
from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.checkout import Checkout
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.products import Names, Page, Product, SearchQuery
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

    The same key and arguments give the same answer; the same key with other arguments is a conflict.
    """

    name: str
    """The shop's name as it is said."""
    capabilities: frozenset[Capability]

    async def names(self) -> Names:
        """What its products and their options are called, for recognition; empty where it does not tell."""

    async def search(self, query: SearchQuery) -> Page[Product]:
        """Products that fit, best first; an empty page where none does."""

    async def product(self, product_id: str, selected: Mapping[str, str] | None = None) -> Product:
        """A product, its `variant` the one that has the selected options."""

    async def create_cart(self, lines: Sequence[LineRequest], buyer: Buyer | None, key: str) -> Cart:
        """A new cart."""

    async def cart(self, cart_id: str) -> Cart:
        """A cart as it is now, at today's prices."""

    async def update_cart(self, cart_id: str, lines: Sequence[LineRequest], key: str) -> Cart:
        """Replace all lines of a cart."""

    async def start_checkout(self, cart_id: str, buyer: Buyer | None, key: str) -> Checkout:
        """The quote: fulfilment options, totals, messages."""

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        """Buy. Refused as a conflict where the total is no longer `expected_total`."""

    async def order(self, order_id: str) -> Order:
        """One order."""

    async def orders(self, limit: int) -> list[Order]:
        """The latest orders, newest first."""

    async def close(self) -> None:
        """Let go of files and connections."""


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
