"""Sound for the queues of a sound card."""

import numpy as np

from assistant.audio import FRAME_SAMPLES, SAMPLE_RATE


def block(value: int, count: int = FRAME_SAMPLES) -> bytes:
    return value.to_bytes(2, "little", signed=True) * count


def tone(seconds: float, rate: int = SAMPLE_RATE) -> bytes:
    wave = 8_000 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return wave.astype("<i2").tobytes()
