"""Voices and scripts for takes of `aisle record`."""

import json
from pathlib import Path

import numpy as np

from assistant.audio import SAMPLE_RATE, Frame
from assistant.ports import EngineTraits
from devices.recordings.capture.script import Sentence
from devices.recordings.expectation import Expectation

LOUD = 0.1
"""The level of the speech here, of 1: -23 dBFS for the sine that it is."""


def silence(seconds: float, noise: float = 0.0003) -> bytes:
    drawn = np.random.default_rng(1).normal(0, noise, round(seconds * SAMPLE_RATE))
    return (drawn * 32_768).astype("<i2").tobytes()


def speech(seconds: float, level: float = LOUD) -> bytes:
    sine = level * np.sin(2 * np.pi * 220 * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)
    return (np.clip(sine, -1, 1) * 32_767).astype("<i2").tobytes()


class Loudness:
    """What is loud is speech."""

    traits = EngineTraits("fake")

    def feed(self, frame: Frame) -> float:
        return float(np.abs(np.frombuffer(frame.pcm, "<i2").astype(int)).max() > 300)

    def reset(self) -> None:
        pass


def script(folder: Path, text: str | bytes, name: str = "script.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


SCRIPT = [Sentence("Add two eggs."), Sentence("Yes.", Expectation(intent="Yes")), Sentence("Yes.")]


def lines(folder: Path) -> list[object]:
    return [json.loads(line) for line in (folder / "corpus.jsonl").read_text().splitlines()]
