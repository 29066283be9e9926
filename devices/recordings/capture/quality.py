"""Whether a take can be used: pure functions of its sound."""

from dataclasses import dataclass
from enum import Enum

from assistant.audio import samples
from devices.recordings.capture import loudness
from devices.recordings.capture.take import Take

SOFTEST = -45.0
"""dBFS of speech; 20 dB below what telephony aims at (-26 dBov, ITU-T P.56), and still 50 dB above the noise
of 16 bits."""
DEAD = -80.0
"""dBFS of the loudest sample; a microphone that is on gives more in any room."""
CLIPPED = 0.001
"""The share of the speech's samples that may be cut off; shouting at a microphone gives many times that."""
CLEAREST = 10.0
"""dB of speech over noise; below, people ask each other to repeat."""
SHORTEST_WORD = 0.08
"""Seconds; the fastest readers need twice that."""
EDGE = 0.1
"""Seconds of quiet before and after the speech."""


class Fault(Enum):
    """What is wrong with a take, and what to do about it: two sentences for the person."""

    DEAD = "The microphone gave only silence. Switch it on, or choose another in the settings."
    NOBODY = "Nobody was heard to speak. Speak after the line has appeared."
    CLIPPED = "Too loud: the sound is cut off. Move back, or turn the microphone down."
    SOFT = "Too soft. Come nearer, or turn the microphone up."
    NOISY = "There is too much noise behind the speech. Find a quieter place, or come nearer."
    SHORT = "Too short for these words. Say the whole sentence."
    BEGIN_CUT = "The beginning is missing. Wait a moment before you speak."
    END_CUT = "The end is missing. Wait a moment before you press Enter."
    LOST = "Some sound was lost, as this machine was too busy. Close other programs."


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found about a take."""

    level: float
    """Of the speech, in dBFS."""
    peak: float
    """In dBFS."""
    floor: float
    """The noise that is always there, in dBFS."""
    clipped: float
    """The share of the speech's samples that are cut off."""
    faults: tuple[Fault, ...]
    """The worst first."""


def checked(take: Take, words: int) -> Quality:
    """Measure a take.

    Args:
        take: as it was recorded.
        words: how many were to be said.
    """
    wave = loudness.wave(take.pcm)
    speech = wave if take.speech is None else wave[samples(take.speech[0]) : samples(take.speech[1])]
    found = Quality(
        level=loudness.level(speech),
        peak=loudness.peak(wave),
        floor=loudness.noise_floor(wave),
        clipped=loudness.clipped(speech),
        faults=(),
    )
    faults = tuple(fault for fault, there in _faults(take, found, words).items() if there)
    return Quality(found.level, found.peak, found.floor, found.clipped, faults)


def _faults(take: Take, found: Quality, words: int) -> dict[Fault, bool]:
    if take.speech is None:
        dead = found.peak < DEAD
        return {Fault.DEAD: dead, Fault.NOBODY: not dead, Fault.LOST: take.lost > 0}
    begin, end = take.speech
    return {
        Fault.LOST: take.lost > 0,
        Fault.CLIPPED: found.clipped > CLIPPED,
        Fault.BEGIN_CUT: begin < EDGE,
        Fault.END_CUT: take.seconds - end < EDGE,
        Fault.SHORT: end - begin < SHORTEST_WORD * words,
        Fault.SOFT: found.level < SOFTEST,
        Fault.NOISY: found.level - found.floor < CLEAREST,
    }
