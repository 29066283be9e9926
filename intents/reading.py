"""From a template and what fills its slots to a meaning; to none, where they hold what cannot be named."""

from collections.abc import Mapping
from enum import Enum

from intents.items import ItemReader
from intents.known import KnownNames
from intents.lexicon import lexicon
from intents.matching import Fit
from intents.meaning import Choice, Item, Pick, Understood
from intents.normal import split_words

SURE = 1.0
OPEN = 0.8
"""Confidence where the sentence is clear, but the shop knows no such thing."""
GUESSED = 0.4
"""Confidence where only the sentence's form says that a thing was named."""
_MOSTLY = 0.5
"""Share of a name's words that must be known for the name to be."""
_LONGEST_GUESS = 4
"""Words of a thing that nobody knows, with its article or number."""
_LONGEST_NAME = 14


class Sureness(Enum):
    """How surely something is the name of a thing."""

    KNOWN = SURE
    POSSIBLE = OPEN
    IMPOSSIBLE = 0.0


class MeaningReader:
    """Gives fits their meaning.

    Args:
        known: what the shop has.
        items: reads the things named.
        language: whose small words are meant.
    """

    def __init__(self, known: KnownNames, items: ItemReader, language: str = "en") -> None:
        self._known = known
        self._items = items
        self._words = lexicon(language)

    def meaning(self, fit: Fit, text: str) -> Understood | None:
        """The meaning of a fit, or None where its slots hold what cannot be the name of a thing.

        Args:
            fit: a template that the sentence fits.
            text: the sentence, normalised.
        """
        slots = fit.slots
        items, pronoun = self._read_items(slots)
        if pronoun is not None and pronoun.text:
            return None
        if "number" in slots and self._items.measures(str(slots.get("item", ""))):
            return None
        if self.names_several(str(slots.get("name", ""))):
            return None
        choice, counted = self._choice(fit)
        confidence = self._confidence(fit, items, choice)
        if not confidence:
            return None
        quantity = _whole(slots.get("number", counted))
        sign = _whole(slots.get("sign"))
        if sign is not None and quantity is not None:
            quantity *= sign
        return Understood(
            intent=fit.template.intent,
            text=text,
            items=items,
            choice=choice,
            quantity=pronoun.quantity if quantity is None and pronoun else quantity,
            relative=sign is not None,
            confidence=confidence,
        )

    def names_several(self, text: str) -> bool:
        """Whether a text names several products by their whole names: then it is no choice of one."""
        items = self._items.read_all(text)
        return len(items) > 1 and all(self._known.is_name(item.text) for item in items)

    def sureness(self, text: str) -> Sureness:
        """How surely a normalised text names a thing."""
        words = split_words(text)
        if self._known.is_name(text):
            return Sureness.KNOWN
        strange = [
            word for word in words if word in self._words.never_named and not self._known.has_word(word)
        ]
        if strange or (len(words) > _LONGEST_NAME and self._known.share(words) < _MOSTLY):
            return Sureness.IMPOSSIBLE
        if words and words[0] in self._words.never_first:
            return Sureness.IMPOSSIBLE
        if self._known.share(words) >= _MOSTLY:
            return Sureness.KNOWN
        return Sureness.POSSIBLE

    def _read_items(self, slots: Mapping[str, object]) -> tuple[tuple[Item, ...], Item | None]:
        """The things named, and the pronoun that stands for what the talk is about: "two of them"."""
        if "items" in slots:
            items = self._items.read_all(str(slots["items"]))
            return items, None if items else self._items.read(str(slots["items"]))
        if "item" not in slots:
            return (), None
        item = self._items.read(str(slots["item"]))
        return ((item,), None) if item.text else ((), item)

    def _choice(self, fit: Fit) -> tuple[Choice | None, int | None]:
        """What was chosen, and how many of it where that stands before its name."""
        slots = fit.slots
        if "pick" in slots:
            return Choice(pick=Pick(str(slots["pick"]))), None
        if "ordinal" in slots or "position" in slots:
            return Choice(ordinal=_whole(slots.get("ordinal", slots.get("position")))), None
        if "name" not in slots:
            return None, None
        item = self._items.read_chosen(str(slots["name"]))
        return Choice(name=item.text), item.quantity

    def _confidence(self, fit: Fit, items: tuple[Item, ...], choice: Choice | None) -> float:
        """How surely the sentence means what its template says; 0 where it cannot."""
        names = [item.text for item in items] + ([choice.name] if choice and choice.name else [])
        if not names:
            return 0.0 if fit.template.known else SURE
        sure = min(map(self.sureness, names), key=lambda each: each.value)
        if sure is not Sureness.POSSIBLE or not fit.template.known:
            return sure.value
        if not self._known:
            return OPEN
        guess = items and fit.template.known != "only" and self._may_be_new(str(fit.slots.get("items", "")))
        return GUESSED if guess else 0.0

    def _may_be_new(self, text: str) -> bool:
        """Whether a text may name something that the shop does not have: short, and nobody's own."""
        words = split_words(text)
        return len(words) <= _LONGEST_GUESS and not self._words.never_named.intersection(words)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
