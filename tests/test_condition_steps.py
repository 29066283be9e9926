"""Steps between a recording and what is heard: noise, another speed, a bad microphone, lost frames."""

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio import FRAME_BYTES, SAMPLE_RATE
from assistant.errors import UnusableInputError
from assistant.speech.resampling import Samples, quantized
from devices.recordings.conditions.frames import drop, repeat
from devices.recordings.conditions.levels import HIGHEST, active_level, peak, rms, wave_of
from devices.recordings.conditions.loudness import clip, gain
from devices.recordings.conditions.noise import load, mixed
from devices.recordings.conditions.rates import drift, speed
from waves import SECOND, draw, hiss, talk, tone


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
