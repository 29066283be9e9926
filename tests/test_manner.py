"""How loud and how fast the assistant speaks."""

import numpy as np
import pytest

from assistant.audio import FRAME_SAMPLES, Frame
from assistant.loudness import scaled
from assistant.manner import FASTEST, LOUDEST, SLOWEST, Manner, faster, louder, volume_of


def frame(level: int) -> Frame:
    return Frame(0, np.full(FRAME_SAMPLES, level, "<i2").tobytes())


def level(sound: Frame) -> int:
    return int(np.frombuffer(sound.pcm, "<i2")[0])


def test_the_usual_volume_leaves_the_sound_as_it_was_made() -> None:
    made = frame(12_345)
    assert scaled(made, Manner().gain) is made


def test_a_step_is_three_decibels_and_none_is_silence() -> None:
    quieter = louder(Manner(), -1)
    assert level(scaled(frame(10_000), quieter.gain)) == pytest.approx(7_079, abs=2)
    assert level(scaled(frame(10_000), Manner(volume=0).gain)) == 0


def test_the_loudest_sound_is_bent_and_never_turns_over() -> None:
    loudest = Manner(volume=LOUDEST).gain
    assert 32_000 < level(scaled(frame(32_767), loudest)) <= 32_767
    assert -32_767 <= level(scaled(frame(-32_768), loudest)) < -32_000


def test_louder_and_quieter_end_where_the_scale_ends() -> None:
    assert louder(Manner(), 50).volume == LOUDEST
    assert louder(Manner(), -50).volume == 1, "silence is asked for by its name"


@pytest.mark.parametrize(("said", "volume"), [(0, 0), (5, 5), (10, 10), (50, 5), (100, 10), (12, 1)])
def test_people_count_to_ten_or_to_a_hundred(said: int, volume: int) -> None:
    assert volume_of(said) == volume


def test_the_pace_has_a_fastest_and_a_slowest() -> None:
    assert faster(Manner(), 9).pace == FASTEST
    assert faster(Manner(), -9).pace == SLOWEST
    assert Manner().speed == 1
    assert faster(Manner(), 1).speed > 1 > faster(Manner(), -1).speed
