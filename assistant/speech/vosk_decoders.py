"""The library's recognisers, kept and used again: what may be said is compiled once, not for each utterance.

The library compiles a grammar when a recogniser is made (half a second for 50,000 names), so a recogniser
that has ended an utterance is kept for the next one with the same grammar. After its final result it begins
anew: nothing of one utterance reaches the next, except that it goes on counting time.
"""

import json
from collections import OrderedDict
from threading import Lock
from typing import Any

from assistant.audio import FRAME_SAMPLES, SAMPLE_RATE, Frame
from assistant.speech.vosk_results import Part, read_part

FREE = "[]"
"""The grammar, as the library takes it, in which anything may be said."""
_KEPT = 6
"""Recognisers kept at most; one for 50,000 names holds some 25 MB."""


class Decoder:
    """A recogniser of the library.

    Args:
        library: the module `vosk`.
        model: the library's model, shared by all.
        grammar: the phrases, as JSON.
        alternatives: how many other readings to give.
    """

    def __init__(self, library: Any, model: Any, grammar: str, alternatives: int) -> None:
        told = () if grammar == FREE else (grammar,)
        self._kaldi = library.KaldiRecognizer(model, SAMPLE_RATE, *told)
        self._kaldi.SetWords(True)
        if alternatives:
            # The count takes in the best reading.
            self._kaldi.SetMaxAlternatives(alternatives + 1)
        self.grammar = grammar
        self.heard = 0
        """Samples since it was made, all utterances together."""

    def feed(self, frame: Frame, shift: float) -> Part | None:
        """Decode a frame.

        Args:
            frame: the sound.
            shift: seconds to be added to the library's times.

        Returns:
            What was said before, if the library takes the pause that it hears for an end.
        """
        self.heard += FRAME_SAMPLES
        if not self._kaldi.AcceptWaveform(frame.pcm):
            return None
        return read_part(self._kaldi.Result(), shift)

    def partial(self) -> str:
        """The text since the last part; it may still change."""
        # Just after a pause the library answers with another key.
        return str(json.loads(self._kaldi.PartialResult()).get("partial", ""))

    def end(self, shift: float) -> Part:
        """The last part; what is fed after it is another utterance.

        Args:
            shift: seconds to be added to the library's times.
        """
        return read_part(self._kaldi.FinalResult(), shift)

    def switch(self, grammar: str) -> None:
        """Allow something else from now on.

        The library aborts the whole process if this is done in the middle of an utterance: `end` it first.
        """
        self._kaldi.SetGrammar(grammar)
        self.grammar = grammar


class Decoders:
    """Makes recognisers for a model and keeps those that are idle. Safe to use in several threads.

    Args:
        library: the module `vosk`.
        model: the library's model.
        alternatives: how many other readings to give.
    """

    def __init__(self, library: Any, model: Any, alternatives: int) -> None:
        self._made_of = (library, model)
        self._alternatives = alternatives
        self._idle: OrderedDict[int, Decoder] = OrderedDict()
        self._lock = Lock()

    def take(self, grammar: str) -> Decoder:
        """A recogniser at the beginning of an utterance.

        Args:
            grammar: the phrases, as JSON.
        """
        with self._lock:
            same = [key for key, decoder in self._idle.items() if decoder.grammar == grammar]
            if same:
                return self._idle.pop(same[-1])
            other = self._idle.popitem(last=False)[1] if len(self._idle) >= _KEPT else None
        if other is None:
            return Decoder(*self._made_of, grammar, self._alternatives)
        other.switch(grammar)
        return other

    def give_back(self, decoder: Decoder) -> None:
        """Keep a recogniser whose utterance has ended."""
        with self._lock:
            self._idle[id(decoder)] = decoder
            while len(self._idle) > _KEPT:
                self._idle.popitem(last=False)
