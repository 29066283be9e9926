"""What playing an earcon does to the voice."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from assistant.audio import Frame, samples
from assistant.errors import MissingPartError
from assistant.playback import Playback
from assistant.signals import Earcon
from devices.recordings.room import Room
from fakes import FakeSynthesizer, sound
from talks import CHIME


class Loudspeaker:
    """Holds two frames; plays one when it is told to."""

    def __init__(self) -> None:
        self.queue: list[Frame] = []
        self.played: list[bytes] = []
        self.heard = 0
        self._taken = asyncio.Condition()

    async def play(self, frame: Frame) -> None:
        async with self._taken:
            await self._taken.wait_for(lambda: len(self.queue) < 2)
        self.queue.append(frame)

    async def turn(self, count: int) -> None:
        """Let as many frames be played, each after whoever waits has had the time to add one."""
        for _ in range(count):
            for _ in range(20):
                await asyncio.sleep(0)
            if self.queue:
                self.played.append(self.queue.pop(0).pcm)
                self.heard += samples(0.02)
            async with self._taken:
                self._taken.notify_all()

    def pause(self) -> None:
        """Nothing plays by itself."""

    def resume(self) -> None:
        """Nothing plays by itself."""

    def clear(self) -> None:
        self.queue.clear()

    async def drained(self) -> None:
        async with self._taken:
            await self._taken.wait_for(lambda: not self.queue)


WORD = [sound(500, 0.02)] * 5


async def test_an_earcon_is_played_without_anyone_waiting_for_it() -> None:
    loudspeaker = Loudspeaker()
    playback = Playback(FakeSynthesizer(), loudspeaker)
    assert playback.give(Earcon.LISTENING)
    assert playback.sounding
    await loudspeaker.turn(10)
    assert loudspeaker.played == CHIME
    assert not playback.sounding


async def test_a_reply_is_said_after_an_earcon_and_only_its_own_sound_counts_as_heard() -> None:
    loudspeaker = Loudspeaker()
    playback = Playback(FakeSynthesizer(), loudspeaker)
    playback.give(Earcon.LISTENING)
    speaking = asyncio.create_task(playback.speak("Done.", first=lambda: None))
    # The last frame of the reply is not played yet, but as much sound as the reply has.
    await loudspeaker.turn(len(CHIME) + len(WORD) - 1)
    assert playback.heard() == ""
    await loudspeaker.turn(3)
    await speaking
    assert playback.heard() == "Done."
    assert loudspeaker.played == CHIME + WORD


async def test_no_earcon_sounds_into_a_reply() -> None:
    loudspeaker = Loudspeaker()
    playback = Playback(FakeSynthesizer(), loudspeaker)
    speaking = asyncio.create_task(playback.speak("Done.", first=lambda: None))
    await loudspeaker.turn(2)
    assert not playback.give(Earcon.TROUBLE)
    await loudspeaker.turn(10)
    await speaking
    assert loudspeaker.played == WORD
    assert playback.give(Earcon.TROUBLE)


async def test_one_earcon_sounds_at_a_time() -> None:
    playback = Playback(FakeSynthesizer(), Loudspeaker())
    assert playback.give(Earcon.TROUBLE)
    assert not playback.give(Earcon.TROUBLE)


async def test_silence_ends_an_earcon_and_the_next_one_is_whole() -> None:
    loudspeaker = Loudspeaker()
    playback = Playback(FakeSynthesizer(), loudspeaker)
    playback.give(Earcon.LISTENING)
    await loudspeaker.turn(2)
    playback.silence()
    assert not playback.sounding
    await loudspeaker.turn(10)
    assert loudspeaker.played == CHIME[:2]
    playback.give(Earcon.LISTENING)
    await loudspeaker.turn(10)
    assert loudspeaker.played == CHIME[:2] + CHIME


async def test_what_is_heard_of_a_reply_after_a_silenced_earcon_is_the_reply() -> None:
    loudspeaker = Loudspeaker()
    playback = Playback(FakeSynthesizer(), loudspeaker)
    playback.give(Earcon.LISTENING)
    playback.silence()
    speaking = asyncio.create_task(playback.speak("Done.", first=lambda: None))
    await loudspeaker.turn(len(WORD))
    assert playback.heard() == "Done."
    await speaking


async def test_a_loudspeaker_that_is_gone_is_told_of_by_the_reply() -> None:
    class Gone(Loudspeaker):
        async def play(self, frame: Frame) -> None:
            raise MissingPartError(f"The loudspeaker is gone, and sample {frame.position} with it.")

    playback = Playback(FakeSynthesizer(), Gone())
    playback.give(Earcon.TROUBLE)
    with pytest.raises(MissingPartError):
        await playback.speak("Done.", first=lambda: None)
    assert not playback.sounding


class Unspeakable(FakeSynthesizer):
    """Has no sound for some sentences."""

    async def speak(self, text: str) -> AsyncIterator[Frame]:
        if text.isascii():
            async for frame in super().speak(text):
                yield frame


@pytest.mark.parametrize(("text", "times"), [("Ähem! Done.", 1), ("Done. Done.", 1), ("Ähem! Öh!", 0)])
async def test_the_first_sound_is_told_once_whichever_sentence_it_is_of(text: str, times: int) -> None:
    room, told = Room(), list[int]()
    speaking = asyncio.create_task(
        Playback(Unspeakable(), room.sink).speak(text, first=lambda: told.append(room.sink.heard))
    )
    await asyncio.sleep(0)
    room.close()
    await speaking
    assert told == [0] * times
