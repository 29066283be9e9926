"""What is heard over, by the bench of the recognisers; a plugin of its tests."""

from pathlib import Path

import numpy as np
import pytest

from assistant.audio import SAMPLE_RATE
from devices.recordings import files


@pytest.fixture
def hiss(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    noise = (3000 * rng.standard_normal(3 * SAMPLE_RATE)).astype("<i2")
    files.write_wav(tmp_path / "hiss.wav", noise.tobytes())
    return tmp_path / "hiss.wav"
