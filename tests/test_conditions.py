"""Conditions under which a recording is heard, all together, and the options that ask for them."""

import math
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio import SAMPLE_RATE
from assistant.errors import SettingsError, UnusableInputError
from assistant.speech.resampling import quantized
from devices.cli.conditions import conditions
from devices.recordings import files
from devices.recordings.conditions.apply import draws, heard
from devices.recordings.conditions.frames import drop, repeat
from devices.recordings.conditions.levels import active_level, rms, wave_of
from devices.recordings.conditions.loudness import clip, gain
from devices.recordings.conditions.noise import load, mixed
from devices.recordings.conditions.rates import drift, speed
from devices.recordings.conditions.steps import (
    Clip,
    Condition,
    Drift,
    Drop,
    Gain,
    Noise,
    Repeat,
    Speed,
    Step,
)
from devices.recordings.metrics.endpoints import speech_span
from devices.recordings.scenarios.loading import load as load_scenario
from devices.recordings.scenarios.sounds import cues
from devices.recordings.scenarios.voices import Voices
from waves import SECOND, draw, hiss, talk, tone


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("noise") / "kitchen.wav"
    soundfile.write(path, hiss(3, seed=5), SAMPLE_RATE, subtype="PCM_16")
    return path


# --- all together


def every_step(noise: Path) -> tuple[Step, ...]:
    return (
        Speed(factor=1.1),
        Noise(file=noise, snr=12),
        Gain(db=-3),
        Clip(db=6),
        Drift(ppm=200),
        Drop(share=0.1),
        Repeat(share=0.1),
    )


def test_steps_are_done_one_after_the_other(kitchen: Path) -> None:
    pcm = quantized(talk())
    by_hand = speed(pcm, 1.1)
    by_hand = mixed(by_hand, load(kitchen), 12, draws(3, "a.wav", 1))
    by_hand = drift(clip(gain(by_hand, -3), 6), 200)
    by_hand = drop(by_hand, 0.1, draws(3, "a.wav", 5))
    by_hand = repeat(by_hand, 0.1, draws(3, "a.wav", 6))
    assert heard(Condition(steps=every_step(kitchen), seed=3), pcm, "a.wav") == by_hand


def test_nothing_is_done_without_a_step() -> None:
    assert heard(Condition(), tone(), "a.wav") == tone()


def test_the_same_is_heard_each_time(kitchen: Path) -> None:
    condition = Condition(steps=every_step(kitchen), seed=7)
    pcm = quantized(talk())
    first = heard(condition, pcm, "a.wav")
    load.cache_clear()
    assert heard(condition.model_copy(), pcm, "a.wav") == first


def test_each_repetition_meets_other_noise_than_any_other_seed(kitchen: Path) -> None:
    noisy, pcm = (Noise(file=kitchen, snr=6),), quantized(talk())
    once = [heard(Condition(steps=noisy, seed=seed), pcm, "a.wav") for seed in range(4)]
    again = [heard(Condition(steps=noisy), pcm, "a.wav", repetition) for repetition in range(2, 5)]
    assert len({*once, *again}) == 7
    assert heard(Condition(steps=noisy), pcm, "a.wav", 1) == once[0]


async def test_the_people_of_a_scenario_meet_other_noise_each_time(kitchen: Path, tmp_path: Path) -> None:
    files.write_wav(tmp_path / "a.wav", quantized(talk()))
    (tmp_path / "scene.yaml").write_text("turns:\n  - recording: a.wav\n")
    loaded, noisy = load_scenario(tmp_path / "scene.yaml"), Condition(steps=(Noise(file=kitchen, snr=6),))
    once, first, second = [
        (await cues(loaded, Voices(tmp_path), noisy, *repetition))[0].pcm for repetition in ((), (1,), (2,))
    ]
    assert once == first != second


@pytest.mark.parametrize("step", [Noise(file=Path("x"), snr=6), Drop(share=0.2), Repeat(share=0.2)])
def test_name_seed_and_place_of_the_step_draw_anew(step: Step, kitchen: Path) -> None:
    step = step.model_copy(update={"file": kitchen} if isinstance(step, Noise) else {})
    pcm = quantized(talk(2))
    heard_by = {
        heard(Condition(steps=(step,), seed=1), pcm, "a.wav"),
        heard(Condition(steps=(step,), seed=2), pcm, "a.wav"),
        heard(Condition(steps=(step,), seed=1), pcm, "b.wav"),
        heard(Condition(steps=(Gain(db=0), step), seed=1), pcm, "a.wav"),
    }
    assert len(heard_by) == 4


def test_at_another_ratio_the_same_noise_is_met(kitchen: Path) -> None:
    pcm = quantized(talk())
    soft, loud = (
        wave_of(heard(Condition(steps=(Noise(file=kitchen, snr=snr),)), pcm, "a.wav")) - wave_of(pcm)
        for snr in (20, 0)
    )
    assert np.corrcoef(soft, loud)[0, 1] > 0.999


@given(pcm=st.binary(max_size=4000).map(lambda data: data[: len(data) // 2 * 2]), seed=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_any_sound_comes_through_every_step(pcm: bytes, seed: int, kitchen: Path) -> None:
    sound = heard(Condition(steps=every_step(kitchen), seed=seed), pcm, "a.wav")
    assert len(sound) % 2 == 0
    assert bool(sound) == bool(pcm)


@pytest.mark.parametrize("seconds", [3, 150])
def test_a_long_sound_is_worked_on_in_parts_that_do_not_show(seconds: float) -> None:
    speech, noise, rng = talk(100), hiss(seconds), draw()
    pcm = quantized(speech)
    begin = int(rng.integers(noise.size if seconds < 100 else noise.size - speech.size + 1))
    part = np.resize(np.roll(noise, -begin), speech.size)
    whole = wave_of(pcm) + part * np.float32(active_level(wave_of(pcm)) / rms(part) / 10 ** (12 / 20))
    assert np.abs(wave_of(mixed(pcm, noise, 12, draw())) - whole).max() < 2 / 32_768
    assert speed(pcm, 1.1) == quantized(soxr.resample(wave_of(pcm), 1.1 * SECOND, SECOND))


@pytest.mark.parametrize(
    "made",
    [
        lambda pcm: mixed(pcm, hiss(3), 6, draw()),
        lambda pcm: speed(pcm, 1.1),
        lambda pcm: clip(gain(pcm, 3), 6),
        lambda pcm: repeat(drop(pcm, 0.01, draw()), 0.01, draw()),
        speech_span,
    ],
    ids=["noise", "speed", "loudness", "frames", "where speech is"],
)
def test_a_long_sound_takes_little_more_memory_than_its_copy(made: Callable[[bytes], object]) -> None:
    pcm = quantized(talk(10)) * 60
    tracemalloc.start()
    made(pcm)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2.2 * len(pcm) + 30_000_000


# --- the options


def test_without_options_a_recording_is_heard_as_it_is() -> None:
    assert conditions() == (Condition(),)


def test_there_is_a_condition_for_each_ratio(kitchen: Path) -> None:
    several = conditions(noise=kitchen, snr="6,12, 24", seed=4)
    assert [condition.snr for condition in several] == [6, 12, 24]
    assert {condition.seed for condition in several} == {4}


def test_steps_come_in_the_order_of_the_way_that_sound_takes(kitchen: Path) -> None:
    (condition,) = conditions(
        repeat=0.1,
        drop=0.2,
        drift=50,
        clip=6,
        gain=-3,
        noise=kitchen,
        snr="-3",
        far_field="kitchen",
        distance=1.5,
        speed=0.9,
    )
    assert [step.kind for step in condition.steps] == [
        "speed",
        "far_field",
        "noise",
        "gain",
        "clip",
        "drift",
        "drop",
        "repeat",
    ]
    assert condition.label == (
        "speed 0.9, 1.5 m off in the kitchen, kitchen.wav at -3 dB, gain -3 dB, clipped by 6 dB,"
        " drift 50 ppm, 20% of the frames lost, 10% of the frames twice"
    )


def test_conditions_that_differ_in_the_microphones_are_told_apart() -> None:
    one, other = (conditions(far_field="kitchen", array=array)[0].label for array in ("circle4", "single"))
    assert one != other


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"snr": "6"}, r"--snr .* Add --noise"),
        ({"noise": Path("x.wav")}, r"--noise .* Add --snr"),
        ({"speed": 3.0}, r"--speed 3 .* less than or equal to 2"),
        ({"speed": math.nan}, r"--speed nan"),
        ({"gain": -61.0}, r"--gain -61 .* greater than or equal to -60"),
        ({"clip": 0.0}, r"--clip 0 .* greater than 0"),
        ({"drift": 20_000.0}, r"--drift 20000 "),
        ({"drop": 1.0}, r"--drop 1 .* less than 1"),
        ({"repeat": -0.5}, r"--repeat-frames -0.5 "),
        ({"distance": 2.0}, r"--distance .* Add --far-field and one of: living-room"),
        ({"array": "pair"}, r"--array .* Add --far-field"),
        ({"far_field": "garage"}, r"no room 'garage'.*living-room"),
        ({"far_field": "kitchen", "array": "ball"}, r"no microphone array 'ball'.*circle4"),
        ({"far_field": "bathroom", "distance": 5.0}, r"5 m off in the bathroom.* 2 m .*living-room"),
        ({"far_field": "bathroom", "distance": 0.1}, r"--distance 0.1 .* 0.3"),
        ({"far_field": "hallway", "distance": 9.0}, r"9 m off in the hallway\. Choose 5\.5 m at most\.$"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Mapping[str, Any], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        conditions(**options)


@pytest.mark.parametrize(
    ("snr", "complaint"),
    [
        ("loud", "no list of numbers"),
        ("6,,12", "no list of numbers"),
        ("", "no list of numbers"),
        ("6,6.0", "twice"),
        ("6,99", "--snr 99 .* 60"),
        ("nan", "--snr nan"),
    ],
)
def test_ratios_that_make_no_sense_are_refused(snr: str, complaint: str, kitchen: Path) -> None:
    with pytest.raises(SettingsError, match=complaint):
        conditions(noise=kitchen, snr=snr)


@pytest.mark.parametrize("content", [None, b"", b"RIFF no sound at all"])
def test_noise_that_cannot_be_read_is_refused_before_anything_is_played(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "noise.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnusableInputError, match=r"noise\.wav"):
        conditions(noise=path, snr="6")
