"""How much of what people say is understood, and how soon, with one thread."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import process_time

from pydantic import BaseModel, ConfigDict

from devices.bench.tails import Tail, tail
from devices.bench.understanding.contestants import Contestant
from devices.bench.understanding.phrases import Label, Phrase
from devices.bench.understanding.resolving import Resolving
from intents.meaning import Intent

VERSION = 1
"""Of the JSON."""
LARGE = 10_000
"""Products of a large shop."""
_MISTAKES = 3
"""The most frequent ones are told."""
NOTHING = "not understood"


class Tally(BaseModel):
    """What came of the phrases of a label."""

    model_config = ConfigDict(frozen=True)

    label: str
    refuse: bool
    """They are to be refused."""
    phrases: int
    right: int
    mistakes: tuple[tuple[str, int], ...] = ()
    """What they were taken for instead, and how often; the most frequent first."""


class Result(BaseModel):
    """What one contestant made of the phrases."""

    model_config = ConfigDict(frozen=True)

    contestant: str
    tallies: tuple[Tally, ...]
    latency_ms: Tail
    """Milliseconds of a core for a phrase."""

    def share(self, *, refuse: bool) -> float | None:
        """How many of the phrases that are to be refused, or understood, were right; None where none are."""
        counted = [each for each in self.tallies if each.refuse is refuse]
        phrases = sum(each.phrases for each in counted)
        return sum(each.right for each in counted) / phrases if phrases else None


class Report(BaseModel):
    """What was measured."""

    model_config = ConfigDict(frozen=True)

    version: int = VERSION
    names: int
    """Products that the parser knows."""
    left_out: Mapping[str, int] = {}
    """Phrases whose labels mean nothing here, by label."""
    results: tuple[Result, ...] = ()
    large: Tail | None = None
    """Milliseconds of a core for a phrase, where the parser knows `LARGE` products."""
    resolving: tuple[Resolving, ...] = ()
    """Misheard names looked for among very many."""


def measured(
    phrases: Sequence[Phrase],
    labels: Mapping[str, Label],
    contestants: Iterable[Contestant],
    names: int,
    told: Callable[[], object],
) -> Report:
    """Let contestants read phrases.

    Args:
        phrases: what is read.
        labels: what their labels mean.
        contestants: who reads them, one after the other.
        names: products that the parser knows.
        told: called after each phrase.
    """
    known = [each for each in phrases if each.intent in labels]
    return Report(
        names=names,
        left_out=Counter(each.intent for each in phrases if each.intent not in labels),
        results=tuple(_result(each, known, labels, told) for each in contestants),
    )


def _result(
    contestant: Contestant,
    phrases: Sequence[Phrase],
    labels: Mapping[str, Label],
    told: Callable[[], object],
) -> Result:
    found: dict[str, Counter[Intent | None]] = {}
    times = []
    for phrase in phrases:
        begin = process_time()
        intent = contestant.intent(phrase.text, labels[phrase.intent].expecting)
        times.append(1000 * (process_time() - begin))
        found.setdefault(phrase.intent, Counter())[intent] += 1
        told()
    tallies = tuple(_tally(name, labels[name], counts) for name, counts in found.items())
    return Result(contestant=contestant.name, tallies=tallies, latency_ms=tail(times))


def _tally(name: str, label: Label, counts: Counter[Intent | None]) -> Tally:
    right: frozenset[Intent | None] = label.intents or frozenset({None})
    mistakes = Counter({intent: count for intent, count in counts.items() if intent not in right})
    return Tally(
        label=name,
        refuse=not label.intents,
        phrases=counts.total(),
        right=counts.total() - mistakes.total(),
        mistakes=tuple(
            (NOTHING if intent is None else intent.value, count)
            for intent, count in mistakes.most_common(_MISTAKES)
        ),
    )
