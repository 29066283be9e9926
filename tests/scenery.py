"""Scenarios that are made up, and fakes to perform them with."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assistant.bootstrap import Engines
from devices.recordings.scenarios.model import Loaded, Scenario
from devices.recordings.scenarios.performing import Performance
from fakes import (
    QUIET,
    SPEECH,
    WAKE,
    FakeRecognizer,
    FakeSynthesizer,
    FakeVoiceActivity,
    FakeWakeWord,
    sound,
)

CALLED = sound(WAKE, 0.5) + sound(SPEECH, 1.0) + sound(QUIET, 0.2)
BANANAS = {"product": "bananas", "quantity": 1}
EGGS = {"product": "cage free brown eggs", "quantity": 2}
JO = {"name": "Jo", "address": "12 Elm Street"}


class Babbler(FakeSynthesizer):
    """Does not stop talking."""

    async def speak(self, text: str) -> Any:
        for number in range(70):
            async for frame in super().speak(f"{text} {number} " * 10):
                yield frame


class FakeVoices:
    """Says everything as `CALLED`; keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def spoken(self, text: str, voice: str) -> bytes:
        self.asked.append((text, voice))
        return CALLED


def fakes(*texts: str) -> Engines:
    return Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(*texts), FakeSynthesizer())


def scenario(folder: Path, *turns: Mapping[str, Any], **more: Any) -> Loaded:
    """A scenario whose file would have turn 1 in line 10, turn 2 in line 20, and its end in line 99."""
    lines: dict[tuple[str | int, ...], int] = {
        ("turns", number): 10 * (number + 1) for number in range(len(turns))
    }
    lines |= {("expect",): 99, ("cart", 0): 5, ("settings",): 7}
    made = Scenario.model_validate({"turns": turns, "household": JO, **more})
    return Loaded(folder / "made.yaml", made, lines)


def missed(performance: Performance) -> dict[str, tuple[str, ...]]:
    return {step.name: tuple(step.complaints) for step in performance.steps if step.complaints}


def began(sound_of: bytes, kind: int) -> list[int]:
    """Where sound of a kind begins, in samples."""
    there = np.frombuffer(sound_of, "<i2") == kind
    return np.flatnonzero(there & ~np.concatenate([[False], there[:-1]])).tolist()


ORDERING: tuple[dict[str, Any], ...] = ({"typed": "check out"}, {"typed": "yes"})
