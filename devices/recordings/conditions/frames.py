"""Frames of 20 ms that are lost on the way, or come twice."""

import numpy as np

from assistant.audio import FRAME_BYTES


def drop(pcm: bytes, share: float, chance: np.random.Generator) -> bytes:
    """Lose frames: what follows moves up, as where a driver's buffer ran over.

    Args:
        pcm: signed 16-bit samples at 16 kHz.
        share: of the frames, 0..1; at least one stays.
        chance: says which.
    """
    frames = _frames(pcm)
    lost = _chosen(len(frames), share, chance)
    kept = [frame for number, frame in enumerate(frames) if number not in lost]
    return b"".join(kept or frames[:1])


def repeat(pcm: bytes, share: float, chance: np.random.Generator) -> bytes:
    """Let frames come twice, one after the other, as where a driver hands out a buffer again.

    Args:
        pcm: signed 16-bit samples at 16 kHz.
        share: of the frames, 0..1.
        chance: says which.
    """
    frames = _frames(pcm)
    twice = _chosen(len(frames), share, chance)
    return b"".join(frame * (2 if number in twice else 1) for number, frame in enumerate(frames))


def _frames(pcm: bytes) -> list[bytes]:
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES)]


def _chosen(frames: int, share: float, chance: np.random.Generator) -> set[int]:
    # A part of a frame is one more frame in some recordings: short ones have their share, too.
    count = int(share * frames + chance.random())
    return set(chance.choice(frames, count, replace=False).tolist())
