"""How many misheard names are found among very many, and how soon, beside plain rapidfuzz."""

import random
from collections.abc import Callable, Sequence
from time import process_time
from typing import Final, Protocol

from pydantic import BaseModel, ConfigDict

from devices.bench.made_names import MadeName
from devices.bench.tails import Tail, tail
from devices.bench.understanding.mishearing import misheard
from intents.name_index import NameIndex
from intents.resolver import Ambiguous, Entry, Found, resolve

CATALOGUE: Final = 100_000
"""Names among which is looked."""
_MOST: Final = 3
"""What rapidfuzz is asked for: as many as are offered in one breath."""


class Resolving(BaseModel):
    """What one of them made of the names."""

    model_config = ConfigDict(frozen=True)

    contestant: str
    names: int
    """Names among which it looked."""
    heard: int
    """Names that were looked for, all runs together."""
    right: int
    """The one that was meant came first."""
    offered: int
    """It came first, or was among the few to ask about."""
    wrong: int
    """Another one was taken for sure."""
    latency_ms: Tail
    """Milliseconds of a core for a name."""


class Finder(Protocol):
    """Finds names."""

    name: str

    def find(self, text: str) -> tuple[list[int], bool]:
        """The places of the likeliest names, and whether the first is taken for sure."""


class Resolver:
    """Aisle's index and resolver."""

    name = "Aisle"

    def __init__(self, names: Sequence[MadeName]) -> None:
        self._names = names
        self._index = NameIndex(made.name for made in names)

    def find(self, text: str) -> tuple[list[int], bool]:
        """The places of the likeliest names, and whether the first is taken for sure."""
        places = self._index.candidates(text)
        answer = resolve(text, [self._entry(place) for place in places])
        if isinstance(answer, Found):
            return [int(answer.match.entry_id)], True
        matches = answer.matches[:_MOST] if isinstance(answer, Ambiguous) else ()
        return [int(match.entry_id) for match in matches], False

    def _entry(self, place: int) -> Entry:
        made = self._names[place]
        return Entry(
            id=str(place), name=made.name, brand=made.brand, category=made.category, content=made.size
        )


class Rapidfuzz:
    """`rapidfuzz.process.extract` with its own scorer; its first is always taken."""

    name = "rapidfuzz"

    def __init__(self, names: Sequence[MadeName]) -> None:
        self._names = [made.name.lower() for made in names]

    def find(self, text: str) -> tuple[list[int], bool]:
        """The places of the likeliest names, and whether the first is taken for sure."""
        from rapidfuzz import process

        return [place for _, _, place in process.extract(text, self._names, limit=_MOST)], True


def resolving(
    names: Sequence[MadeName],
    finders: Sequence[Finder],
    heard: int,
    runs: int,
    told: Callable[[], object],
) -> tuple[Resolving, ...]:
    """Let finders look for misheard names, run by run side by side.

    Args:
        names: among which is looked.
        finders: who look.
        heard: names in each run.
        runs: each with other names.
        told: called after each name that one of them has looked for.
    """
    times: dict[str, list[float]] = {finder.name: [] for finder in finders}
    counts = {finder.name: [0, 0, 0] for finder in finders}
    for run in range(runs):
        rng = random.Random(run)  # noqa: S311 - no secret
        for place in rng.sample(range(len(names)), heard):
            text = misheard(names[place].name, rng)
            for finder in finders:
                begin = process_time()
                places, sure = finder.find(text)
                times[finder.name].append(1000 * (process_time() - begin))
                right = places[:1] == [place]
                for at, true in enumerate((right, place in places, sure and not right)):
                    counts[finder.name][at] += true
                told()
    return tuple(
        Resolving(
            contestant=finder.name,
            names=len(names),
            heard=heard * runs,
            right=counts[finder.name][0],
            offered=counts[finder.name][1],
            wrong=counts[finder.name][2],
            latency_ms=tail(times[finder.name]),
        )
        for finder in finders
    )
