"""What the synthesisers share: sentences cut for an early start, their sound trimmed and sent in frames."""

import asyncio
import re
import textwrap
from collections.abc import AsyncIterator, Callable, Iterable

import numpy as np

from assistant.audio import Frame, frames, samples
from assistant.speech.resampling import FULL_SCALE, Samples, to_pcm

LOUDEST = 0.89
"""The highest sample of a sentence, of full scale: 1 dB of room for what resampling and loudspeakers add."""
LEAD = samples(0.02)
"""Samples kept before a sentence's first sound."""
PAUSE = samples(0.25)
"""Samples of quiet after a sentence's last sound."""
_AUDIBLE = 0.001
"""Of full scale (-60 dB); the engines' pauses lie below it."""

_LONG = 80
"""Characters; the natural voice needs some 60 ms for such a sentence, on one core of a desktop computer."""
_MARK = re.compile(r"[:;,]\s+")
_SHORTEST = {":": 8, ";": 8, ",": 25}
"""Characters before the mark. A clause made alone ends lower than in mid-sentence; at a comma that is heard,
least so after a long clause."""
_REST = 15
_ENDLESS = 400
"""Characters."""


def clauses(sentence: str) -> list[str]:
    """Cut a long sentence after its first clause, so that the voice can begin before it has made the rest."""
    if len(sentence) > _LONG:
        for mark in _MARK.finditer(sentence):
            if mark.start() >= _SHORTEST[mark[0][0]] and len(sentence) - mark.end() >= _REST:
                return [sentence[: mark.start() + 1], sentence[mark.end() :]]
    return [sentence]


def bounded(sentence: str) -> list[str]:
    """Cut a sentence without end between words: a voice's memory grows with it."""
    return textwrap.wrap(sentence, _ENDLESS)


def ready(wave: Samples, rate: int) -> bytes:
    """Convert a made sentence, with 0.02 s before its first sound and a pause of 0.25 s after its last.

    An engine's silence before a sentence (0.3 s in some) would be heard as a slow answer. A sentence that is
    too loud is turned down, so that nothing is cut off; one in which nothing can be heard gives nothing.

    Args:
        wave: the samples.
        rate: their number a second.

    Returns:
        Signed 16-bit samples at 16 kHz.
    """
    peak = float(np.max(np.abs(wave), initial=0))
    pcm = np.frombuffer(to_pcm(wave * min(1, LOUDEST / max(peak, _AUDIBLE)), rate), "<i2")
    audible = np.flatnonzero(np.abs(pcm.astype(np.int32)) > _AUDIBLE * FULL_SCALE)
    if not audible.size:
        return b""
    end = int(audible[-1]) + 1 + PAUSE
    return pcm[max(0, int(audible[0]) - LEAD) : end].tobytes() + bytes(2 * max(0, end - len(pcm)))


async def stream(parts: Iterable[str], make: Callable[[str], bytes]) -> AsyncIterator[Frame]:
    """Make one part after the other in another thread, and send its frames before the next is begun.

    Args:
        parts: sentences or clauses.
        make: from a part to signed 16-bit samples at 16 kHz. Where the stream is given up meanwhile, what it
            makes is dropped.
    """
    at = 0
    for part in parts:
        for frame in frames(await asyncio.to_thread(make, part), at):
            yield frame
            at = frame.end
