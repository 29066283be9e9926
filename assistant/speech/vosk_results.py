"""What Vosk answers, and the transcript that it makes.

The library cuts an utterance into parts where it takes a pause for an end, and gives each as JSON: with a
confidence for each word, or as several readings with a score for each.
"""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from assistant.ports import NotRecognized, Transcript, Word

UNKNOWN = "[unk]"
"""The word for sound that is none of the words allowed."""
_BESIDE_UNKNOWN = 0.3
"""The most confidence that words have beside such sound: too little to buy."""


class _Heard(BaseModel):
    model_config = ConfigDict(frozen=True)

    word: str
    start: float
    end: float
    conf: float | None = None


class Reading(BaseModel):
    """What a part may have been."""

    model_config = ConfigDict(frozen=True)

    text: str = ""
    confidence: float = 0.0
    """A log-probability but for a constant: it says only how readings of the same sound compare."""
    heard: tuple[_Heard, ...] = Field(default=(), validation_alias=AliasChoices("result", "heard"))


class _Alternatives(BaseModel):
    alternatives: tuple[Reading, ...]


class Part(NamedTuple):
    """What was said up to a pause."""

    readings: tuple[Reading, ...]
    """Best first, at least one."""
    shift: float = 0.0
    """Seconds from the library's times to those of the utterance."""

    @property
    def certainty(self) -> float:
        """The share of the best reading in the probability of all that were given."""
        best = self.readings[0].confidence
        return 1 / sum(exp(reading.confidence - best) for reading in self.readings)


def read_part(answer: str, shift: float = 0.0) -> Part:
    """Read the JSON of a result.

    Args:
        answer: what the library gave.
        shift: seconds to be added to its times.
    """
    if '"alternatives"' in answer:
        readings = _Alternatives.model_validate_json(answer).alternatives
    else:
        readings = (Reading.model_validate_json(answer),)
    return Part(tuple(sorted(readings, key=lambda reading: -reading.confidence)) or (Reading(),), shift)


def spoken(text: str) -> str:
    """A text without the word for unknown sound."""
    return " ".join(word for word in text.split() if word != UNKNOWN)


def transcript(parts: Sequence[Part], alternatives: int) -> Transcript | NotRecognized:
    """The answer for a whole utterance.

    Args:
        parts: in the order they were said.
        alternatives: how many other readings to give.
    """
    heard = [(word, part) for part in parts for word in part.readings[0].heard]
    text = _text(parts)
    if not text:
        return NotRecognized(reason="only unknown words" if heard else "no words")
    sure = [0.0 if word.word == UNKNOWN else _confidence(word, part) for word, part in heard]
    # What was said beside the words allowed may turn them round: "(do not say) yes" must not buy.
    most = _BESIDE_UNKNOWN if any(word.word == UNKNOWN for word, _ in heard) else 1.0
    return Transcript(
        text=text,
        confidence=min(most, sum(sure) / len(sure)) if sure else 0.0,
        words=tuple(
            _word(word, part, confidence)
            for (word, part), confidence in zip(heard, sure, strict=True)
            if word.word != UNKNOWN
        ),
        alternatives=_other_texts(parts, text)[:alternatives],
    )


def _word(word: _Heard, part: Part, confidence: float) -> Word:
    start, end = (round(max(0.0, time + part.shift), 3) for time in (word.start, word.end))
    return Word(text=word.word, start=start, end=end, confidence=confidence)


def _confidence(word: _Heard, part: Part) -> float:
    return part.certainty if word.conf is None else min(1.0, max(0.0, word.conf))


def _text(parts: Sequence[Part]) -> str:
    return " ".join(filter(None, (spoken(part.readings[0].text) for part in parts)))


def _other_texts(parts: Sequence[Part], text: str) -> tuple[str, ...]:
    """The texts with one part read another way, the likeliest first."""
    others: list[tuple[float, str]] = []
    for at, part in enumerate(parts):
        best = part.readings[0].confidence
        for reading in part.readings[1:]:
            read = _text([*parts[:at], Part((reading,)), *parts[at + 1 :]])
            others.append((best - reading.confidence, read))
    others.sort()
    return tuple(dict.fromkeys(read for _, read in others if read not in {"", text}))
