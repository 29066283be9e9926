"""The microphone and the loudspeaker: their queues by hand, and real sound on a private PulseAudio."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE, Frame, frames
from assistant.errors import MissingPartError, SettingsError
from assistant.settings import Sound
from devices.speaker.conversion import Incoming, Outgoing
from devices.speaker.port_audio import Form, devices, find, library, unusable
from devices.speaker.queues import CaptureQueue, PlaybackQueue
from devices.speaker.sound_card import SoundCardSink, SoundCardSource
from pulse import PulseAudio, missing

# A sound server runs by the clock on the wall, which a busy machine does not keep.
pytestmark = pytest.mark.flaky(reruns=2)
LACKING = missing()
STEADY = Sound(latency=0.3)
"""Enough for a machine that does much else at the same time."""
real = pytest.mark.skipif(bool(LACKING), reason=f"not installed: {LACKING}")
PORT_AUDIO = pytest.mark.skipif("libportaudio2" in LACKING, reason="not installed: libportaudio2")


def block(value: int, count: int = FRAME_SAMPLES) -> bytes:
    return value.to_bytes(2, "little", signed=True) * count


def values(pcm: bytes) -> list[int]:
    """The first sample of each 20 ms."""
    return [int.from_bytes(pcm[at : at + 2], "little", signed=True) for at in range(0, len(pcm), FRAME_BYTES)]


def tone(seconds: float, rate: int = SAMPLE_RATE) -> bytes:
    wave = 8_000 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return wave.astype("<i2").tobytes()


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


# --- what a person is told


def alone(code: str, **environment: str) -> str:
    """What a fresh interpreter prints, which has the sound devices of its own environment."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=os.environ | environment,
    )
    assert done.stderr == ""
    return done.stdout.strip()


OPEN_BOTH = """
from assistant.errors import AisleError
from assistant.settings import Sound
from devices.speaker.port_audio import devices
from devices.speaker.sound_card import SoundCardSink, SoundCardSource
for what in (devices, lambda: SoundCardSource(Sound()), lambda: SoundCardSink(Sound())):
    try:
        print(what())
    except AisleError as error:
        print(error.exit_code, error)
"""


@PORT_AUDIO
@pytest.mark.skipif(Path("/proc/asound/card0").exists(), reason="this machine has a sound card")
def test_without_a_sound_card_the_way_out_is_told() -> None:
    printed = alone(OPEN_BOTH, PULSE_SERVER="unix:/nowhere", HOME="/nowhere", JACK_NO_START_SERVER="1")
    assert printed.splitlines() == [
        "[]",
        "4 This machine has no microphone. Plug one in, or talk by typing: aisle chat",
        "4 This machine has no loudspeaker. Plug one in, or talk by typing: aisle chat",
    ]


def test_without_port_audio_the_fix_is_told() -> None:
    no_library = "import ctypes.util\nctypes.util.find_library = lambda name: None\n"
    told = "4 PortAudio is not installed, which the sound card needs. sudo apt install libportaudio2"
    assert alone(no_library + OPEN_BOTH).splitlines() == [told] * 3


@PORT_AUDIO
def test_a_busy_microphone_is_told() -> None:
    busy = library().PortAudioError("Error opening RawInputStream: Device unavailable", -9985)
    assert str(unusable("USB", "input", busy)) == (
        "The microphone 'USB' is in use by another program, or was unplugged."
        " Close that program, or choose another device."
    )


# --- real sound


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseAudio]:
    """A sound server that this process's PortAudio uses."""
    with tempfile.TemporaryDirectory(prefix="pa") as folder, PulseAudio(Path(folder)) as server:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in server.environment.items():
                patch.setenv(name, value)
            renew()
            yield server
        renew()


def renew() -> None:
    """Let PortAudio look for devices again."""
    sd = library()
    sd._terminate()
    sd._initialize()


LEAD = bytes(2 * 4_800)
"""Silence first: who listens to a sound server may miss the first moment after it woke up."""


def listened(ear: "subprocess.Popen[bytes]", until: Callable[[bytes], bool]) -> bytes:
    """What the loudspeaker played until something was heard, for at most three seconds."""
    assert ear.stdout
    heard = b""
    while not until(heard) and len(heard) < 6 * SAMPLE_RATE:
        heard += ear.stdout.read(FRAME_BYTES)
    return heard


@real
async def test_the_loudspeaker_plays_every_sample(pulse: PulseAudio) -> None:
    said = tone(0.5)
    with SoundCardSink(STEADY) as sink:
        ear = pulse.listen()
        for frame in frames(LEAD + said):
            await sink.play(frame)
        await sink.drained()
        assert sink.heard == len(LEAD + said) // 2
    assert said in listened(ear, lambda heard: said in heard)


@real
async def test_the_microphone_hears_every_sample(pulse: PulseAudio) -> None:
    said, heard = tone(0.5), b""
    with SoundCardSource(STEADY) as source:
        speaking = None
        async for frame in source:
            speaking = speaking or asyncio.create_task(asyncio.to_thread(pulse.say, said))
            heard += frame.pcm
            if said in heard or len(heard) > 6 * SAMPLE_RATE:
                break
        assert speaking
        await speaking
        assert source.overruns == 0
    assert said in heard


@real
async def test_clear_is_heard_at_once(pulse: PulseAudio) -> None:
    with SoundCardSink(STEADY) as sink:
        ear = pulse.listen()
        for frame in frames(tone(0.8)):
            await sink.play(frame)
        while sink.heard < 0.5 * SAMPLE_RATE:
            await sink._blocks.next(sink._stream)
        sink.clear()
        played = sink.heard
        for frame in frames(block(-20_000)):
            await sink.play(frame)
        await sink.drained()
    heard = np.frombuffer(listened(ear, lambda heard: block(-20_000) in heard), "<i2").astype(np.int32)
    old = np.flatnonzero((np.abs(heard) > 1_000) & (np.abs(heard) < 9_000))
    assert played < 0.5 * SAMPLE_RATE
    # What was on its way between PortAudio and the air is not heard.
    assert old[-1] - old[0] < played + 0.1 * SAMPLE_RATE


@real
async def test_a_pause_loses_nothing(pulse: PulseAudio) -> None:
    said = LEAD + np.arange(1, 12_801, dtype="<i2").tobytes()
    with SoundCardSink(STEADY) as sink:
        ear = pulse.listen()
        for frame in frames(said):
            await sink.play(frame)
        while sink.heard < 0.7 * SAMPLE_RATE:
            await sink._blocks.next(sink._stream)
        sink.pause()
        sink.resume()
        await sink.drained()
        assert sink.heard == len(said) // 2
    heard = np.frombuffer(listened(ear, lambda heard: said[-640:] in heard), "<i2")
    assert set(range(1, 12_801)) <= set(heard.tolist())


@real
def test_the_devices_are_listed(pulse: PulseAudio) -> None:  # noqa: ARG001 - it is there
    there = devices()
    assert {"pulse", "default"} <= {device.name for device in there}
    assert find("", "input").default_input
    assert find("PUL", "output").name == "pulse"
    assert find(str(there[0].number), "input") == there[0]


@real
def test_an_unknown_device_is_refused_with_those_that_there_are(pulse: PulseAudio) -> None:  # noqa: ARG001
    with pytest.raises(SettingsError, match=r"no microphone called 'blue'.*sound\.input.*pulse.*default"):
        SoundCardSource(Sound(input="blue"))
    with pytest.raises(SettingsError, match=r"more than one loudspeaker called 'ul'"):
        SoundCardSink(Sound(output="ul"))


VANISHING = """
import asyncio, os, signal, sys
from assistant.audio import SILENCE, Frame
from assistant.errors import MissingPartError
from assistant.settings import Sound
from devices.speaker.sound_card import SoundCardSink, SoundCardSource

async def hear(source):
    async for _ in source:
        pass

async def speak(sink):
    while True:
        await sink.play(Frame(0, SILENCE))

async def main():
    with SoundCardSource(Sound()) as source, SoundCardSink(Sound()) as sink:
        await anext(aiter(source))
        os.kill(int(sys.argv[1]), signal.SIGKILL)
        for told in await asyncio.gather(hear(source), speak(sink), return_exceptions=True):
            print(type(told).__name__, told)
        sink.pause()
        sink.clear()
    try:
        SoundCardSource(Sound())
    except MissingPartError as error:
        print("again:", error.what.split(":")[0])

asyncio.run(main())
"""


@real
def test_a_sound_server_that_dies_is_told() -> None:
    with tempfile.TemporaryDirectory(prefix="pa") as folder, PulseAudio(Path(folder)) as server:
        done = subprocess.run(
            [sys.executable, "-c", VANISHING, str(server.pid)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=os.environ | server.environment,
        )
    assert done.stdout.splitlines() == [
        "MissingPartError The microphone 'default' has stopped. Check that it is plugged in.",
        "MissingPartError The loudspeaker 'default' has stopped. Check that it is plugged in.",
        "again: The microphone 'default' cannot be used",
    ]
    assert "Traceback" not in done.stderr
