"""The room in which time is counted in samples."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator

import pytest

from assistant.audio import FRAME_BYTES, FRAME_SAMPLES, SILENCE, Frame, frames
from devices.recordings.room import Room, mixed


def sound(value: int, count: int = 1) -> bytes:
    """Frames of one sample value."""
    return value.to_bytes(2, "little", signed=True) * FRAME_SAMPLES * count


def values(pcm: bytes) -> list[int]:
    """The first sample of each frame."""
    return [int.from_bytes(pcm[at : at + 2], "little", signed=True) for at in range(0, len(pcm), FRAME_BYTES)]


async def take(source: AsyncIterator[Frame], count: int) -> list[Frame]:
    return [await anext(source) for _ in range(count)]


async def play(room: Room, *numbers: int) -> None:
    for frame in frames(b"".join(map(sound, numbers))):
        await room.sink.play(frame)


async def test_a_recording_is_heard_at_its_positions_and_silence_after_it() -> None:
    room = Room(sound(7, 2))
    heard = await take(aiter(room.source), 4)
    assert [frame.position for frame in heard] == [0, 320, 640, 960]
    assert [frame.pcm for frame in heard] == [sound(7), sound(7), SILENCE, SILENCE]
    assert (room.source.waits, room.source.overruns, room.source.channels) == (True, 0, 1)


async def test_what_is_said_begins_with_the_next_frame_and_waits_for_its_turn() -> None:
    room = Room()
    source = aiter(room.source)
    await take(source, 2)
    room.say(sound(1, 2))
    room.say(sound(2))
    await take(source, 4)
    assert values(room.person) == [0, 0, 1, 1, 2, 0]


async def test_an_unfinished_frame_is_filled_up() -> None:
    room = Room(sound(9)[:10])
    (frame,) = await take(aiter(room.source), 1)
    assert frame.pcm == sound(9)[:10] + bytes(FRAME_BYTES - 10)


async def test_each_frame_that_is_heard_plays_one() -> None:
    room = Room()
    source = aiter(room.source)
    await play(room, 1, 2, 3)
    assert room.sink.heard == 0
    await take(source, 2)
    assert room.sink.heard == 640
    await take(source, 2)
    assert room.sink.heard == 960
    assert values(room.assistant) == [1, 2, 3, 0]


async def test_pause_keeps_what_is_queued_and_resume_goes_on() -> None:
    room = Room()
    source = aiter(room.source)
    await play(room, 1, 2)
    await take(source, 1)
    room.sink.pause()
    await play(room, 3)
    await take(source, 2)
    room.sink.resume()
    await take(source, 3)
    assert values(room.assistant) == [1, 0, 0, 2, 3, 0]
    assert room.sink.heard == 960


async def test_nothing_of_a_dropped_reply_comes_after_clear() -> None:
    room = Room()
    source = aiter(room.source)
    await play(room, 1, 2, 3)
    await take(source, 1)
    room.sink.clear()
    await play(room, 8)
    await take(source, 3)
    assert values(room.assistant) == [1, 8, 0, 0]
    assert room.sink.heard == 640


async def test_clear_ends_a_pause() -> None:
    room = Room()
    source = aiter(room.source)
    await play(room, 1)
    room.sink.pause()
    room.sink.clear()
    await play(room, 8)
    await take(source, 1)
    assert values(room.assistant) == [8]


async def test_drained_waits_until_the_last_frame_is_heard() -> None:
    room = Room()
    source = aiter(room.source)
    await room.sink.drained()
    await play(room, 1, 2)
    drained = asyncio.create_task(room.sink.drained())
    await take(source, 1)
    room.sink.pause()
    await take(source, 3)
    assert not drained.done()
    room.sink.resume()
    await take(source, 1)
    await drained
    assert room.sink.heard == 640


@pytest.mark.parametrize("end", ["clear", "close"])
async def test_nobody_waits_for_a_reply_that_will_not_come(end: str) -> None:
    room = Room()
    source = aiter(room.source)
    await play(room, 1, 2)
    room.sink.pause()
    drained = asyncio.create_task(room.sink.drained())
    await take(source, 1)
    room.sink.clear() if end == "clear" else room.close()
    await drained


async def test_said_waits_until_the_person_has_spoken() -> None:
    room = Room()
    source = aiter(room.source)
    room.say(sound(1, 3))
    said = asyncio.create_task(room.said())
    await take(source, 2)
    assert not said.done()
    await take(source, 1)
    await said


async def test_close_ends_the_source() -> None:
    room = Room(sound(1, 5))
    count = 0
    async for _ in room.source:
        count += 1
        if count == 3:
            room.close()
    assert count == 3
    await room.said()


async def test_both_voices_are_kept_sample_for_sample() -> None:
    room = Room(sound(10, 2))
    source = aiter(room.source)
    await take(source, 1)
    await play(room, 5)
    await take(source, 2)
    assert values(room.person) == [10, 10, 0]
    assert values(room.assistant) == [0, 5, 0]


async def test_two_sounds_at_once_do_not_wrap_around() -> None:
    assert values(mixed(sound(30_000) + sound(-30_000), sound(30_000) + sound(-30_000))) == [32_767, -32_768]


@pytest.mark.parametrize(
    ("first", "both"), [(b"", [10, 10]), (sound(1), [11, 10]), (sound(1, 3), [11, 11, 1])]
)
async def test_the_shorter_of_two_sounds_is_filled_up_with_silence(first: bytes, both: list[int]) -> None:
    assert values(mixed(first, sound(10, 2))) == values(mixed(sound(10, 2), first)) == both


async def test_who_interrupts_is_heard_over_the_rest_of_what_is_being_said() -> None:
    room = Room(sound(1, 3) + sound(1)[:10])
    source = aiter(room.source)
    await take(source, 2)
    room.say(sound(10), over=True)
    heard = await take(source, 3)
    assert values(room.person) == [1, 1, 11, 1, 0]
    assert heard[1].pcm == sound(1)[:10] + bytes(FRAME_BYTES - 10)
    await room.said()


async def test_a_recording_is_not_held_a_second_time() -> None:
    recording = sound(1, 30_000)
    tracemalloc.start()
    room = Room(recording, keep=False)
    await take(aiter(room.source), 10)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(recording) / 10


async def test_a_room_that_keeps_nothing_remembers_nothing() -> None:
    room = Room(sound(1), keep=False)
    await take(aiter(room.source), 3)
    assert (room.person, room.assistant) == (b"", b"")


async def test_others_get_their_turn_between_frames() -> None:
    room = Room()
    turns = []

    async def other() -> None:
        while True:
            turns.append(room.sink.heard)
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    count = len(await take(aiter(room.source), 10))
    task.cancel()
    assert abs(len(turns) - count) <= 2


async def test_two_runs_are_the_same() -> None:
    async def run() -> tuple[bytes, bytes]:
        room = Room(sound(1, 3))

        async def answer() -> None:
            await room.said()
            await play(room, 4, 5)
            await room.sink.drained()
            room.say(sound(2))

        task = asyncio.create_task(answer())
        await take(aiter(room.source), 12)
        await task
        return room.person, room.assistant

    assert await run() == await run()


async def test_a_paced_room_keeps_to_the_clock() -> None:
    room = Room(paced=True)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await take(aiter(room.source), 10)
    assert loop.time() - began >= 0.2
    assert not room.source.waits
