"""The things named in a sentence, with their quantities and containers."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from intents.known import KnownNames
from intents.lexicon import Lexicon, lexicon
from intents.meaning import Item
from intents.normal import split_words
from intents.readers import readers


class ItemReader:
    """Reads items out of the part of a sentence that names things.

    Args:
        known: the names of the catalogue; numbers and "and" inside them belong to them.
        language: whose containers and small words are meant.
    """

    def __init__(self, known: KnownNames, language: str = "en") -> None:
        self._known = known
        self._words: Lexicon = lexicon(language)
        self._containers = _containers(language)
        self._opens_options = self._words.negations | self._words.including
        self._read_number = readers(language).read_number
        self._describing = (self._words.small_words | self._words.negations) - (
            self._words.of | self._words.articles | self._words.determiners
        )

    def read_all(self, text: str) -> tuple[Item, ...]:
        """All items of a normalised text: "milk, eggs and a loaf of bread". Pronouns are no items."""
        parts = self._whole_wishes(list(self._parts(text)))
        return tuple(item for item in map(self.read, parts) if item.text)

    def read(self, text: str) -> Item:
        """One item of a normalised text: "two cartons of oat milk". Its text is empty for a pronoun."""
        words = split_words(text)
        quantity, unit, rest = self._counted(self._without_determiners(words))
        rest = self._without_determiners(rest)
        if rest[:1] and rest[0] in self._words.articles and len(rest) > 1:
            quantity, rest = quantity or 1, rest[1:]
        name = " ".join(rest)
        return Item(text="" if name in self._words.pronouns else name, quantity=quantity, unit=unit)

    def read_chosen(self, text: str) -> Item:
        """One of the things offered, with a quantity only where a number was said: "two of the Oatly"."""
        item, words = self.read(text), split_words(text)
        reading = self._read_number(words)
        after = words[reading[1] : reading[1] + 1] if reading else []
        # "The one with nuts" counts nothing.
        describes = self._describing.intersection(after)
        return item if reading and not describes else item.model_copy(update={"quantity": None})

    def measures(self, text: str) -> bool:
        """Whether a number before a text belongs to it: "two" before "percent milk"."""
        return self._is_measure(split_words(text))

    def counts(self, word: str) -> bool:
        """Whether a word may stand before a name to say how many: an article, a number, a container."""
        return (
            word in self._words.articles
            or word in self._words.determiners
            or word in self._containers
            or self._read_number([word]) is not None
        )

    # --- quantity and container

    def _counted(self, words: Sequence[str]) -> tuple[int | None, str, list[str]]:
        """The quantity, the container and the words after them."""
        if self._known.begins_with_name(words, at_least=2):
            return None, "", list(words)
        quantity, taken = self._quantity(words)
        rest = self._without_determiners(words[taken:]) if taken else list(words)
        unit, length = self._container(rest)
        if not unit:
            dozen = self._words.dozen
            return quantity, dozen if dozen in words[:taken] else "", rest
        return quantity, unit, rest[length:]

    def _quantity(self, words: Sequence[str]) -> tuple[int | None, int]:
        """How many, and how many words said so; none where the number belongs to a name or an option."""
        reading = self._read_number(words)
        if reading and self._is_measure(words[reading[1] :]):
            return None, 0
        if reading:
            return reading
        if words and words[0] in self._words.articles | self._words.one_more and len(words) > 1:
            return 1, 1
        return None, 0

    def _is_measure(self, rest: Sequence[str]) -> bool:
        """Whether a number before these words measures: "percent milk", but not "pounds of apples"."""
        if not rest or rest[0] not in self._words.measures:
            return False
        return not self._container(rest)[0]

    def _container(self, words: Sequence[str]) -> tuple[str, int]:
        """A container in the singular, and how many words it takes: "of" must follow, but for "two packs"."""
        for length in (2, 1):
            unit = self._containers.get(" ".join(words[:length]), "") if len(words) >= length else ""
            if unit and not self._words.of.isdisjoint(words[length : length + 1]) and len(words) > length + 1:
                return unit, length + 1
        return "", 0

    def _without_determiners(self, words: Sequence[str]) -> list[str]:
        at = 0
        while at < len(words) - 1 and words[at] in self._words.determiners:
            at += 1
        return list(words[at:])

    # --- several items

    def _parts(self, text: str) -> Iterator[str]:
        """The text cut at commas and "and" that are not inside a name or among the options after "with"."""
        words = text.split()
        start = at = 0
        while at < len(words):
            width = self._joint(words, at)
            cut_here = width and at > start and self._begins_item(words, start, at + width)
            if cut_here:
                yield " ".join(words[start:at])
                start = at = at + width
            elif words[at].endswith(",") and self._comma_cuts(words, start, at):
                yield " ".join(words[start : at + 1])
                start = at = at + 1 + self._joint(words, at + 1)
            else:
                at += max(1, self._known.joined_name(words, at), self._number_length(words[at:]))
        if start < len(words):
            yield " ".join(words[start:])

    def _joint(self, words: Sequence[str], at: int) -> int:
        """How many words join two items here."""
        for joint in self._words.joints:
            length = joint.count(" ") + 1
            if " ".join(words[at : at + length]) == joint:
                return length
        return 0

    def _comma_cuts(self, words: Sequence[str], start: int, at: int) -> bool:
        after = at + 1 + self._joint(words, at + 1)
        return after < len(words) and self._begins_item(words, start, after)

    def _begins_item(self, words: Sequence[str], start: int, at: int) -> bool:
        """Whether a new item begins at a joint: after "with" or "no" only a counted known name does."""
        if at >= len(words):
            return False
        if self._opens_options.isdisjoint(words[start:at]):
            return True
        rest = split_words(" ".join(words[at:]))
        ones = self._words.articles | self._words.one_more
        counted = rest[0] in ones or self._read_number(rest) is not None
        quantity, taken = self._quantity(rest)
        if not counted or quantity is None or self._is_amount(rest[taken:]):
            return False
        return self._known.names_something(self._until_joint(rest[taken:]))

    def _is_amount(self, words: Sequence[str]) -> bool:
        return bool(words) and words[0] in self._words.amounts

    def _until_joint(self, words: Sequence[str]) -> list[str]:
        at = max(1, self._known.joined_name(words, 0))
        while at < len(words) and not self._joint(words, at) and words[at] not in self._opens_options:
            at += max(1, self._known.joined_name(words, at))
        return list(words[:at])

    def _whole_wishes(self, parts: Sequence[str]) -> list[str]:
        """Put options that were set off by commas back to their item: "a latte, large, with soy milk"."""
        whole: list[str] = []
        waiting = ""
        for part in parts:
            if self._is_only_options(part):
                if whole:
                    whole[-1] = f"{whole[-1]} {part}"
                else:
                    waiting = f"{waiting} {part}".strip()
                continue
            whole.append(f"{waiting} {part}".strip())
            waiting = ""
        return whole + ([waiting] if waiting else [])

    def _is_only_options(self, part: str) -> bool:
        words = split_words(part)
        return not self._opens_options.isdisjoint(words[:1]) or self._known.only_options(words)

    def _number_length(self, words: Sequence[str]) -> int:
        """How many words a number takes here: "one hundred and five" is one thing, not two."""
        reading = self._read_number(words)
        return reading[1] if reading else 0


@lru_cache(maxsize=4)
def _containers(language: str) -> dict[str, str]:
    """Every form of a container to its singular."""
    table = lexicon(language).containers
    return {form: unit for unit, forms in table.items() for form in (unit, *forms)}
