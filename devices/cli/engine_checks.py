"""The doctor's look at engines and shops: each is loaded, and does a little of its work."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.audio import FRAME_SAMPLES, SILENCE, Frame, frames, seconds
from assistant.bootstrap import available, part
from assistant.errors import MissingPartError
from assistant.ports import Recognizer, Store, Synthesizer, Transcript, VoiceActivity, WakeWord
from assistant.settings import EngineChoice, Options, Settings
from assistant.shopping.products import SearchQuery
from devices.cli.checks import Check, tried
from intents.grammar import ANYTHING

_WORD = "hello"
_PAUSE = 25
"""Frames of silence around the word, as when a person says it."""


def engines(settings: Settings) -> Iterator[Check]:
    """Load and try every installed engine; those that the settings choose are needed.

    Args:
        settings: those in force.
    """
    spoken: list[bytes] = []
    tests: tuple[tuple[str, EngineChoice, Callable[[Any], str]], ...] = (
        ("wakewords", settings.wake, _wakes),
        ("voice_activity", settings.activity, _listens),
        ("synthesizers", settings.voice, lambda voice: _speaks(voice, spoken)),
        ("recognizers", settings.recognition, lambda recognizer: _hears(recognizer, spoken)),
    )
    for group, choice, test in tests:
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
    return f"{len(names)} names; {page.total} found for one of them" if names else f"{page.total} found"
