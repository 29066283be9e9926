"""Conditions under which a recording is heard: noise, another speed, a bad microphone, lost frames."""

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
from numpy.typing import NDArray

from assistant.audio import FRAME_BYTES, SAMPLE_RATE
from assistant.errors import SettingsError, UnusableInputError
from assistant.speech.resampling import Samples, quantized
from devices.cli.conditions import conditions
from devices.recordings import files
from devices.recordings.conditions.apply import draws, heard
from devices.recordings.conditions.frames import drop, repeat
from devices.recordings.conditions.levels import HIGHEST, active_level, peak, rms, wave_of
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

SECOND = SAMPLE_RATE


def hiss(seconds: float, level: float = 0.05, seed: int = 1) -> Samples:
    """White noise."""
    wave: NDArray[np.float64] = np.random.default_rng(seed).normal(0, level, round(seconds * SECOND))
    return wave.astype(np.float32)


def talk(seconds: float = 4, level: float = 0.05, seed: int = 2) -> Samples:
    """Noise that comes and goes as syllables and words do, with pauses of half a second."""
    time = np.arange(round(seconds * SECOND)) / SECOND
    syllables = np.sin(2 * np.pi * 4 * time) ** 2 * (np.mod(time, 1.5) < 1)
    wave: Samples = (hiss(seconds, level, seed) * syllables).astype(np.float32)
    return wave


def tone(frequency: float = 440, seconds: float = 2, level: float = 0.3) -> bytes:
    time = np.arange(round(seconds * SECOND)) / SECOND
    return quantized((level * np.sin(2 * np.pi * frequency * time)).astype(np.float32))


def pitch(pcm: bytes) -> float:
    sound = wave_of(pcm)
    return float(np.argmax(np.abs(np.fft.rfft(sound * np.hanning(sound.size)))) * SECOND / sound.size)


def db(ratio: float) -> float:
    return 20 * math.log10(ratio)


def numbered(frames: int) -> bytes:
    """Frames each of which holds its own number."""
    return b"".join(number.to_bytes(2, "little") * (FRAME_BYTES // 2) for number in range(frames))


def numbers(pcm: bytes) -> list[int]:
    return [int.from_bytes(pcm[at : at + 2], "little") for at in range(0, len(pcm), FRAME_BYTES)]


def draw(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("noise") / "kitchen.wav"
    soundfile.write(path, hiss(3, seed=5), SAMPLE_RATE, subtype="PCM_16")
    return path


# --- the level of speech


def p56(wave: Samples) -> float:
    """The active speech level as ITU-T P.56 has it: sample for sample, one threshold after the other."""
    decay = math.exp(-1 / (SECOND * 0.03))
    once = twice = 0.0
    envelope = np.empty(wave.size)
    for number, sample in enumerate(np.abs(wave).tolist()):
        once = decay * once + (1 - decay) * sample
        twice = decay * twice + (1 - decay) * once
        envelope[number] = twice
    energy = float(np.square(wave, dtype=np.float64).sum())
    places = np.arange(wave.size)
    for exponent in np.arange(-16, 0, 0.02):
        last = np.maximum.accumulate(np.where(envelope >= 2**exponent, places, -SECOND))
        active = int(np.count_nonzero(places - last <= 0.2 * SECOND))
        if not active or 10 * math.log10(energy / active) - db(2**exponent) <= 15.9:
            break
    return math.sqrt(energy / active)


@pytest.mark.parametrize("wave", [talk(3), talk(2.5, seed=9) + hiss(2.5, 0.001), hiss(1)])
def test_the_level_is_the_active_speech_level_of_p56(wave: Samples) -> None:
    assert db(active_level(wave) / p56(wave)) == pytest.approx(0, abs=0.1)


def test_the_level_of_what_never_pauses_is_its_root_mean_square() -> None:
    assert db(active_level(hiss(5)) / rms(hiss(5))) == pytest.approx(0, abs=0.05)


@given(seconds=st.floats(1, 60))
@settings(max_examples=10, deadline=None)
def test_a_longer_pause_does_not_change_the_level(seconds: float) -> None:
    pause = np.zeros(round(seconds * SECOND), np.float32)
    short = np.concatenate([talk(3), pause[:SECOND], talk(3)])
    long = np.concatenate([pause, talk(3), pause, talk(3), pause])
    assert db(active_level(long) / active_level(short)) == pytest.approx(0, abs=0.2)


@given(louder=st.floats(-30, 20))
@settings(max_examples=20, deadline=None)
def test_what_is_louder_has_as_much_more_level(louder: float) -> None:
    wave = talk()
    changed = active_level(wave * np.float32(10 ** (louder / 20)))
    assert db(changed / active_level(wave)) == pytest.approx(louder, abs=0.001)


def test_an_offset_counts_as_no_sound() -> None:
    assert db(active_level(talk() + np.float32(0.1)) / active_level(talk())) == pytest.approx(0, abs=0.01)
    assert active_level(np.full(SECOND, 0.25, np.float32)) == 0


def test_silence_has_no_level() -> None:
    assert active_level(np.zeros(0, np.float32)) == 0
    assert active_level(np.zeros(SECOND, np.float32)) == 0


def test_a_click_has_the_level_of_the_whole() -> None:
    wave = np.zeros(10 * SECOND, np.float32)
    wave[SECOND] = 0.5
    assert active_level(wave) == pytest.approx(rms(wave), rel=0.01)


# --- noise


@given(snr=st.floats(-15, 30), seed=st.integers(0, 1000), level=st.floats(0.01, 0.05))
@settings(max_examples=30, deadline=None)
def test_noise_is_mixed_in_at_the_stated_ratio(snr: float, seed: int, level: float) -> None:
    speech = quantized(talk(level=level))
    part = wave_of(mixed(speech, hiss(7, 0.02), snr, draw(seed))) - wave_of(speech)
    assert db(active_level(wave_of(speech)) / rms(part)) == pytest.approx(snr, abs=0.1)


def test_the_ratio_is_that_of_a_textbook_measurement() -> None:
    speech = quantized(talk(3))
    part = wave_of(mixed(speech, hiss(7), 12, draw())) - wave_of(speech)
    assert db(p56(wave_of(speech)) / rms(part)) == pytest.approx(12, abs=0.1)


def test_pauses_around_the_speech_do_not_make_the_noise_softer() -> None:
    pause = bytes(2 * 10 * SECOND)
    speech = quantized(talk(3))
    short = wave_of(mixed(speech, hiss(60), 10, draw())) - wave_of(speech)
    long = wave_of(mixed(pause + speech + pause, hiss(60), 10, draw())) - wave_of(pause + speech + pause)
    assert db(rms(long) / rms(short)) == pytest.approx(0, abs=0.3)


@given(seconds=st.floats(0.05, 9))
@settings(max_examples=20, deadline=None)
def test_noise_that_is_shorter_or_longer_than_the_recording_fits_it(seconds: float) -> None:
    speech = quantized(talk())
    part = wave_of(mixed(speech, hiss(seconds), 10, draw())) - wave_of(speech)
    assert len(part) == len(speech) // 2
    assert db(active_level(wave_of(speech)) / rms(part)) == pytest.approx(10, abs=0.1)
    assert rms(part[-SECOND // 10 :]) > rms(part) / 2


def test_short_noise_begins_again() -> None:
    speech = quantized(talk())
    part = wave_of(mixed(speech, hiss(0.5), 0, draw())) - wave_of(speech)
    assert np.abs(part[SECOND:] - part[SECOND // 2 : -SECOND // 2]).max() < 2 / 32_768


def test_what_would_be_too_loud_is_made_softer_as_a_whole() -> None:
    speech, noise = talk(level=0.4), hiss(4, 0.4)
    loud = wave_of(mixed(quantized(speech), noise, 0, draw()))
    assert peak(loud) == pytest.approx(HIGHEST, abs=0.001)
    speech = wave_of(quantized(speech))
    of_speech, of_noise = np.linalg.lstsq(np.stack([speech, noise], axis=1), loud, rcond=None)[0]
    assert of_speech < 1
    assert db(of_speech * active_level(speech) / (of_noise * rms(noise))) == pytest.approx(0, abs=0.1)
    assert np.abs(of_speech * speech + of_noise * noise - loud).max() < 2 / 32_768


def test_silence_stays_silence() -> None:
    silence = bytes(2 * SECOND)
    assert mixed(silence, hiss(2), 6, draw()) == silence
    assert mixed(b"", hiss(2), 6, draw()) == b""


@pytest.mark.parametrize("seed", range(5))
def test_a_pause_in_the_noise_is_not_taken_for_noise(seed: int) -> None:
    noise = np.concatenate([np.zeros(20 * SECOND, np.float32), hiss(20)])
    speech = quantized(talk(2))
    part = wave_of(mixed(speech, noise, 10, draw(seed))) - wave_of(speech)
    assert peak(part) < 0.3


def test_noise_that_is_almost_only_silence_is_refused() -> None:
    noise = np.zeros(600 * SECOND, np.float32)
    noise[5] = 0.9
    with pytest.raises(UnusableInputError, match="almost only silence"):
        mixed(quantized(talk(1)), noise, 10, draw(1))


def test_silent_noise_is_refused_by_name(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "quiet.wav", np.zeros(SECOND), SAMPLE_RATE)
    with pytest.raises(UnusableInputError, match=r"quiet\.wav holds only silence"):
        load(tmp_path / "quiet.wav")


def test_noise_of_another_rate_is_used(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "fan.wav", np.stack([hiss(3)] * 2, axis=1), 48_000)
    assert load(tmp_path / "fan.wav").size == pytest.approx(SECOND, abs=2)


def test_an_offset_of_the_noise_is_taken_out(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "hum.wav", hiss(1) + 0.2, SAMPLE_RATE)
    assert rms(load(tmp_path / "hum.wav")) == pytest.approx(0.05, rel=0.02)


# --- louder, softer, overdriven


@given(louder=st.floats(-20, 10))
@settings(max_examples=20, deadline=None)
def test_gain_is_as_much_louder(louder: float) -> None:
    pcm = quantized(hiss(1, 0.03))
    assert db(rms(wave_of(gain(pcm, louder))) / rms(wave_of(pcm))) == pytest.approx(louder, abs=0.05)


def test_gain_cuts_off_what_is_too_loud_and_does_not_wrap_around() -> None:
    loud = wave_of(gain(tone(level=0.5), 20))
    before = wave_of(tone(level=0.5))
    assert (loud.max(), loud.min()) == (pytest.approx(HIGHEST), -1)
    assert np.all(loud * before >= 0)


def test_no_gain_changes_nothing() -> None:
    every = np.arange(-32_768, 32_768, dtype=np.int32).astype("<i2").tobytes()
    assert gain(every, 0) == every


@given(over=st.floats(0.5, 30), level=st.floats(0.02, 0.2))
@settings(max_examples=30, deadline=None)
def test_clipping_cuts_the_peaks_off_and_keeps_the_loudness(over: float, level: float) -> None:
    before, after = wave_of(quantized(hiss(1, level))), wave_of(clip(quantized(hiss(1, level)), over))
    assert db(rms(after) / rms(before)) == pytest.approx(0, abs=0.05)
    assert peak(after) <= peak(before) + 1 / 32_768
    assert crest(after) < crest(before)


def crest(wave: Samples) -> float:
    return peak(wave) / rms(wave)


def test_what_is_clipped_is_flat_where_it_was_highest() -> None:
    before, after = wave_of(tone()), wave_of(clip(tone(), 6))
    flat = np.abs(after) > peak(after) - 2 / 32_768
    assert np.array_equal(flat, np.abs(before) >= peak(before) / 10 ** (6 / 20) - 1e-6)


def test_clipping_leaves_silence_as_it_is() -> None:
    assert clip(bytes(640), 12) == bytes(640)
    assert clip(b"", 12) == b""


# --- speed and clock


@given(factor=st.floats(0.5, 2))
@settings(max_examples=20, deadline=None)
def test_faster_is_shorter_and_higher_at_the_same_loudness(factor: float) -> None:
    before, after = tone(), speed(tone(), factor)
    assert len(after) / 2 == pytest.approx(len(before) / 2 / factor, abs=1)
    assert pitch(after) == pytest.approx(440 * factor, rel=0.01)
    assert db(rms(wave_of(after)) / rms(wave_of(before))) == pytest.approx(0, abs=0.1)


@given(ppm=st.floats(-10_000, 10_000))
@settings(max_examples=20, deadline=None)
def test_a_fast_clock_makes_as_many_samples_too_many(ppm: float) -> None:
    count = 10 * SECOND
    assert len(drift(bytes(2 * count), ppm)) / 2 == pytest.approx(count * (1 + ppm / 1e6), abs=1)


def test_a_clock_that_drifts_moves_what_comes_late_by_more() -> None:
    wave = np.zeros(20 * SECOND, np.float32)
    wave[[5 * SECOND, 15 * SECOND]] = 0.9
    late = np.abs(wave_of(drift(quantized(wave), 500)))
    halves = int(np.argmax(late[: 10 * SECOND])), int(np.argmax(late[10 * SECOND :])) + 10 * SECOND
    assert halves == (5 * SECOND + 40, 15 * SECOND + 120)


def test_the_right_speed_and_clock_change_nothing() -> None:
    assert speed(tone(), 1) == tone()
    assert drift(tone(), 0) == tone()
    assert speed(b"", 1.1) == b""


# --- frames


@given(frames=st.integers(1, 400), share=st.floats(0.001, 0.999), seed=st.integers(0, 99))
@settings(deadline=None)
def test_the_share_of_the_frames_is_lost(frames: int, share: float, seed: int) -> None:
    left = numbers(drop(numbered(frames), share, draw(seed)))
    assert left == sorted(set(left))
    assert len(left) == 1 or frames - len(left) == pytest.approx(share * frames, abs=1)


@given(frames=st.integers(1, 400), share=st.floats(0.001, 0.999), seed=st.integers(0, 99))
@settings(deadline=None)
def test_the_share_of_the_frames_comes_twice_in_a_row(frames: int, share: float, seed: int) -> None:
    heard_twice = numbers(repeat(numbered(frames), share, draw(seed)))
    assert sorted(set(heard_twice)) == list(range(frames))
    assert heard_twice == sorted(heard_twice)
    assert len(heard_twice) - frames == pytest.approx(share * frames, abs=1)
    assert all(heard_twice.count(number) <= 2 for number in range(frames))


def test_short_recordings_lose_a_small_share_in_the_mean() -> None:
    lost = sum(50 - len(numbers(drop(numbered(50), 0.01, draw(seed)))) for seed in range(400))
    assert lost / 400 == pytest.approx(0.5, abs=0.1)


def test_an_unfinished_frame_is_a_frame() -> None:
    pcm = numbered(3) + b"\x01\x00"
    assert len(repeat(pcm, 0.999, draw())) == 2 * len(pcm)
    assert drop(b"", 0.5, draw()) == repeat(b"", 0.5, draw()) == b""


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
