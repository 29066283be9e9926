"""Which of very many names may have been meant, so that only these few are compared closely.

An inverted index of the names' words. Each heard word stands for the known words that it is, or is like in
letters or in sound; names are ranked by how much of what was heard and of themselves these make up: the
overlap of Dice, "Measures of the Amount of Ecologic Association Between Species", Ecology 26(3), 1945. Rare
words tell more than frequent ones, as in Sparck Jones, "A Statistical Interpretation of Term Specificity and
Its Application in Retrieval", Journal of Documentation 28(1), 1972.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log1p
from typing import TYPE_CHECKING, Any

from intents.lexicon import lexicon
from intents.normal import normalized, stems
from intents.phonemes import sound_key, sounds_alike

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEW = 12
"""Names that are worth a close look."""
_LIKE = 60
"""Likeness in letters, of 100, from which a known word may have been meant."""
_MOST_LIKE = 6
"""Known words that a heard word may stand for in letters."""
_SHORTEST_KEY = 2
"""Consonants from which words of the same sound are looked up."""
_UNSURE = 0.9
"""What a word that is only like the heard one counts, besides its likeness."""


class NameIndex:
    """Finds the names that are most like what was heard.

    Args:
        names: what each thing is called, with its other names in one text: "Oatly oat milk".
        language: of the names.
    """

    def __init__(self, names: Iterable[str], language: str = "en") -> None:
        self._language = language
        self._small = lexicon(language).small_words
        places: dict[str, array[int]] = {}
        self._count = 0
        for name in names:
            for word in dict.fromkeys(self._words(name)):
                places.setdefault(word, array("i")).append(self._count)
            self._count += 1
        self._places: Mapping[str, array[int]] = places
        self._vocabulary = list(places)
        self._weights = {word: log1p(self._count / len(where)) for word, where in places.items()}
        self._by_sound: dict[str, list[str]] = {}
        for word in self._vocabulary:
            self._by_sound.setdefault(sound_key(word, language), []).append(word)
        self._totals = self._added_up()

    def __len__(self) -> int:
        """How many names there are."""
        return self._count

    def candidates(self, text: str, most: int = _FEW) -> list[int]:
        """The places of the names that are most like a wish, the likeliest first.

        Args:
            text: the wish, without its quantity.
            most: how many.
        """
        import numpy as np

        found, said = np.zeros(self._count, np.float32), 0.0
        words = self._words(text)
        for word in words:
            said += self._note(found, word)
        for one, other in pairwise(words):
            self._note(found, f"{one}{other}", split=True)
        if not found.any():
            return []
        alike = 2 * found / (self._totals + said)
        best = np.argpartition(-alike, min(most, self._count - 1))[:most]
        ranked = sorted(best.tolist(), key=lambda place: (-alike[place], place))
        return [place for place in ranked if alike[place] > 0]

    def _note(self, found: "NDArray[Any]", heard: str, *, split: bool = False) -> float:
        """Add to each name what a heard word is worth to it; gives what it is worth at most."""
        import numpy as np

        meant = dict(self._meant(heard, split=split))
        if not meant:
            return 0.0 if split else log1p(self._count)
        worth = np.zeros(self._count, np.float32)
        for word, sure in sorted(meant.items(), key=lambda each: each[1] * self._weights[each[0]]):
            worth[np.frombuffer(self._places[word], np.int32)] = sure * self._weights[word]
        found += worth
        return max(self._weights[word] for word in meant)

    def _meant(self, heard: str, *, split: bool) -> Iterator[tuple[str, float]]:
        """The known words that a heard one may be, with how surely."""
        if heard in self._places:
            yield heard, 1.0
            return
        from rapidfuzz import process
        from rapidfuzz.fuzz import ratio

        key = sound_key(heard, self._language)
        cutoff = 100 * _UNSURE * _UNSURE if split else _LIKE
        near = process.extract(heard, self._vocabulary, scorer=ratio, score_cutoff=cutoff, limit=_MOST_LIKE)
        words = {word: score / 100 for word, score, _ in near}
        same = self._by_sound.get(key, ()) if len(key) >= _SHORTEST_KEY else ()
        for word in dict.fromkeys((*words, *same)):
            sounding = sounds_alike(heard, word, self._language)
            yield word, _UNSURE * max(words.get(word, 0.0), sounding)

    def _words(self, text: str) -> Sequence[str]:
        return [word for word in stems(normalized(text, self._language)) if word not in self._small]

    def _added_up(self) -> "NDArray[Any]":
        """What the words of each name tell together."""
        import numpy as np

        totals = np.zeros(self._count, np.float32)
        for word, where in self._places.items():
            totals[np.frombuffer(where, np.int32)] += self._weights[word]
        return totals
