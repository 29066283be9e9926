"""Recognition by Vosk (Kaldi): it hears while sound comes in, and only what a grammar allows."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import SAMPLE_RATE, Frame
from assistant.errors import MissingPartError
from assistant.ports import EngineTraits, NotRecognized, Transcript
from assistant.settings import Options, checked
from assistant.speech import vosk_model
from assistant.speech.vosk_results import UNKNOWN, Part, read_part, spoken, transcript
from intents.grammar import Grammar


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Path | None = None
    """The model's folder; without it an installed English one."""
    alternatives: int = Field(default=0, ge=0, le=10)
    """How many other readings to give. With any, words have no confidence of their own."""


class VoskRecognizer:
    """Holds a model; hears as many utterances as one likes, also side by side.

    Args:
        options: `model` and `alternatives`.

    Raises:
        SettingsError: if an option does not fit.
        MissingPartError: if the library or the model is missing, or the model is damaged.
    """

    def __init__(self, options: Options) -> None:
        chosen = checked(_Options, options, "recognition.options")
        self._alternatives = chosen.alternatives
        self._library = _library()
        folder = vosk_model.find(chosen.model)
        vosk_model.prove(folder)
        self._model = self._loaded(folder)
        self._takes_grammar = vosk_model.takes_grammar(folder)
        self._rejects = self._knows(UNKNOWN)
        # The same few states of the talk come again and again.
        self._phrases = lru_cache(maxsize=16)(self._list_phrases)
        self.traits = EngineTraits(
            "vosk",
            streaming=True,
            grammar=self._takes_grammar,
            alternatives=self._alternatives > 0,
            word_times=True,
        )

    def open(self, grammar: Grammar) -> "VoskListening":
        """Begin to hear an utterance.

        A grammar of which the model knows no word is as good as none: anything may be said.
        """
        phrases = self._phrases(grammar) if self._takes_grammar else ""
        told = (phrases,) if phrases else ()
        kaldi = self._library.KaldiRecognizer(self._model, SAMPLE_RATE, *told)
        kaldi.SetWords(True)
        if self._alternatives:
            # The count takes in the best reading.
            kaldi.SetMaxAlternatives(self._alternatives + 1)
        return VoskListening(kaldi, self._alternatives)

    def unknown_words(self, grammar: Grammar) -> tuple[str, ...]:
        """The words of a grammar that the model does not know, and can therefore never hear."""
        words = dict.fromkeys(word for phrase in grammar.phrases for word in phrase.split())
        return tuple(word for word in words if not self._knows(word))

    def _knows(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def _list_phrases(self, grammar: Grammar) -> str:
        """A grammar as the library takes it: a JSON list of phrases; empty where anything may be said."""
        unknown = frozenset(self.unknown_words(grammar))
        known = (
            " ".join(word for word in phrase.split() if word not in unknown) for phrase in grammar.phrases
        )
        phrases = [phrase for phrase in dict.fromkeys(known) if phrase]
        if not phrases:
            return ""
        return json.dumps([*phrases, UNKNOWN] if self._rejects else phrases, ensure_ascii=False)

    def _loaded(self, folder: Path) -> Any:
        try:
            return self._library.Model(model_path=str(folder))
        except Exception as error:
            # The library raises this class itself, not one of its own.
            if type(error) is not Exception:
                raise
            raise vosk_model.damaged(folder) from error


class VoskListening:
    """One utterance.

    Args:
        kaldi: the library's recogniser, made for it.
        alternatives: how many other readings to give.
    """

    def __init__(self, kaldi: Any, alternatives: int) -> None:
        self._kaldi = kaldi
        self._alternatives = alternatives
        self._parts: list[Part] = []
        """What came before a pause that the library took for an end."""

    def feed(self, frame: Frame) -> None:
        """Hear a frame."""
        if self._kaldi.AcceptWaveform(frame.pcm):
            self._parts.append(read_part(self._kaldi.Result()))

    def partial(self) -> str:
        """The text so far; it may still change."""
        # Just after a pause the library answers with another key.
        running = str(json.loads(self._kaldi.PartialResult()).get("partial", ""))
        texts = (*(part.readings[0].text for part in self._parts), running)
        return " ".join(filter(None, map(spoken, texts)))

    def preview(self) -> Transcript | NotRecognized:
        """Not in the engine's traits: the library can answer only once.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError("Vosk has no preview")

    def finish(self) -> Transcript | NotRecognized:
        """The answer."""
        self._parts.append(read_part(self._kaldi.FinalResult()))
        return transcript(self._parts, self._alternatives)


def _library() -> Any:
    try:
        import vosk
    except (ImportError, OSError) as error:
        raise MissingPartError(
            "The package vosk is not installed or does not fit this machine.", "pip install vosk"
        ) from error
    vosk.SetLogLevel(-1)
    return vosk
