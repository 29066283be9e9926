"""What is said for what: phrases of terms that are found for each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from assistant.stores.search.lexicon import loaded
from assistant.stores.search.terms import telling

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases, and those that are also looked for."""

    others: Mapping[Phrase, tuple[Phrase, ...]]
    longest: int

    def at(self, terms: Sequence[str], place: int) -> int:
        """The length of the longest phrase at a place; 0 where there is none."""
        lengths = range(min(self.longest, len(terms) - place), 0, -1)
        return next((length for length in lengths if tuple(terms[place : place + length]) in self.others), 0)


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """The phrases, from their file."""
    others: defaultdict[Phrase, list[Phrase]] = defaultdict(list)
    for line in (line for lines in loaded("synonyms").values() for line in lines):
        if ">" in line:
            said, shown = map(telling, line.split(">"))
            others[said].append(shown)
        else:
            for said, shown in permutations(map(telling, line.split("=")), 2):
                others[said].append(shown)
    unique = {said: tuple(dict.fromkeys(one for one in some if one != said)) for said, some in others.items()}
    return Synonyms(unique, max(map(len, unique)))
