"""A recording as it is heard under a condition."""

import hashlib

import numpy as np

from devices.recordings.conditions.far_field import far_field
from devices.recordings.conditions.frames import drop, repeat
from devices.recordings.conditions.loudness import clip, gain
from devices.recordings.conditions.noise import load, mixed
from devices.recordings.conditions.rates import drift, speed
from devices.recordings.conditions.steps import (
    Clip,
    Condition,
    Drift,
    Drop,
    FarField,
    Gain,
    Noise,
    Repeat,
    Speed,
    Step,
)


def heard(condition: Condition, pcm: bytes, name: str, repetition: int = 1) -> bytes:
    """Do the steps of a condition, one after the other.

    What is drawn by chance depends on the condition's seed, the recording's name, the step's place and the
    repetition alone: at another speech-to-noise ratio a recording meets the same noise.

    Args:
        condition: what is done.
        pcm: signed 16-bit mono samples at 16 kHz.
        name: the recording's.
        repetition: the how-manieth time that it is played.

    Returns:
        Samples of the same form; longer or shorter where a step makes them so.

    Raises:
        UnusableInputError: if the noise cannot be used.
        SettingsError: if there is no such room, or it is too small.
        MissingPartError: if a room is to be simulated, and `pyroomacoustics` is not installed.
    """
    for number, step in enumerate(condition.steps):
        pcm = _done(step, pcm, draws(condition.seed, name, number, repetition))
    return pcm


def draws(seed: int, name: str, number: int, repetition: int = 1) -> np.random.Generator:
    """What draws for one step on one recording.

    Args:
        seed: the condition's.
        name: the recording's.
        number: of the step, from 0.
        repetition: from 1. The first draws the same as if there were no other.
    """
    again = f" {repetition}" if repetition > 1 else ""
    digest = hashlib.sha256(f"{seed}{again}\n{number}\n{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))


def _done(step: Step, pcm: bytes, rng: np.random.Generator) -> bytes:
    match step:
        case Speed():
            return speed(pcm, step.factor)
        case FarField():
            return far_field(pcm, step.room, step.distance, step.array)
        case Noise():
            return mixed(pcm, load(step.file), step.snr, rng)
        case Gain():
            return gain(pcm, step.db)
        case Clip():
            return clip(pcm, step.db)
        case Drift():
            return drift(pcm, step.ppm)
        case Drop():
            return drop(pcm, step.share, rng)
        case Repeat():
            return repeat(pcm, step.share, rng)
