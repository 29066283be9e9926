"""A second reading of sentences that no template fits, for what a recogniser got nearly right.

Only sentences about things that the shop has are read again, and none of them ever as a yes.
"""

from collections.abc import Iterator, Sequence

from intents.carriers import REPAIRABLE, likeliest
from intents.items import ItemReader
from intents.known import KnownNames
from intents.lexicon import lexicon
from intents.meaning import Choice, Intent, Item, Understood
from intents.normal import split_words
from intents.reading import MeaningReader, Sureness
from intents.templates import spoken

_WHOLLY = 0.8
"""Share of the words that must be known where nothing says what to do with them."""
_MOSTLY = 0.6
"""Share of a thing's words that must be known where a carrier is nearly there."""
_NEARLY = 0.75
"""Likeness from which words around a thing are taken for those of a template."""
_LONGEST_CARRIER = 5
"""Words before a thing."""
_MISHEARD = 3
"""Where a thing may end: after its last known word or up to so many words later, less one."""
_REPAIRED = 0.7
"""Confidence of a repaired sentence whose parts are all as alike as can be."""
_BARE = 0.6
"""Confidence where only a thing was said."""


class TolerantReader:
    """Reads what the templates did not.

    Args:
        known: what the shop has.
        items: reads the things named.
        meanings: knows what can be the name of a thing.
        language: whose templates are meant.
    """

    def __init__(
        self, known: KnownNames, items: ItemReader, meanings: MeaningReader, language: str = "en"
    ) -> None:
        self._known = known
        self._items = items
        self._meanings = meanings
        self._language = language
        self._no_wish = lexicon(language).no_wish

    def warm_up(self) -> None:
        """Do the work that only the first sentence would wait for."""
        likeliest((), (), self._language)

    def read(self, text: str, expecting: frozenset[Intent]) -> Understood | None:
        """The meaning of a normalised sentence, or None."""
        words = split_words(text)
        if not self._known or not words or self._no_wish.intersection(self._known.without_negations(words)):
            return None
        if Intent.CHOOSE in expecting:
            return self._bare(text, words, expecting) or self._repaired(text)
        return self._repaired(text) or self._bare(text, words, expecting)

    # --- only a thing

    def _bare(self, text: str, words: Sequence[str], expecting: frozenset[Intent]) -> Understood | None:
        items = self._items.read_all(text)
        # Numbers, articles, containers and what joins things are not known, and need not be.
        named = split_words(" ".join(item.text for item in items)) or words
        named = self._known.without_negations(named)
        if self._known.share(named) < _WHOLLY or not (
            self._known.named(named) or (Intent.CHOOSE in expecting and self._known.share(named))
        ):
            return None
        if Intent.CHOOSE in expecting and not self._meanings.names_several(text):
            item = self._items.read_chosen(text)
            return _chosen(text, item) if item.text else None
        wanted = len(items) > 1 or any(item.quantity or self._known.has_option(item.text) for item in items)
        intent = Intent.ADD_TO_CART if wanted else Intent.SEARCH
        if not items or intent not in spoken(self._language):
            return None
        return Understood(intent=intent, text=text, items=items, confidence=_BARE)

    # --- a thing, and around it words that are nearly those of a template

    def _repaired(self, text: str) -> Understood | None:
        words, shortest = text.split(), 0
        for likely, intent, start, end in self._likely_places(words):
            if end < shortest or intent not in REPAIRABLE:
                continue
            items = self._items.read_all(" ".join(words[start:end]))
            if items and all(self._is_known(item) for item in items):
                sure = round(_REPAIRED * likely, 2)
                return Understood(intent=intent, text=text, items=items, confidence=sure)
            if end < len(words):
                # Words that belong to an unknown thing are not left out to make a known one of the rest.
                shortest = end
        return None

    def _likely_places(self, words: Sequence[str]) -> list[tuple[float, Intent, int, int]]:
        """Places whose surroundings are nearly those of a template, the likeliest first."""
        places = []
        for start, end in self._places(split_words(" ".join(words))):
            likely, intent = likeliest(words[:start], words[end:], self._language)
            if likely >= _NEARLY:
                places.append((likely, intent, start, end))
        return sorted(places, key=lambda place: (place[0], place[3]), reverse=True)

    def _is_known(self, item: Item) -> bool:
        sure = self._meanings.sureness(item.text) is Sureness.KNOWN
        return sure and self._known.share(split_words(item.text)) >= _MOSTLY

    def _places(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where a thing may stand: from its article, number or first known word, to the end or its last."""
        known = [at for at, word in enumerate(words) if self._known.familiarity(word)]
        if not known:
            return
        start, last = known[0], known[-1] + 1
        while start and self._items.counts(words[start - 1]):
            start -= 1
        if 0 < start <= _LONGEST_CARRIER:
            yield start, len(words)
            for end in range(last, min(last + _MISHEARD, len(words))):
                yield start, end


def _chosen(text: str, item: Item) -> Understood:
    return Understood(
        intent=Intent.CHOOSE,
        text=text,
        choices=(Choice(name=item.text),),
        quantity=item.quantity,
        confidence=_BARE,
    )
