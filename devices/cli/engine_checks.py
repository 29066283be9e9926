"""The doctor's look at engines and shops: each is loaded, and does a little of its work."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from assistant.audio import FRAME_SAMPLES, SILENCE, Frame, frames, seconds
from assistant.bootstrap import available, conversation, part
from assistant.choosing import chosen
from assistant.errors import AisleError, MissingPartError
from assistant.ports import Recognizer, Store, Synthesizer, Transcript, VoiceActivity, WakeWord
from assistant.settings import AUTO, EngineChoice, Options, Recognition, Settings
from assistant.shopping.searching import SearchQuery
from assistant.stores.embedded.store import EmbeddedStore
from assistant.stores.search.meaning_finder import MeaningFinder
from devices.cli.checks import Check, tried
from intents.grammar import ANYTHING, Grammar

_WORD = "hello"
_PAUSE = 25
"""Frames of silence around the word, as when a person says it."""


@runtime_checkable
class TellsUnknownWords(Protocol):
    """A recogniser that knows a certain set of words."""

    def unknown_words(self, grammar: Grammar) -> tuple[str, ...]:
        """The words that it can never hear."""


def engines(settings: Settings) -> Iterator[Check]:
    """Load and try every installed engine; those that the settings choose are needed.

    Args:
        settings: those in force.
    """
    spoken: list[bytes] = []
    recognition = chosen(settings.recognition).recognition
    tests: tuple[tuple[str, EngineChoice, Callable[[Any], str]], ...] = (
        ("wakewords", settings.wake, _wakes),
        ("voice_activity", settings.activity, _listens),
        ("synthesizers", settings.voice, lambda voice: _speaks(voice, spoken)),
        ("recognizers", recognition, lambda recognizer: _recognizes(recognizer, spoken, settings)),
    )
    for group, choice, test in tests:
        if group == "recognizers" and settings.recognition.engine == AUTO:
            yield tried(group, AUTO, lambda: _choice(settings.recognition))
        for name in _first(choice.engine, available(group)):
            needed = name == choice.engine
            options = choice.options if needed else {}
            yield tried(group, name, _loading(group, name, options, test), needed=needed)


def shops(settings: Settings) -> Iterator[Check]:
    """Open every installed shop and look for something.

    Args:
        settings: those in force.
    """
    for name in _first(settings.store.name, available("stores")):
        needed = name == settings.store.name
        options = settings.store.options if needed else {}
        yield tried("stores", name, _shopping(name, options, settings.data_dir), needed=needed)


def _first(chosen: str, names: tuple[str, ...]) -> list[str]:
    """The chosen name, installed or not, before the others: the others are tried with what it said."""
    return [chosen, *(name for name in names if name != chosen)]


def _loading(group: str, name: str, options: Options, test: Callable[[Any], str]) -> Callable[[], str]:
    def load_and_test() -> str:
        began = time.perf_counter()
        loaded = part(group, name)(options)
        return f"loaded in {time.perf_counter() - began:.2f} s; {test(loaded)}"

    return load_and_test


def _wakes(wake: WakeWord) -> str:
    for number in range(_PAUSE):
        wake.feed(Frame(number * FRAME_SAMPLES, SILENCE))
    return f'listens for "{wake.phrase}"'


def _listens(activity: VoiceActivity) -> str:
    return f"hears {activity.feed(Frame(0, SILENCE)):.0%} speech in silence"


def _speaks(voice: Synthesizer, spoken: list[bytes]) -> str:
    began = time.perf_counter()
    pcm = asyncio.run(_sound(voice))
    took = (time.perf_counter() - began) * 1000
    if not any(pcm):
        raise MissingPartError("The voice makes no sound.", "Install its package again.")
    spoken.append(pcm)
    return f'said "{_WORD}" ({seconds(len(pcm) // 2):.2f} s) in {took:.0f} ms'


async def _sound(voice: Synthesizer) -> bytes:
    return b"".join([frame.pcm async for frame in voice.speak(_WORD)])


def _choice(recognition: Recognition) -> str:
    taken = chosen(recognition)
    return f"takes {taken.recognition.engine}, as {taken.why}"


def _recognizes(recognizer: Recognizer, spoken: list[bytes], settings: Settings) -> str:
    heard = _hears(recognizer, spoken)
    if not isinstance(recognizer, TellsUnknownWords):
        return heard
    return f"{heard}; {vocabulary(recognizer, settings)}"


def vocabulary(recognizer: TellsUnknownWords, settings: Settings) -> str:
    """How much of what may be said in the shop a recogniser can never hear, as a clause."""
    try:
        grammar = asyncio.run(_grammar(settings))
    except AisleError:  # the check of the shop tells why
        return "the shop's words were not looked at"
    words = {word for phrase in grammar.phrases for word in phrase.split()}
    return f"cannot hear {len(recognizer.unknown_words(grammar))} of the {len(words)} words that may be said"


async def _grammar(settings: Settings) -> Grammar:
    """What may be said in the shop, looked at in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with conversation(settings.model_copy(update={"data_dir": Path(folder)})) as talk:
            return talk.grammar()


def _hears(recognizer: Recognizer, spoken: list[bytes]) -> str:
    if not spoken:
        return "not tried, as no voice works"
    began = time.perf_counter()
    listening = recognizer.open(ANYTHING)
    for frame in frames(SILENCE * _PAUSE + spoken[0] + SILENCE * _PAUSE):
        listening.feed(frame)
    heard = listening.finish()
    took = (time.perf_counter() - began) * 1000
    said = f'heard "{heard.text}"' if isinstance(heard, Transcript) else f"heard nothing: {heard.reason}"
    return f'{said} for "{_WORD}" in {took:.0f} ms'


def _shopping(name: str, options: Mapping[str, Any], data_dir: Path) -> Callable[[], str]:
    def look() -> str:
        if data_dir.exists():
            return asyncio.run(_products(part("stores", name)(options, data_dir)))
        # Nothing is made on the machine just because somebody asked how it is.
        with tempfile.TemporaryDirectory() as folder:
            return asyncio.run(_products(part("stores", name)(options, Path(folder))))

    return look


async def _products(shop: Store) -> str:
    try:
        names = (await shop.names()).products
        page = await shop.search(SearchQuery(text=names[0] if names else "milk", limit=1))
    finally:
        await shop.close()
    found = f"{len(names)} names; {page.total} found for one of them" if names else f"{page.total} found"
    return f"{found}; {_search(shop)}" if isinstance(shop, EmbeddedStore) else found


def _search(shop: EmbeddedStore) -> str:
    """How a shop whose shelves are here is searched, as a clause."""
    if isinstance(shop.finder, MeaningFinder):
        return "searched by words and by meaning"
    return 'searched by words only (by meaning too with pip install "aisle-voice[meaning]")'
