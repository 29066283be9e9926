"""A typed dialogue through the real talk: set up, turn by turn, and judged."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol, cast
from uuid import uuid4

from pydantic import SecretStr

from assistant.bootstrap import conversation
from assistant.conversation import Conversation
from assistant.dialogue.happenings import Happening, Silence
from assistant.dialogue.replies import Reply
from assistant.dialogue.states import State
from assistant.errors import UnusableInputError
from assistant.events import Heard, Woken
from assistant.ports import NotRecognized, Store, Transcript
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.settings import Settings, Shop, checked
from assistant.shopping.carts import Buyer, LineRequest
from assistant.shopping.orders import Order
from assistant.signals import TYPED
from devices.recordings.dialogues.backstage import TroubledStore, happen
from devices.recordings.dialogues.judging import complaints, unanswered
from devices.recordings.dialogues.model import (
    NOTHING,
    Loaded,
    MeanwhileTurn,
    PowerCutTurn,
    SaidTurn,
    Script,
    SilenceTurn,
    Turn,
    UnheardTurn,
)
from devices.recordings.dialogues.shops import Premises, Shops
from devices.recordings.judging import Observed
from devices.recordings.mentions import plain
from devices.recordings.scenarios.books import Written, written
from devices.recordings.scenarios.staging import buying, over, sold
from devices.recordings.stopwatch import Exchange, Stopwatch


class Person(Protocol):
    """Who speaks, and how they are heard."""

    def repeats(self, turn: int, attempt: int, answered: Exchange) -> bool:
        """Whether they say it again.

        Args:
            turn: its place in the dialogue.
            attempt: how often they have said it.
            answered: what came of the last time.
        """

    def says(self, turn: int, words: str, cart: Sequence[Mapping[str, Any]]) -> Transcript | NotRecognized:
        """What is heard of them.

        Args:
            turn: its place in the dialogue, counted from 0.
            words: what the dialogue has them say.
            cart: what is in the cart.
        """


class Plain:
    """Says what the dialogue has them say, and is heard word for word and without doubt."""

    def repeats(self, turn: int, attempt: int, answered: Exchange) -> bool:  # noqa: ARG002 - never
        """Once is enough."""
        return False

    def says(self, turn: int, words: str, cart: Sequence[Mapping[str, Any]]) -> Transcript:  # noqa: ARG002
        """The words themselves."""
        return Transcript(text=words, confidence=1.0)


@dataclass(frozen=True, slots=True)
class Performance:
    """What came of a dialogue."""

    complaints: tuple[str, ...]
    """What was not as expected, each with its place in the file."""
    cart: Sequence[Mapping[str, Any]]
    """Its lines at the end."""
    orders: Sequence[Order]
    """Those that were placed in it, newest first."""
    turns: Sequence[Exchange]
    """What was said and answered, each attempt by itself."""


async def perform(loaded: Loaded, shops: Shops, person: Person | None = None) -> Performance:
    """Set up a dialogue, take its turns, and judge what came of them.

    Args:
        loaded: the dialogue.
        shops: where it takes place.
        person: speaks; without it everything is heard word for word.

    Raises:
        SettingsError: if there is no such shop, or a setting does not fit.
        UnusableInputError: if the shop does not have what is to be in the cart.
    """
    settings = settings_of(loaded.script)
    async with shops.opened(settings.store) as premises:
        stage = _Stage(premises, settings, person or Plain())
        try:
            await stage.set_up(loaded.script)
            found = [line async for line in stage.play(loaded)]
            books = await stage.books()
        finally:
            await stage.leave()
    return Performance(tuple(found), books.cart, books.orders, stage.watch.turns)


def settings_of(script: Script) -> Settings:
    """The settings that a dialogue is held with.

    Raises:
        SettingsError: if one does not fit.
    """
    shop = script.store if script.store is not None else "market"
    somebody = Buying(name="Jo Shopper", address=SecretStr("12 Elm Street, Springfield"))
    tables = over(Settings(household=somebody), script.settings)
    chosen = checked(Settings, tables, script.name)
    where = Shop(name=shop) if isinstance(shop, str) else Shop(name=shop.name, options=shop.options)
    return chosen.model_copy(update={"store": where, "household": buying(chosen.household, script.household)})


@dataclass(slots=True)
class _Stage:
    """One dialogue at work."""

    premises: Premises
    settings: Settings
    person: Person
    watch: Stopwatch = field(default_factory=lambda: Stopwatch(now=lambda: 0.0))
    old: frozenset[str] = frozenset()
    """Orders that are none of this dialogue."""
    invited: bool = False
    """It listens without the wake word."""
    talk: Conversation = field(init=False)
    store: TroubledStore = field(init=False)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    def __post_init__(self) -> None:
        self.store = TroubledStore(self.premises.store)

    # --- the beginning and the end

    async def set_up(self, script: Script) -> None:
        home = self.premises.household
        for item in script.household.list:
            home.add_to_list(item)
        await self.start()
        person, self.person = self.person, Plain()
        for at, turn in enumerate(script.before):
            following = script.before[at + 1] if at + 1 < len(script.before) else None
            exchange, _ = await self.take(at, turn, following)
            _check_understood(turn, exchange, f"{script.name}, before it")
        self.person = person
        await self._fill_cart(script)
        self.old = frozenset(order.id for order in (await self.books()).orders)
        self.watch = Stopwatch(now=lambda: 0.0)
        await self.start()

    async def _fill_cart(self, script: Script) -> None:
        store, home = self.premises.store, self.premises.household
        if not script.cart:
            return
        products = [await sold(store, line.product, line.options) for line in script.cart]
        lines = [
            LineRequest(variant_id=product.variant.id, quantity=line.quantity)
            for product, line in zip(products, script.cart, strict=True)
        ]
        cart = await store.create_cart(lines, Buyer(), uuid4().hex)
        home.keep_cart(store.name, cart.id)

    async def start(self) -> None:
        """Start the assistant, anew where it runs."""
        await self.leave()
        self.invited = False
        self.talk = await self._open.enter_async_context(
            conversation(
                self.settings,
                reporter=Reporter([self.watch]),
                store=cast("Store", self.store),
                household=self.premises.household,
                parser=self.premises.parser,
                now=self.premises.clock.date,
            )
        )

    async def leave(self) -> None:
        await self._open.aclose()

    async def books(self) -> Written:
        found = await written(self.premises.household, self.premises.store)
        return Written(cart=found.cart, orders=[order for order in found.orders if order.id not in self.old])

    # --- turns

    async def play(self, loaded: Loaded) -> AsyncIterator[str]:
        """Take the turns; yields what was not as expected."""
        script, told = loaded.script, False
        for at, turn in enumerate(script.turns):
            following = script.turns[at + 1] if at + 1 < len(script.turns) else None
            exchange, missed = await self.take(at, turn, following)
            found = [missed, unanswered(turn, exchange), *await self._judged(turn.expect, [exchange])]
            told = told or turn.expect.orders is not None
            for each in filter(None, found):
                yield f"{loaded.file.name}, line {loaded.turn_lines[at]}, {_told(turn)}: {each}"
        expect = script.expect
        if expect.orders is None and not told:
            expect = expect.model_copy(update={"orders": ()})
        for each in await self._judged(expect, self.watch.turns):
            yield f"{loaded.file.name}, line {loaded.expect_line}, at the end: {each}"

    async def _judged(self, expect: Any, turns: Sequence[Exchange]) -> list[str]:
        if not expect.given:
            return []
        books = await self.books()
        observed = Observed(turns=turns, cart=books.cart, orders=books.orders, state=self.talk.state)
        return complaints(expect, observed, self.premises.household)

    async def take(self, at: int, turn: Turn, following: Turn | None) -> tuple[Exchange, str]:
        """Take a turn; returns what was said and answered, and what was missed of it."""
        cut = following.after_hearing if isinstance(following, SaidTurn | UnheardTurn) else None
        self.watch.saw(Woken(at=0, by=TYPED))
        exchange = self.watch.turns[-1]
        match turn:
            case SaidTurn():
                missed = await self._say(at, turn, cut)
            case UnheardTurn():
                missed = await self._hear(NotRecognized(reason="no words"), cut)
            case SilenceTurn():
                missed = await self._wait(turn, cut)
            case PowerCutTurn():
                missed = "" if cut is None else "There is no reply to interrupt."
                await self.start()
            case MeanwhileTurn():
                missed = "" if cut is None else "There is no reply to interrupt."
                await happen(turn.meanwhile, self.premises, self.store)
        return exchange, missed

    async def _say(self, at: int, turn: SaidTurn, cut: str | None) -> str:
        """Say it, and again as long as the person likes to."""
        attempt, missed = 1, await self._hear(await self._heard(at, turn), cut)
        while self.person.repeats(at, attempt, self.watch.turns[-1]):
            self.watch.saw(Woken(at=0, by=TYPED))
            attempt, missed = attempt + 1, await self._hear(await self._heard(at, turn), cut)
        return missed

    async def _heard(self, at: int, turn: SaidTurn) -> Transcript | NotRecognized:
        heard = self.person.says(at, turn.say, (await self.books()).cart)
        if isinstance(heard, NotRecognized):
            return heard
        return heard.model_copy(update={"confidence": min(heard.confidence, turn.confidence)})

    async def _hear(self, heard: Transcript | NotRecognized, cut: str | None) -> str:
        if isinstance(heard, Transcript):
            self.watch.saw(Heard(at=0, text=heard.text, confidence=heard.confidence))
        happening = self.talk.understood(heard)
        return "" if happening is None else await self._answer(happening, cut)

    async def _wait(self, turn: SilenceTurn, cut: str | None) -> str:
        if self.invited and turn.silence >= self.settings.listening.answer:
            return await self._answer(Silence(), cut)
        return ""

    async def _answer(self, happening: Happening, cut: str | None) -> str:
        """Hear the replies, to the end or until the words at which the person interrupts."""
        reply = None
        self.invited = False
        async with aclosing(cast("AsyncGenerator[Reply]", self.talk.replies(happening))) as replies:
            async for reply in replies:
                if cut is not None and _reached(reply.text, cut) and self.talk.state is not State.PLACING:
                    self.talk.abandon()
                    self.talk.spoken(reply, complete=False)
                    return ""
        if reply is not None:
            self.talk.spoken(reply, complete=True)
            self.invited = reply.invites
        return "" if cut is None else f'No reply says "{cut}", at which it could be interrupted.'


def _told(turn: Turn) -> str:
    match turn:
        case SaidTurn(say=words):
            return f'"{words}"'
        case UnheardTurn():
            return "unheard"
        case SilenceTurn():
            return "silence"
        case PowerCutTurn():
            return "power cut"
        case MeanwhileTurn():
            return "meanwhile"


def _reached(text: str, words: str) -> bool:
    return words == NOTHING or plain(words) in plain(text)


def _check_understood(turn: Turn, exchange: Exchange, where: str) -> None:
    if isinstance(turn, SaidTurn) and exchange.intent is None:
        raise UnusableInputError(f'{where}: "{turn.say}" is not understood.', "Set it up in other words.")
