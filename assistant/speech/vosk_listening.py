"""One utterance heard by Vosk."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from assistant.audio import FRAME_SAMPLES, Frame, seconds
from assistant.ports import NotRecognized, Standing, Transcript
from assistant.speech.vosk_decoders import Decoder, Decoders
from assistant.speech.vosk_results import Part, spoken, transcript
from intents.automaton import DEAD
from intents.grammar import Grammar
from intents.network import Ending, plain

_STANDINGS = {
    Ending.NONE: Standing.UNFINISHED,
    Ending.FINISHED: Standing.FINISHED,
    Ending.BRIEF: Standing.BRIEF,
}


class Answers(NamedTuple):
    """What is wanted of an answer."""

    alternatives: int
    """How many other readings to give."""
    reject_below: float
    """The confidence, 0..1, that it must have."""


class VoskListening:
    """One utterance. Frames are only kept until `advance` or `finish` decodes them.

    So that it does not matter when `advance` is called, frames are decoded one by one: the library looks for
    an end after each piece of sound.

    Args:
        decoders: the recognisers of the model.
        told: makes a grammar what the library is told.
        grammar: what may be said.
        answers: what is wanted of an answer.
    """

    def __init__(
        self, decoders: Decoders, told: Callable[[Grammar], str], grammar: Grammar, answers: Answers
    ) -> None:
        self._decoders = decoders
        self._told = told
        self._grammar = grammar
        self._answers = answers
        self._waiting: deque[Frame] = deque()
        self._decoder: Decoder | None = None
        self._decoded = 0
        """Samples of this utterance."""
        self._shift = 0.0
        self._parts: list[Part] = []
        """What came before a pause that the library took for an end, or before a switch."""
        self._text = ""
        self._standing = Standing.UNKNOWN

    def feed(self, frame: Frame) -> None:
        """Hear a frame."""
        self._waiting.append(frame)

    def advance(self) -> None:
        """Decode what was fed. The grammar is compiled here, too, the first time that it is used."""
        while self._waiting:
            self._hear(self._waiting.popleft())
        self._tell(self._decoder.partial() if self._decoder else "")

    def partial(self) -> str:
        """The text at the last `advance`; it may still change."""
        return self._text

    def standing(self) -> Standing:
        """How far that text has come in what may be said."""
        return self._standing

    def switch(self, grammar: Grammar) -> None:
        """Let what is fed from now on be heard by another grammar; what came before stays as it is.

        Never beside `advance` or `finish`.
        """
        self.advance()
        self._ended()
        self._grammar = grammar
        self._tell("")

    def preview(self) -> Transcript | NotRecognized:
        """Not in the engine's traits: the library can answer only once.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError("Vosk has no preview")

    def finish(self) -> Transcript | NotRecognized:
        """The answer."""
        self.advance()
        self._ended()
        if self._grammar.empty:
            return NotRecognized(reason="nothing may be said")
        heard = transcript(self._parts, self._answers.alternatives)
        if isinstance(heard, Transcript) and heard.confidence < self._answers.reject_below:
            return NotRecognized(reason="too unsure")
        return heard

    def _hear(self, frame: Frame) -> None:
        if not self._grammar.empty:
            if self._decoder is None:
                self._decoder = self._decoders.take(self._told(self._grammar))
                self._shift = seconds(self._decoded - self._decoder.heard)
            part = self._decoder.feed(frame, self._shift)
            if part is not None:
                self._parts.append(part)
        self._decoded += FRAME_SAMPLES

    def _tell(self, running: str) -> None:
        """Note the text so far.

        Args:
            running: what came after the last part.
        """
        texts = (*(part.readings[0].text for part in self._parts), running)
        text = " ".join(filter(None, map(spoken, texts)))
        if text != self._text:
            self._text, self._standing = text, _standing(self._grammar, text)

    def _ended(self) -> None:
        """Take the last words from the recogniser, and let another utterance have it."""
        if self._decoder is not None:
            self._parts.append(self._decoder.end(self._shift))
            self._decoders.give_back(self._decoder)
            self._decoder = None


def _standing(grammar: Grammar, text: str) -> Standing:
    """How far a text has come in a grammar.

    A text that the grammar does not hold tells nothing: the library takes the phrases in any order.
    """
    if not text or grammar.free or grammar.empty:
        return Standing.UNKNOWN
    walker = grammar.walker()
    at, _ = walker.walk(walker.start, plain(f" {text}"))
    return Standing.UNKNOWN if at == DEAD else _STANDINGS[walker.ending(at).ending]
