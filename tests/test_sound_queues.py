"""The queues of the microphone and the loudspeaker, by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest

from assistant.audio import FRAME_BYTES, FRAME_SAMPLES, Frame, frames
from assistant.errors import MissingPartError
from assistant.settings import Sound
from devices.speaker.conversion import Incoming, Outgoing
from devices.speaker.port_audio import Form
from devices.speaker.queues import CaptureQueue, PlaybackQueue
from devices.speaker.sound_card import SoundCardSink, SoundCardSource
from sound_blocks import block, tone


def values(pcm: bytes) -> list[int]:
    """The first sample of each 20 ms."""
    return [int.from_bytes(pcm[at : at + 2], "little", signed=True) for at in range(0, len(pcm), FRAME_BYTES)]


class FakeStream:
    """A device whose thread is the test."""

    def __init__(self, unplayed: int = 2) -> None:
        self.form = Form()
        self.unplayed = unplayed * FRAME_BYTES
        """What the device has when it asks for more."""
        self.calls: list[str] = []
        self.hear: Callable[[bytes, bool], None] = lambda _block, _gap: None
        self.fill: Callable[[int, int, bool], bytes] = lambda size, _unplayed, _gap: bytes(size)

    def opened_input(self, _settings: Sound, hear: Callable[[bytes, bool], None]) -> "FakeStream":
        self.hear = hear
        return self

    def opened_output(self, _settings: Sound, fill: Callable[[int, int, bool], bytes]) -> "FakeStream":
        self.fill = fill
        return self

    def played(self, count: int) -> list[int]:
        """Let the device take blocks, and say what is in each."""
        return [values(self.fill(FRAME_BYTES, self.unplayed, False))[0] for _ in range(count)]

    def start(self) -> None:
        self.calls.append("start")

    def restart(self) -> None:
        self.calls.append("restart")

    def close(self) -> None:
        self.calls.append("close")

    def gone(self) -> MissingPartError:
        return MissingPartError("The fake has stopped.")


async def play(sink: SoundCardSink, *numbers: int) -> None:
    for frame in frames(b"".join(map(block, numbers))):
        await sink.play(frame)


# --- the microphone's queue


def test_a_full_capture_queue_drops_the_oldest_and_counts_it() -> None:
    queue = CaptureQueue(3)
    for number in range(5):
        queue.put(block(number), gap=False)
    assert [queue.take() for _ in range(4)] == [(2, block(2)), (3, block(3)), (4, block(4)), None]
    assert queue.overruns == 2


def test_a_gap_in_the_device_is_a_lost_block() -> None:
    queue = CaptureQueue(3)
    queue.put(block(1), gap=False)
    queue.put(block(2), gap=True)
    assert [queue.take(), queue.take()] == [(0, block(1)), (2, block(2))]
    assert queue.overruns == 1


async def test_the_microphone_gives_what_came_and_counts_what_was_lost() -> None:
    stream = FakeStream()
    with SoundCardSource(Sound(), stream.opened_input) as source:
        for number in range(103):
            stream.hear(block(number), False)
        heard = [frame async for frame in first(100, aiter(source))]
        assert source.overruns == 3
    assert [frame.position for frame in heard] == [FRAME_SAMPLES * number for number in range(3, 103)]
    assert values(heard[0].pcm) == [3]
    assert stream.calls == ["start", "close"]


async def test_closing_the_microphone_ends_its_frames() -> None:
    stream = FakeStream()
    with SoundCardSource(Sound(), stream.opened_input) as source:
        count = 0
        stream.hear(block(1), False)
        async for _ in source:
            count += 1
            source.close()
    assert count == 1


async def first(count: int, source: AsyncIterator[Frame]) -> AsyncIterator[Frame]:
    for _ in range(count):
        yield await anext(source)


# --- the loudspeaker's queue


def test_an_empty_playback_queue_gives_silence() -> None:
    assert PlaybackQueue(10).fill(100, 0) == bytes(100)


def test_blocks_of_any_size_are_filled_in_order() -> None:
    queue = PlaybackQueue(10)
    queue.put(b"abcd")
    queue.put(b"efgh")
    assert [queue.fill(3, 0), queue.fill(3, 0), queue.fill(3, 0)] == [b"abc", b"def", b"gh\0"]
    assert queue.heard == 2 * FRAME_SAMPLES


def test_hold_takes_back_what_the_device_has_not_played() -> None:
    queue = PlaybackQueue(10)
    for data in (b"aaaa", b"bbbb", b"cccc", b"dddd"):
        queue.put(data)
    assert b"".join(queue.fill(4, 4) for _ in range(3)) == b"aaaabbbbcccc"
    assert queue.hold()
    assert queue.heard == FRAME_SAMPLES
    assert queue.fill(4, 0) == bytes(4)
    queue.release()
    assert queue.fill(12, 0) == b"bbbbccccdddd"


def test_what_was_played_is_not_taken_back() -> None:
    queue = PlaybackQueue(10)
    queue.put(b"aaaa")
    queue.fill(4, 4)
    queue.fill(4, 4)
    assert not queue.over
    queue.fill(4, 4)
    assert queue.over
    assert not queue.hold()
    assert queue.heard == FRAME_SAMPLES


async def test_play_waits_while_a_second_is_queued() -> None:
    stream = FakeStream()
    with SoundCardSink(Sound(), stream.opened_output) as sink:
        task = asyncio.create_task(play(sink, *range(1, 61)))
        await asyncio.sleep(0)
        assert not task.done()
        heard = stream.played(1)
        while not task.done():
            heard += stream.played(1)
            await asyncio.sleep(0)
        assert heard + stream.played(60 - len(heard)) == list(range(1, 61))


async def test_a_frame_that_waited_while_the_queue_was_cleared_is_dropped() -> None:
    stream = FakeStream()
    with SoundCardSink(Sound(), stream.opened_output) as sink:
        old = asyncio.create_task(play(sink, *[1] * 51))
        await asyncio.sleep(0)
        sink.clear()
        stream.played(1)
        await old
        await play(sink, 2)
        assert stream.played(2) == [2, 0]


async def test_clear_drops_what_the_device_has_and_heard_knows() -> None:
    stream = FakeStream(unplayed=1)
    with SoundCardSink(Sound(), stream.opened_output) as sink:
        await play(sink, 1, 2, 3, 4, 5)
        assert stream.played(4) == [1, 2, 3, 4]
        sink.clear()
        assert sink.heard == 2 * FRAME_SAMPLES
        assert stream.played(1) == [0]
    assert stream.calls == ["start", "restart", "close"]


async def test_pause_and_resume_lose_nothing() -> None:
    stream = FakeStream(unplayed=1)
    with SoundCardSink(Sound(), stream.opened_output) as sink:
        await play(sink, 1, 2, 3, 4, 5)
        stream.played(3)
        sink.pause()
        assert stream.played(2) == [0, 0]
        sink.resume()
        assert stream.played(5) == [2, 3, 4, 5, 0]


async def test_a_quiet_loudspeaker_is_not_restarted() -> None:
    stream = FakeStream()
    with SoundCardSink(Sound(), stream.opened_output) as sink:
        stream.played(5)
        sink.pause()
        sink.clear()
    assert "restart" not in stream.calls


async def test_drained_waits_for_the_devices_own_latency() -> None:
    stream = FakeStream(unplayed=1)
    with SoundCardSink(Sound(), stream.opened_output) as sink:
        await play(sink, 1)
        drained = asyncio.create_task(sink.drained())
        for expected in (1, 0):
            await asyncio.sleep(0)
            assert stream.played(1) == [expected]
        await asyncio.sleep(0)
        assert not drained.done()
        stream.played(1)
        await drained
        assert sink.heard == FRAME_SAMPLES


async def test_gaps_of_the_device_are_counted() -> None:
    stream = FakeStream()
    with SoundCardSink(Sound(), stream.opened_output) as sink:
        stream.fill(FRAME_BYTES, 0, True)
        stream.fill(FRAME_BYTES, 0, False)
        assert sink.underruns == 1


# --- conversion


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (16_000, 2), (44_100, 1), (48_000, 6)])
def test_what_goes_out_on_a_device_comes_in_the_same(rate: int, channels: int) -> None:
    form = Form(rate, channels)
    outgoing, incoming = Outgoing(form), Incoming(form)
    sent = tone(1)
    device = b"".join(outgoing.convert(frame) for frame in frames(sent)) + bytes(channels * rate // 2)
    size = form.block * channels * 2
    blocks = [device[at : at + size] for at in range(0, len(device) - size + 1, size)]
    got = [frame for number, part in enumerate(blocks) for frame in incoming.frames(number, part)]
    assert [frame.position for frame in got] == [FRAME_SAMPLES * number for number in range(len(got))]
    heard = np.frombuffer(b"".join(frame.pcm for frame in got), "<i2").astype(np.float64)
    wanted = np.frombuffer(sent, "<i2").astype(np.float64)
    delay = int(np.argmax(np.correlate(heard[: len(wanted)], wanted[:4_000], "valid")))
    part = heard[delay : delay + 12_000] - wanted[: len(heard[delay : delay + 12_000])]
    assert np.abs(part).mean() < 250


def test_lost_blocks_leave_a_gap_in_the_positions() -> None:
    incoming = Incoming(Form())
    positions = [frame.position for number in (0, 1, 5) for frame in incoming.frames(number, block(1))]
    assert positions == [0, 320, 1600]


def test_channels_of_a_microphone_are_mixed() -> None:
    two = np.tile(np.array([100, 300], "<i2"), FRAME_SAMPLES).tobytes()
    (frame,) = Incoming(Form(channels=2)).frames(0, two)
    assert frame.pcm == block(200)
