"""A person heard from across a room, by image sources (Allen and Berkley, JASA 1979), with `pyroomacoustics`.

The microphones are reduced to the one channel that the pipeline takes by delay and sum towards the speaker,
whose place is known here: the best that this simplest of beamformers can do.
"""

from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE
from assistant.errors import MissingPartError
from assistant.speech.resampling import Samples
from devices.recordings.conditions.levels import PART, Sound, active_level, fitted, parts, samples_of
from devices.recordings.conditions.rooms import ARRAYS, BANDS, ROOMS, Room, check

_REFLECTIONS = 60
"""Walls that a sound may have met; with more, no room rings longer."""
DIRECT = 64
"""The sample of a response at which the direct sound comes: its fractional delay rings a little before it."""
_MISSING = "Rooms are simulated by pyroomacoustics, which is not installed or does not fit this machine."
_INSTALL = 'pip install "aisle-voice[far-field]"'


def far_field(pcm: bytes, room: str, distance: float, array: str) -> bytes:
    """Put the speaker into a room, some way off the microphones.

    It is as loud as before: how loud somebody is far off depends on the microphone's gain, which nobody knows
    of a recording; only the room is put in, and loudness is another condition. The direct sound arrives when
    it did, so that times stay true; at the end the room rings on.

    Args:
        pcm: signed 16-bit samples at 16 kHz, recorded near the mouth.
        room: its name in `ROOMS`.
        distance: of the mouth from the middle of the array, in metres.
        array: its name in `ARRAYS`.

    Raises:
        SettingsError: if there is no such room or array, or the room is too small.
        MissingPartError: if `pyroomacoustics` is not installed.
    """
    heard = response(room, distance, array)
    near = samples_of(pcm)
    if not near.size:
        return pcm
    far = _convolved(near, heard)[DIRECT:]
    level = active_level(far)
    louder = np.float32(active_level(near) / level if level else 1)
    return fitted(lambda: (part * louder for part in parts(far)))


def _convolved(sound: Sound, heard: Samples) -> Samples:
    """What becomes of a sound; each part of it rings on into the next."""
    from scipy.signal import oaconvolve

    convolved = np.zeros(sound.size + heard.size - 1, np.float32)
    for number, part in enumerate(parts(sound)):
        begin = number * PART
        convolved[begin : begin + part.size + heard.size - 1] += oaconvolve(part, heard)
    return convolved


def require() -> None:
    """Make sure that rooms can be simulated, without loading what simulates them.

    Raises:
        MissingPartError: if `pyroomacoustics` is not installed.
    """
    if find_spec("pyroomacoustics") is None:
        raise MissingPartError(_MISSING, _INSTALL)


@lru_cache(maxsize=16)
def response(room: str, distance: float, array: str) -> Samples:
    """What becomes of a click: the impulse response from the mouth to the array's one channel.

    The direct sound comes at the sample `DIRECT`, however far off the mouth is.

    Args:
        room: its name in `ROOMS`.
        distance: metres.
        array: its name in `ARRAYS`.

    Raises:
        SettingsError: if there is no such room or array, or the room is too small.
        MissingPartError: if `pyroomacoustics` is not installed.
    """
    check(room, distance, array)
    library = _library()
    microphones = np.add(ROOMS[room].array, ARRAYS[array].places)
    mouth = np.array(ROOMS[room].speaker(distance))
    channels = _simulated(library, ROOMS[room], mouth, microphones)
    constants = library.constants
    late = np.linalg.norm(microphones - mouth, axis=1) / constants.get("c") * SAMPLE_RATE
    late += constants.get("frac_delay_length") // 2
    summed: Samples = _earlier(channels, late).mean(axis=0).astype(np.float32)
    summed.setflags(write=False)
    return summed


def _library() -> Any:
    try:
        import pyroomacoustics
    except ImportError as error:
        raise MissingPartError(_MISSING, _INSTALL) from error
    return pyroomacoustics


def _simulated(
    library: Any, room: Room, mouth: NDArray[np.float64], microphones: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The impulse response of each microphone, all of one length."""
    # With one thread, the reflections are summed in the same order on every machine.
    library.constants.set("num_threads", 1)
    walls = library.Material({"coeffs": list(room.absorption), "center_freqs": list(BANDS)})
    box = library.ShoeBox(
        room.size, fs=SAMPLE_RATE, materials=walls, max_order=_REFLECTIONS, air_absorption=True
    )
    box.add_source(mouth)
    box.add_microphone_array(microphones.T)
    box.compute_rir()
    channels = [channel for (channel,) in box.rir]
    longest = max(map(len, channels))
    return np.array([np.pad(channel, (0, longest - len(channel))) for channel in channels])


def _earlier(channels: NDArray[np.float64], late: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move each channel so that what came so many samples late, whole or not, comes at `DIRECT`."""
    padded = np.pad(channels, ((0, 0), (DIRECT, 0)))
    length = padded.shape[1]
    turns = np.outer(late, np.fft.rfftfreq(length))
    moved = np.fft.irfft(np.fft.rfft(padded) * np.exp(2j * np.pi * turns), length)
    return moved[:, : length - int(np.ceil(late.max()))]
