"""Frames of 20 ms that are lost on the way, or come twice."""

import io

import numpy as np

from assistant.audio import FRAME_BYTES


def drop(pcm: bytes, share: float, rng: np.random.Generator) -> bytes:
    """Lose frames: what follows moves up, as where a driver's buffer ran over.

    Args:
        pcm: signed 16-bit samples at 16 kHz.
        share: of the frames, 0..1; at least one stays.
        rng: says which.
    """
    lost = _chosen(_count(pcm), share, rng)
    return _each(pcm, lost, 0) or pcm[:FRAME_BYTES]


def repeat(pcm: bytes, share: float, rng: np.random.Generator) -> bytes:
    """Let frames come twice, one after the other, as where a driver hands out a buffer again.

    Args:
        pcm: signed 16-bit samples at 16 kHz.
        share: of the frames, 0..1.
        rng: says which.
    """
    return _each(pcm, _chosen(_count(pcm), share, rng), 2)


def _count(pcm: bytes) -> int:
    return -(-len(pcm) // FRAME_BYTES)


def _each(pcm: bytes, chosen: set[int], times: int) -> bytes:
    """All frames, those that are chosen so many times, the others once."""
    heard = io.BytesIO()
    for number in range(_count(pcm)):
        frame = pcm[number * FRAME_BYTES : (number + 1) * FRAME_BYTES]
        heard.write(frame * (times if number in chosen else 1))
    return heard.getvalue()


def _chosen(frames: int, share: float, rng: np.random.Generator) -> set[int]:
    # A part of a frame is one more frame in some recordings: short ones have their share, too.
    count = int(share * frames + rng.random())
    return set(rng.choice(frames, count, replace=False).tolist())
