"""From a template and what fills its slots to a meaning; to none, where they hold what cannot be named."""

from collections.abc import Mapping, Sequence
from enum import Enum

from intents.items import ItemReader
from intents.known import KnownNames
from intents.lexicon import lexicon
from intents.matching import Fit
from intents.meaning import Choice, Conditions, Item, Pick, Understood
from intents.normal import split_words
from intents.readers import readers

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
_LONGEST_LIST_NAME = 4
"""Words."""
_LONGEST_PERSON = 3
_PLAIN = (
    "list_name",
    "money",
    "switch",
    "person",
    "digits",
    "subject",
    "recurrence",
    "shared",
    "period",
    "per",
    "way",
    "reason",
)
"""Slots that are the field of the same name."""
_QUESTIONS = ("quality", "substance", "aspect")
"""Slots of what may be asked of a product; each value is the whole question."""


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
        self._read_number = readers(language).read_number

    def meaning(self, fit: Fit, text: str) -> Understood | None:
        """The meaning of a fit, or None where its slots hold what cannot be the name of a thing.

        Args:
            fit: a template that the sentence fits.
            text: the sentence, normalised.
        """
        slots = fit.slots
        if not self._may_name_list(str(slots.get("list_name", ""))):
            return None
        items, pronoun = self._read_items(fit)
        instead = self._items.read(str(slots["instead"])) if "instead" in slots else None
        if pronoun is not None and pronoun.text:
            return None
        if "number" in slots and self._items.measures(str(slots.get("item", ""))):
            return None
        if self.names_several(str(slots.get("name", ""))):
            return None
        if not self._may_be_person(str(slots.get("person", ""))):
            return None
        if not self._may_be_eaten(str(slots.get("without", ""))):
            return None
        choices, counted = self._choices(fit)
        things = [*items, instead] if instead else items
        confidence = self._confidence(fit, things, choices)
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
            choices=choices,
            instead=instead,
            conditions=_conditions(fit),
            criteria=_all(fit, "criterion"),
            day=slots.get("date"),
            time=slots.get("time"),
            **{name: slots[name] for name in _PLAIN if name in slots},
            question=next((str(slots[name]) for name in _QUESTIONS if name in slots), ""),
            **self._code(slots),
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

    def _code(self, slots: Mapping[str, object]) -> Mapping[str, str]:
        """A coupon's code as it may be written, "SAVE10", and as it was said: "save ten"."""
        said, code = str(slots.get("code", "")), ""
        words = split_words(said)
        while words:
            reading = self._read_number(words)
            code += str(reading[0]) if reading else words[0]
            words = words[reading[1] if reading else 1 :]
        return {"code": code.upper(), "subject": said} if said else {}

    def _may_name_list(self, text: str) -> bool:
        return self._words.never_named.isdisjoint(split_words(text))

    def _may_be_person(self, text: str) -> bool:
        """Whether a text may be somebody's name, or is none at all: short, and no word for anything else."""
        words = split_words(text)
        strange = self._words.never_named | self._words.never_a_person
        return len(words) <= _LONGEST_PERSON and not any(
            word in strange or self._known.has_word(word) for word in words
        )

    def _may_be_eaten(self, text: str) -> bool:
        """Whether a text may be something in food, or is none at all: not "here" in "we don't eat here"."""
        small = self._words.never_a_person.issuperset(split_words(text)) and bool(text)
        return not small and self.sureness(text) is not Sureness.IMPOSSIBLE

    def _read_items(self, fit: Fit) -> tuple[tuple[Item, ...], Item | None]:
        """The things named, and the pronoun that stands for what the talk is about: "two of them"."""
        slots = fit.slots
        if "items" in slots:
            texts = _all(fit, "items")
            items = tuple(item for text in texts for item in self._items.read_all(text))
            return items, None if items else self._items.read(texts[-1])
        if "item" not in slots:
            return (), None
        item = self._items.read(str(slots["item"]))
        return ((item,), None) if item.text else ((), item)

    def _choices(self, fit: Fit) -> tuple[tuple[Choice, ...], int | None]:
        """What was chosen, and how many of it where that stands before its name."""
        choices: list[Choice] = []
        counted: int | None = None
        for slot, value in (*fit.template.fixed.items(), *fit.filled):
            if slot == "pick":
                choices.append(Choice(pick=Pick(str(value))))
            elif slot in {"ordinal", "position"}:
                choices.append(Choice(ordinal=_whole(value)))
            elif slot == "name":
                item = self._items.read_chosen(str(value))
                choices.append(Choice(name=item.text))
                counted = item.quantity
        return tuple(choices), counted

    def _confidence(self, fit: Fit, items: Sequence[Item], choices: Sequence[Choice]) -> float:
        """How surely the sentence means what its template says; 0 where it cannot."""
        names = [item.text for item in items] + [choice.name for choice in choices if choice.name]
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


def _conditions(fit: Fit) -> Conditions:
    """What the thing must be like."""
    slots = fit.slots
    return Conditions(
        least=_whole(slots.get("least")),
        most=_whole(slots.get("most")),
        attributes=(*_all(fit, "attribute"), *_all(fit, "trait"), *_all(fit, "diet")),
        without=(*_all(fit, "without"), *_all(fit, "lacking")),
        brand=str(slots.get("brand", "")),
        colour=str(slots.get("colour", "")),
        size=str(slots.get("size", "")),
    )


def _all(fit: Fit, slot: str) -> tuple[str, ...]:
    """All that fills a slot, in the order in which it was said, after what the template fills it with."""
    fixed = fit.template.fixed.get(slot)
    return tuple(str(value) for name, value in ((slot, fixed), *fit.filled) if name == slot and value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
