"""The wake word by microWakeWord's networks, through `pymicro-wakeword`, which bundles four of them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import Frame
from assistant.errors import MissingPartError, SettingsError
from assistant.ports import Detection, EngineTraits
from assistant.settings import Options, checked


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
        MissingPartError: if the model cannot be loaded.
    """

    traits = EngineTraits("micro", streaming=True)

    def __init__(self, options: Options) -> None:
        chosen = checked(_Options, options, "wake.options")
        from pymicro_wakeword import MicroWakeWordFeatures, Model

        models = {model.value.replace("_", " "): model for model in Model}
        self.phrase = chosen.phrase.lower()
        if self.phrase not in models:
            known = ", ".join(sorted(models))
            raise SettingsError(f"There is no wake word {chosen.phrase!r}.", f"Choose one of: {known}.")
        self._report_from = chosen.report_from
        self._model = models[self.phrase]
        self._features: Any = MicroWakeWordFeatures()
        self._network: Any = self._load()

    def _load(self) -> Any:
        from pymicro_wakeword import MicroWakeWord as Network

        try:
            return Network.from_builtin(self._model)
        except (OSError, ValueError, RuntimeError) as error:
            raise MissingPartError(
                f"The wake word model for {self.phrase!r} cannot be loaded: {error}.",
                "Install pymicro-wakeword again.",
            ) from error

    def feed(self, frame: Frame) -> Detection | None:
        """Hear a frame; the best score in it, averaged over the engine's window, where it is worth a look."""
        # The generator must be read to its end: it drops the sound it has used only then.
        scores = [
            self._network.process_streaming_prob(each) for each in self._features.process_streaming(frame.pcm)
        ]
        best = max((float(score) for score in scores if score is not None), default=0.0)
        return Detection(self.phrase, best, frame.end) if best > self._report_from else None

    def reset(self) -> None:
        """Forget the sound so far; loads the network again, as its state cannot be cleared otherwise."""
        self._features.reset()
        self._network.reset()
