"""Talking to a whole assistant in a room, with fakes of everything but dialogue, parser and household."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from assistant.audio import Frame
from assistant.bootstrap import Engines, bootstrap
from assistant.errors import AisleError
from assistant.events import Event, Heard, Replied
from assistant.pipeline import Pipeline
from assistant.ports import Synthesizer
from assistant.settings import Settings, Sound
from assistant.signals import Earcon
from assistant.speech.earcons import frames_of
from devices.recordings.room import Room
from fakes import (
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
CHIME = [frame.pcm for frame in frames_of(Earcon.LISTENING)]
"""The earcon that says that one is listened to."""

Told = TypeVar("Told", bound=Event)


class Microphone:
    """A room's source that can be held back, and that need not wait for who listens."""

    channels = 1
    overruns = 0

    def __init__(self, room: Room) -> None:
        self._room = room
        self.waits = True
        self.going = asyncio.Event()
        self.going.set()

    async def __aiter__(self) -> AsyncIterator[Frame]:
        async for frame in self._room.source:
            await self.going.wait()
            yield frame


class Spoken:
    """Somebody in a room, and what came of what they said."""

    answered = "speaking_ended"
    """The event that one waits for before going on, unless told otherwise."""

    def __init__(self, room: Room, witness: Witness) -> None:
        self.room, self.witness = room, witness

    async def say(self, pcm: bytes, until: str = "") -> None:
        """Say something and wait for what it is to lead to, once more than it happened before."""
        awaited = until or self.answered
        count = self.kinds.count(awaited) + 1
        self.room.say(pcm)
        await self.witness.until(awaited, count)

    def told(self, kind: type[Told]) -> list[Told]:
        """The events of a kind so far."""
        return [event for event in self.witness.events if isinstance(event, kind)]

    @property
    def kinds(self) -> list[str]:
        return self.witness.kinds


@asynccontextmanager
async def running(pipeline: Pipeline, room: Room) -> AsyncIterator[asyncio.Task[None]]:
    """A pipeline at work, to the end of what is said in its room."""
    task = asyncio.create_task(pipeline.run())
    try:
        yield task
    finally:
        room.close()
        await task


class Talk(Spoken):
    """A pipeline in a room, with fakes of everything but the dialogue, the parser and the household."""

    def __init__(
        self,
        room: Room,
        source: Microphone,
        pipeline: Pipeline,
        witness: Witness,
        recognizer: FakeRecognizer,
    ) -> None:
        super().__init__(room, witness)
        self.source = source
        self.pipeline = pipeline
        self.recognizer = recognizer

    @property
    def replies(self) -> list[str]:
        return [event.key for event in self.told(Replied)]


@asynccontextmanager
async def talking(
    tmp_path: Path,
    *texts: str | AisleError,
    store: FakeStore | None = None,
    synthesizer: Synthesizer | None = None,
    earcons: bool = False,
    witness: Witness | None = None,
) -> AsyncIterator[Talk]:
    room, witness, recognizer = Room(), witness or Witness(), FakeRecognizer(*texts)
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), recognizer, synthesizer or FakeSynthesizer())
    settings = Settings(data_dir=tmp_path, sound=Sound(earcons=earcons))
    shop, source = store or FakeStore(), Microphone(room)
    async with (
        bootstrap(settings, source, room.sink, observers=[witness], engines=engines, store=shop) as pipeline,
        running(pipeline, room),
    ):
        yield Talk(room, source, pipeline, witness, recognizer)


async def send_order(talk: Talk, store: FakeStore) -> None:
    """Talk until the order is at the shop, which has not answered yet."""
    await talk.say(CALLED)
    await talk.say(SAID)
    talk.room.say(SAID)
    await store.asked.wait()


class Acting(Witness):
    """Does something when a yes was heard, just before the order is placed."""

    def __init__(self) -> None:
        super().__init__()
        self.act: Callable[[], object] = lambda: None

    def saw(self, event: Event) -> None:
        super().saw(event)
        if isinstance(event, Heard) and event.text == "yes":
            self.act()


async def send_order_after(act: Callable[[], object], talk: Talk, store: FakeStore) -> None:
    """Talk until the order is at the shop, as with a microphone, which waits for no answer.

    Args:
        act: what happens after the yes was heard and before the next frame comes, which the order precedes.
        talk: whose witness is an `Acting` one.
        store: whose answer is let through by `gate`.
    """

    def acting() -> None:
        act()
        talk.source.going.clear()

    assert isinstance(talk.witness, Acting)
    talk.witness.act = acting
    store.gate = asyncio.Event()
    await talk.say(CALLED)
    await talk.say(SAID)
    talk.source.waits = False
    talk.room.say(SAID)
    await store.asked.wait()
    talk.source.going.set()
    talk.room.say(BREATH)
    await talk.room.said()
