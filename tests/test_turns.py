"""Whole turns, from sound to sound, as lists of events."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.bootstrap import Engines, bootstrap
from assistant.dialogue.states import State
from assistant.events import Heard, SpeakingEnded, Woken
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from assistant.shopping.household import Household
from assistant.shopping.stores import StoreError, StoreErrorKind
from devices.recordings.room import Room
from fakes import (
    PERHAPS,
    QUIET,
    SPEECH,
    WAKE,
    FakeRecognizer,
    FakeStore,
    FakeSynthesizer,
    FakeVoiceActivity,
    FakeWakeWord,
    Witness,
    sound,
)

CALLED = sound(WAKE, 0.5) + sound(SPEECH, 1.0) + sound(QUIET, 1.0)
SAID = sound(SPEECH, 1.0) + sound(QUIET, 1.0)
BREATH = sound(QUIET, 0.5)


class Talk:
    """A pipeline in a room, with fakes of everything but the dialogue, the parser and the household."""

    def __init__(self, room: Room, pipeline: Pipeline, witness: Witness) -> None:
        self.room = room
        self.pipeline = pipeline
        self.witness = witness


@asynccontextmanager
async def talking(
    tmp_path: Path, *texts: str, store: FakeStore | None = None, preview: bool = True
) -> AsyncIterator[tuple[Room, Pipeline, Witness, FakeRecognizer]]:
    room, witness = Room(), Witness()
    recognizer = FakeRecognizer(*texts, preview=preview)
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), recognizer, FakeSynthesizer())
    household = Household(tmp_path / "household.db")
    try:
        async with bootstrap(
            Settings(data_dir=tmp_path),
            room.source,
            room.sink,
            observers=[witness],
            engines=engines,
            store=store or FakeStore(),
            household=household,
        ) as pipeline:
            yield room, pipeline, witness, recognizer
    finally:
        household.close()
