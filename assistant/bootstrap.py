"""The one place that chooses every concrete part, each overridable by argument."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from typing import Any

from assistant.choosing import chosen
from assistant.conversation import Conversation
from assistant.dialogue.replies import Replies
from assistant.errands import Errands, utc_now
from assistant.errors import SettingsError
from assistant.listening.wake_gate import WakeGate
from assistant.pipeline import Ears, Pipeline
from assistant.playback import Playback
from assistant.ports import (
    AudioSink,
    AudioSource,
    Observer,
    Recognizer,
    Store,
    Synthesizer,
    Voice,
    VoiceActivity,
    WakeWord,
)
from assistant.reporting import Reporter
from assistant.settings import EngineChoice, Settings
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from assistant.stores.search.embedding import Embedding
from assistant.stores.search.embedding import available as embedding_available
from intents.parser import Parser

_KINDS = {
    "wakewords": "wake word engine",
    "voice_activity": "voice activity engine",
    "recognizers": "recogniser",
    "synthesizers": "voice",
    "stores": "store",
}


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines, loaded once and used by as many pipelines as one likes, one after the other."""

    wake: WakeWord
    activity: VoiceActivity
    recognizer: Recognizer
    synthesizer: Synthesizer


def available(group: str) -> tuple[str, ...]:
    """The names of the installed engines or stores of a kind.

    Args:
        group: "wakewords", "voice_activity", "recognizers", "synthesizers" or "stores".
    """
    return tuple(sorted({point.name for point in entry_points(group=f"aisle.{group}")}))


def part(group: str, name: str) -> Any:
    """The factory of an engine or store, by the name of its entry point.

    Raises:
        SettingsError: if there is none of that name, naming those that there are.
    """
    found = [point for point in entry_points(group=f"aisle.{group}") if point.name == name]
    if not found:
        known = ", ".join(available(group)) or "none"
        raise SettingsError(f"There is no {_KINDS[group]} called {name!r}.", f"There are: {known}.")
    return found[0].load()


def engine(group: str, choice: EngineChoice) -> Any:
    """Load one engine.

    Raises:
        SettingsError: if its name or one of its options is unknown.
        MissingPartError: if its library or model is not there.
    """
    return part(group, choice.engine)(choice.options)


async def load_engines(settings: Settings) -> Engines:
    """Load all engines that a spoken assistant needs, and warm up its voice.

    Raises:
        SettingsError: if a name or an option is unknown.
        MissingPartError: if a library or model is not there.
    """
    activity = engine("voice_activity", settings.activity)
    recognizer = engine("recognizers", chosen(settings.recognition).recognition)
    synthesizer = engine("synthesizers", settings.voice)
    # Last: pymicro-features' object loses an error that is on its way while it is dropped.
    engines = Engines(engine("wakewords", settings.wake), activity, recognizer, synthesizer)
    await engines.synthesizer.warm_up()
    return engines


def embedding() -> Embedding | None:
    """The model of meanings; none where the extra `meaning` is not installed."""
    return Embedding() if embedding_available() else None


def open_store(settings: Settings) -> Store:
    """Open the shop.

    Raises:
        SettingsError: if its name or one of its options is unknown.
        StorageError: if its database cannot be used.
    """
    store: Store = part("stores", settings.store.name)(settings.store.options, settings.data_dir)
    return store


@asynccontextmanager
async def conversation(  # noqa: PLR0913 - each is another part, all but the settings optional
    settings: Settings,
    *,
    observers: Sequence[Observer] = (),
    reporter: Reporter | None = None,
    store: Store | None = None,
    household: Household | None = None,
    wake_word: str = "alexa",
    voice: Voice | None = None,
    parser: Parser | None = None,
    now: Callable[[], datetime] = utc_now,
) -> AsyncIterator[Conversation]:
    """A talk with the shop, without sound; what it opened is closed at the end.

    Args:
        settings: the shop and the household's.
        observers: told of everything.
        reporter: tells them, instead of one of its own.
        store: instead of the settings' shop.
        household: instead of the one in the data folder.
        wake_word: what the assistant is called by.
        voice: what speaks the replies; none where they are only read.
        parser: one that is used by several talks with the same shop, in which nothing is warmed up.
        now: the time.

    Raises:
        SettingsError: if a setting does not fit.
        StorageError: if a database cannot be used.
    """
    reporter = reporter or Reporter(observers)
    shop = store or open_store(settings)
    home = household or Household(settings.data_dir / HOUSEHOLD_FILE)
    try:
        names = await shop.names()
        model = embedding() if settings.by_meaning else None
        reading = parser or Parser(settings.language, names.products, (wake_word,), names.options, model)
        errands = Errands(shop, home, settings.household, reporter, now)
        replies = Replies(settings.language)
        talk = Conversation(reading, errands, replies, reporter, names, settings.manner, voice)
        if parser is None:
            await asyncio.to_thread(talk.warm_up)
        yield talk
    finally:
        if household is None:
            home.close()
        if store is None:
            await shop.close()


@asynccontextmanager
async def bootstrap(
    settings: Settings,
    source: AudioSource,
    sink: AudioSink,
    *,
    observers: Sequence[Observer] = (),
    engines: Engines | None = None,
    store: Store | None = None,
    household: Household | None = None,
) -> AsyncIterator[Pipeline]:
    """A spoken assistant, ready to run.

    Raises:
        SettingsError: if a setting does not fit.
        MissingPartError: if a library or model is not there.
        StorageError: if a database cannot be used.
    """
    loaded = engines or await load_engines(settings)
    playback = Playback(loaded.synthesizer, sink)
    reporter = Reporter(observers, sound=playback.give if settings.sound.earcons else None)
    wake = settings.wake
    gate = WakeGate(wake.sure, wake.perhaps, second_look=wake.second_look)
    ears = Ears(loaded.wake, gate, loaded.activity, loaded.recognizer, settings.listening)
    loaded.wake.reset()
    talking = conversation(
        settings,
        reporter=reporter,
        store=store,
        household=household,
        wake_word=loaded.wake.phrase,
        voice=playback,
    )
    async with talking as talk:
        yield Pipeline(source, ears, talk, playback, reporter, settings.notices)
