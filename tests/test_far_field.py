"""A person heard from across a room."""

import math
import sys
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE
from assistant.errors import MissingPartError, SettingsError
from assistant.speech.resampling import Samples, quantized
from devices.cli.conditions import conditions
from devices.recordings.conditions.apply import heard
from devices.recordings.conditions.far_field import DIRECT, far_field, response
from devices.recordings.conditions.levels import active_level, peak, wave_of
from devices.recordings.conditions.rooms import ARRAYS, ROOMS
from devices.recordings.conditions.steps import Condition, FarField

EARLY = SAMPLE_RATE // 400
"""2.5 ms: what comes so near the direct sound is part of it."""


def talk(level: float = 0.05) -> bytes:
    noise: NDArray[np.float64] = np.random.default_rng(2).normal(0, level, 2 * SAMPLE_RATE)
    return quantized((noise * (np.arange(noise.size) % SAMPLE_RATE < 10_000)).astype(np.float32))


def reverberation_time(heard: Samples) -> float:
    """Seconds for 60 dB, from the decay between -5 and -25 dB (T20 of ISO 3382, by Schroeder)."""
    energy = np.cumsum(np.square(heard[::-1], dtype=np.float64))[::-1]
    decay = 10 * np.log10(energy / energy[0])
    return float(3 * (np.argmax(decay < -25) - np.argmax(decay < -5)) / SAMPLE_RATE)


def direct_to_reverberant(heard: Samples) -> float:
    """In dB."""
    power = np.square(heard, dtype=np.float64)
    direct, late = power[: DIRECT + EARLY].sum(), power[DIRECT + EARLY :].sum()
    return float(10 * math.log10(direct / late))


@pytest.mark.parametrize(
    ("room", "shortest", "longest"),
    [
        ("bedroom", 0.2, 0.45),
        ("living-room", 0.3, 0.7),
        ("kitchen", 0.4, 0.7),
        ("bathroom", 0.5, 0.8),
        ("hallway", 0.5, 1.1),
    ],
)
def test_a_room_rings_as_long_as_one_in_a_home(room: str, shortest: float, longest: float) -> None:
    assert shortest < reverberation_time(response(room, 1.5, "single")) < longest


def test_every_room_has_been_listened_to() -> None:
    assert set(ROOMS) == {"bedroom", "living-room", "kitchen", "bathroom", "hallway"}


def test_who_is_farther_off_is_heard_with_more_of_the_room() -> None:
    heard_at = [direct_to_reverberant(response("kitchen", distance, "single")) for distance in (0.5, 1, 2)]
    assert all(near > far + 2 for near, far in pairwise(heard_at))


def test_more_microphones_hear_less_of_the_room() -> None:
    one, two, four = (
        direct_to_reverberant(response("kitchen", 2, array)) for array in ("single", "pair", "circle4")
    )
    assert one < two < four


@pytest.mark.parametrize("distance", [0.5, 1, 2])
def test_the_direct_sound_comes_when_it_did(distance: float) -> None:
    assert int(np.argmax(np.abs(response("kitchen", distance, "single")))) == DIRECT


def test_the_direct_sound_of_all_microphones_adds_up() -> None:
    one, four = (peak(response("kitchen", 2, array)[: DIRECT + EARLY]) for array in ("single", "circle4"))
    assert four == pytest.approx(one, rel=0.1)


def test_it_is_as_loud_as_before_and_the_room_rings_on() -> None:
    near = talk()
    far = far_field(near, "kitchen", 2, "circle4")
    assert active_level(wave_of(far)) == pytest.approx(active_level(wave_of(near)), rel=0.01)
    assert len(near) < len(far) < len(near) + 2 * 2 * SAMPLE_RATE


def test_it_stays_within_the_range() -> None:
    assert peak(wave_of(far_field(talk(0.4), "kitchen", 2, "single"))) <= 1


def test_words_begin_when_they_did() -> None:
    silence = bytes(2 * SAMPLE_RATE)
    far = wave_of(far_field(silence + talk(), "kitchen", 2, "circle4"))
    begin = int(np.argmax(np.abs(far) > 0.1 * peak(far)))
    assert begin == pytest.approx(SAMPLE_RATE, abs=SAMPLE_RATE // 100)


def test_silence_stays_silence() -> None:
    assert not any(far_field(bytes(640), "kitchen", 2, "circle4"))
    assert far_field(b"", "kitchen", 2, "circle4") == b""


def test_the_same_is_heard_each_time() -> None:
    condition = Condition(steps=(FarField(room="kitchen", distance=1, array="single"),))
    first = heard(condition, talk(), "a.wav")
    response.cache_clear()
    assert heard(condition, talk(), "a.wav") == first


def test_everybody_stands_in_the_room_and_as_far_off_as_is_said() -> None:
    for room in ROOMS.values():
        for distance in (0.3, 2, room.longest):
            place = room.speaker(distance)
            assert math.dist(place, room.array) == pytest.approx(distance)
            assert all(0.3 < at < size - 0.3 for at, size in zip(place, room.size, strict=True))


def test_the_usual_distance_fits_every_room() -> None:
    assert all(FarField(room=name).distance <= room.longest for name, room in ROOMS.items())


def test_arrays_are_centred_and_as_large_as_their_boards() -> None:
    for array in ARRAYS.values():
        assert np.mean(array.places, axis=0) == pytest.approx(0, abs=1e-9)
        assert all(math.dist(place, (0, 0, 0)) < 0.06 for place in array.places)
    assert [len(array.places) for array in ARRAYS.values()] == [1, 2, 4, 4, 6]
    circle, row = ARRAYS["circle4"].places, ARRAYS["line4"].places
    assert math.dist(circle[0], circle[2]) == pytest.approx(0.0812)
    assert [math.dist(*two) for two in pairwise(row)] == pytest.approx([0.035] * 3)


@pytest.mark.parametrize(("room", "distance"), [("garage", 2), ("bathroom", 5)])
def test_a_room_that_does_not_fit_is_refused(room: str, distance: float) -> None:
    with pytest.raises(SettingsError, match=room):
        far_field(talk(), room, distance, "circle4")


def test_without_the_library_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyroomacoustics", None)
    with pytest.raises(MissingPartError, match=r'pip install "aisle-voice\[far-field\]"'):
        conditions(far_field="kitchen")
    response.cache_clear()
    with pytest.raises(MissingPartError, match="by pyroomacoustics, which is not installed"):
        heard(Condition(steps=(FarField(room="kitchen"),)), talk(), "a.wav")
