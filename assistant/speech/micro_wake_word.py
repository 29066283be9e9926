"""The wake word by microWakeWord's networks, through `pymicro-wakeword`, which bundles four of them."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from importlib.metadata import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import Frame
from assistant.errors import MissingPartError, SettingsError
from assistant.ports import Detection, EngineTraits
from assistant.settings import Options, checked

_PACKAGE = "pymicro-wakeword"


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    phrase: str = "alexa"
    report_from: float = Field(default=0.4, ge=0, lt=1)
    """The lowest score that is reported."""


class MicroWakeWord:
    """Listens for one of the bundled phrases.

    Args:
        options: `phrase` and `report_from`.

    Raises:
        SettingsError: if there is no model for the phrase, naming those there are.
        MissingPartError: if the library is not installed, or the phrase's model is missing or damaged.
    """

    traits = EngineTraits("micro", streaming=True)

    def __init__(self, options: Options) -> None:
        chosen = checked(_Options, options, "wake.options")
        self._report_from = chosen.report_from
        self.phrase = chosen.phrase.lower()
        self._features, self._network = _load(self.phrase)

    def feed(self, frame: Frame) -> Detection | None:
        """Hear a frame; the best score in it, averaged over the engine's window, where it is worth a look."""
        # The generator must be read to its end: it drops the sound it has used only then.
        scores = [
            self._network.process_streaming_prob(each) for each in self._features.process_streaming(frame.pcm)
        ]
        best = max(map(float, scores), default=0.0)
        return Detection(self.phrase, min(best, 1.0), frame.end) if best > self._report_from else None

    def reset(self) -> None:
        """Forget the sound so far.

        The network is loaded again, as its memory cannot be cleared otherwise: a third of a millisecond.
        """
        self._features.reset()
        self._network.reset()


def _load(phrase: str) -> tuple[Any, Any]:
    """The feature generator and the network of a phrase."""
    try:
        from pymicro_wakeword import MicroWakeWord as Network
        from pymicro_wakeword import MicroWakeWordFeatures, Model
    except ImportError as error:
        raise MissingPartError(
            f"The package {_PACKAGE} is not installed or does not fit this machine.",
            f"pip install {_PACKAGE}",
        ) from error
    models = {model.value.replace("_", " "): model for model in Model}
    if phrase not in models:
        raise SettingsError(
            f"There is no wake word {phrase!r}.", f"Choose one of: {', '.join(sorted(models))}."
        )
    try:
        _check(f"{models[phrase].value}.tflite")
        return MicroWakeWordFeatures(), Network.from_builtin(models[phrase])
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise MissingPartError(
            f"The model of the wake word {phrase!r} is missing or damaged.",
            f"pip install --force-reinstall {_PACKAGE}",
        ) from error


def _check(name: str) -> None:
    """Compare a model with the checksum in its package: the library would crash on a damaged one.

    Raises:
        OSError: if the file cannot be read.
        ValueError: if it has changed.
    """
    spec = find_spec("pymicro_wakeword")
    assert spec is not None
    assert spec.origin is not None
    data = (Path(spec.origin).parent / "models" / name).read_bytes()
    digest = urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
    # A package of another kind than a wheel keeps no checksums; then the file is taken as it is.
    known = [file.hash for file in files(_PACKAGE) or () if file.name == name and file.hash is not None]
    if any(each.mode == "sha256" and each.value != digest for each in known):
        raise ValueError(f"{name} differs from the one that was installed")
