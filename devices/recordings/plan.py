"""How recordings are played, and what came of each: what goes to the processes that play, and comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from assistant.choosing import named
from assistant.settings import Settings
from devices.recordings.activation import Activation
from devices.recordings.corpus import Problem, Recording
from devices.recordings.raw import RawFormat
from devices.recordings.results import Result

EARLIER = -1
"""Instead of a process: what was played in an earlier run."""


class RecordingPlayer(Protocol):
    """What a process plays recordings with."""

    loading: float
    """Seconds that loading the engines took; 0 while they are not loaded."""
    loading_cpu: float
    """Seconds of the processor that it took."""

    def load(self) -> None:
        """Load the engines, unless they are loaded.

        Raises:
            AisleError: if they cannot be loaded.
        """

    def play(self, recording: Recording) -> Result | Problem:
        """Play a recording, and tell what came of it, or why it cannot be used.

        Raises:
            AisleError: if no other recording can be played either.
        """

    def close(self) -> None:
        """Let go of what is running."""


def player_of(plan: "Plan") -> RecordingPlayer:
    """The player of the whole pipeline."""
    # Whoever only hands out recordings is quicker to begin without the pipeline.
    from devices.recordings.player import Player

    return Player(plan.settings, activation=plan.activation, trace=plan.trace, media=plan.media, raw=plan.raw)


class Plan(BaseModel):
    """How recordings are played; goes to each process."""

    model_config = ConfigDict(frozen=True)

    settings: Settings
    activation: Activation = Activation.AUTO
    trace: Path | None = None
    """The folder for a trace of each."""
    media: Path | None = None
    """The folder of the report, for the sound of each."""
    raw: RawFormat | None = None
    """What the samples of raw files are."""
    longest: float = Field(default=120, gt=0)
    """Seconds that playing a recording may take, besides four times its length; after that it is ended."""
    player: Callable[["Plan"], RecordingPlayer] = player_of
    """Makes what plays, in each process."""

    @property
    def recognizer(self) -> str:
        """What recognises the words, as reports call it: "vosk with vosk-small-en-us"."""
        return named(self.settings.recognition)


class Played(BaseModel):
    """What came of a recording, and what it took."""

    model_config = ConfigDict(frozen=True)

    outcome: Result | Problem
    index: int
    """The recording's place among all."""
    process: int
    """Which of those that play at once, from 0, or `EARLIER`."""
    wall: float = 0
    """Seconds, without loading the engines."""
    cpu: float = 0
    """Seconds of the processor, all threads of the process together, without loading the engines."""
    memory: int | None = None
    """The most that the process has had so far, in MB."""
