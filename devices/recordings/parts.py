"""The files that a recording is made of."""

from collections.abc import Iterator
from pathlib import Path

from assistant.errors import UnusableInputError
from devices.recordings.conditions.steps import Condition, Noise
from devices.recordings.corpus import Kind, Recording


def parts(recording: Recording) -> list[Path]:
    """Its own file, those that a scenario names, and the noise that is mixed in; each once."""
    own = [recording.path, *_named(recording), *noises(recording.condition)]
    return list(dict.fromkeys(own))


def noises(condition: Condition) -> list[Path]:
    """The files of a condition's noises."""
    return [step.file for step in condition.steps if isinstance(step, Noise)]


def _named(recording: Recording) -> Iterator[Path]:
    if recording.kind is not Kind.SCENARIO:
        return
    from devices.recordings.scenarios.loading import load
    from devices.recordings.scenarios.model import NoiseTurn, RecordingTurn

    try:
        turns = load(recording.path).scenario.turns
    except UnusableInputError:  # whoever plays it tells why
        return
    for turn in turns:
        if isinstance(turn, RecordingTurn):
            yield recording.path.parent / turn.recording
        elif isinstance(turn, NoiseTurn):
            yield recording.path.parent / turn.noise
