"""The microphone and the loudspeaker: real sound on a private PulseAudio."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import FRAME_BYTES, SAMPLE_RATE, frames
from assistant.errors import SettingsError
from assistant.settings import Sound
from devices.speaker.port_audio import devices, find, library, unusable
from devices.speaker.sound_card import SoundCardSink, SoundCardSource
from pulse import PulseAudio, missing
from sound_blocks import block, tone

# A sound server runs by the clock on the wall, which a busy machine does not keep.
pytestmark = pytest.mark.flaky(reruns=2)
LACKING = missing()
STEADY = Sound(latency=0.3)
"""Enough for a machine that does much else at the same time."""
real = pytest.mark.skipif(bool(LACKING), reason=f"not installed: {LACKING}")
PORT_AUDIO = pytest.mark.skipif("libportaudio2" in LACKING, reason="not installed: libportaudio2")


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
