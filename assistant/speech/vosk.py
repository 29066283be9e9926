"""Recognition by Vosk (Kaldi): it hears while sound comes in, and only what a grammar allows."""

import json
import logging
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.ports import EngineTraits
from assistant.settings import Options, checked
from assistant.speech import vosk_model
from assistant.speech.vosk_decoders import FREE, Decoders
from assistant.speech.vosk_listening import Answers, VoskListening
from assistant.speech.vosk_results import UNKNOWN
from intents.grammar import Grammar

_MOST_PHRASES = 60_000
"""Above this the library is told words, not phrases, and forgets which follow each other. Measured on two
cores of a PC, phrases of 2 to 4 out of 5,000 words: 2,000 are compiled in 0.04 s, 10,000 in 0.2 s, 50,000 in
0.65 s and 25 MB, the words alone in 0.02 s. That is while the person speaks, and only the first time; hearing
takes 4 % of real time with few phrases and 8 % with 50,000."""


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str | None = Field(default=None, min_length=1)
    """An installed model's name, or a model's folder; without it an installed English one."""
    alternatives: int = Field(default=0, ge=0, le=10)
    """How many other readings to give. With any, words have no confidence of their own."""
    reject_below: float = Field(default=0.0, ge=0, le=1)
    """A confidence below this is not recognised. Which is right depends on the model and was not measured:
    without it only sound that is no word at all is rejected."""


class VoskRecognizer:
    """Holds a model; hears as many utterances as one likes, also side by side.

    Args:
        options: `model`, `alternatives` and `reject_below`.

    Raises:
        SettingsError: if an option does not fit.
        MissingPartError: if the library or the model is missing, or the model is damaged.
    """

    def __init__(self, options: Options) -> None:
        chosen = checked(_Options, options, "recognition.options")
        self._answers = Answers(chosen.alternatives, chosen.reject_below)
        self._library = vosk_model.needed_library()
        folder = vosk_model.find(chosen.model)
        vosk_model.prove(folder)
        self._model = self._loaded(folder)
        self._takes_grammar = vosk_model.takes_grammar(folder)
        self._rejects = self._knows(UNKNOWN)
        self._decoders = Decoders(self._library, self._model, chosen.alternatives)
        # The same few states of the talk come again and again.
        self._listed = lru_cache(maxsize=16)(self._list)
        self.traits = EngineTraits(
            "vosk",
            streaming=True,
            grammar=self._takes_grammar,
            alternatives=chosen.alternatives > 0,
            word_times=True,
        )

    def open(self, grammar: Grammar) -> VoskListening:
        """Begin to hear an utterance.

        A grammar of which the model knows no word is as good as none: anything may be said.
        """
        return VoskListening(self._decoders, self._told, grammar, self._answers)

    def unknown_words(self, grammar: Grammar) -> tuple[str, ...]:
        """The words of a grammar that the model does not know, and can therefore never hear."""
        return tuple(word for word in _words(grammar.phrases) if not self._heard_as(word))

    def _heard_as(self, word: str) -> str:
        """A word as the model writes it, in two words where it knows no hyphen; empty if it knows none."""
        if self._knows(word):
            return word
        parts = word.replace("-", " ").split()
        return " ".join(parts) if len(parts) > 1 and all(map(self._knows, parts)) else ""

    def _knows(self, word: str) -> bool:
        # The library takes text as C does, up to the first null character.
        return "\0" not in word and bool(self._model.vosk_model_find_word(word) >= 0)

    def _told(self, grammar: Grammar) -> str:
        """A grammar as the library takes it: a JSON list of phrases."""
        if not self._takes_grammar or grammar.free:
            return FREE
        return self._listed(grammar)

    def _list(self, grammar: Grammar) -> str:
        phrases = tuple(grammar.phrases)
        words = {word: self._heard_as(word) for word in _words(phrases)}
        unknown = sum(not heard for heard in words.values())
        if unknown:
            logging.getLogger(__name__).info(
                "The model does not know %d of the %d words that may be said.", unknown, len(words)
            )
        whole = (" ".join(filter(None, (words[word] for word in phrase.split()))) for phrase in phrases)
        listed = sorted({*(words.values() if len(phrases) > _MOST_PHRASES else whole)} - {""})
        if not listed:
            return FREE
        return json.dumps([*listed, UNKNOWN] if self._rejects else listed, ensure_ascii=False)

    def _loaded(self, folder: Path) -> Any:
        try:
            return self._library.Model(model_path=str(folder))
        except Exception as error:
            # The library raises this class itself, not one of its own.
            if type(error) is not Exception:
                raise
            raise vosk_model.damaged(folder) from error


def _words(phrases: Iterable[str]) -> Iterable[str]:
    """The different words of phrases, in their order."""
    return dict.fromkeys(word for phrase in phrases for word in phrase.split())
