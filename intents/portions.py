"""Things of one kind that are not all alike: "two lattes, one with oat milk, the other decaf"."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from intents.known import KnownNames
from intents.lexicon import Lexicon
from intents.meaning import Item
from intents.normal import split_words


@dataclass(frozen=True, slots=True)
class _Share:
    """Some of the things named before, and what they are like."""

    count: int | None
    """How many; None for those that are left."""
    options: str
    every: bool = False
    """All that was named before."""


class PortionReader:
    """Finds out which of the things named are how.

    Args:
        words: of the language.
        known: which words are values of options.
        read_number: reads the language's numbers.
    """

    def __init__(
        self,
        words: Lexicon,
        known: KnownNames,
        read_number: Callable[[Sequence[str]], tuple[int, int] | None],
    ) -> None:
        self._words = words
        self._known = known
        self._read_number = read_number
        self._opens = words.negations | words.including

    def read(
        self, text: str, parts: Callable[[str], Iterable[str]], items: Callable[[str], tuple[Item, ...]]
    ) -> tuple[Item, ...] | None:
        """The items of a text in which some are told apart; None where none are.

        Args:
            text: normalised.
            parts: cuts a text where new things begin.
            items: reads a text in which none are told apart.
        """
        head, *segments = self._segments(text)
        shares, more = self._shares(segments, parts)
        named = items(head) if shares else ()
        if not named:
            return None
        told = _told_apart(named, shares)
        return None if told is None else (*told, *(item for text in more for item in items(text)))

    def _segments(self, text: str) -> list[str]:
        """The text cut before everything that may be a share of what was named."""
        words = text.split()
        cuts = [at for at in range(1, len(words)) if self._may_begin(words, at)]
        bounds = [0, *cuts, len(words)]
        return [self._trimmed(words[start:end]) for start, end in zip(bounds, bounds[1:], strict=False)]

    def _may_begin(self, words: Sequence[str], at: int) -> bool:
        before = words[at - 1]
        if not before.endswith(",") and before != self._words.joined_by:
            return False
        rest = split_words(" ".join(words[at:]))
        return self._share_words(rest) > 0

    def _trimmed(self, words: Sequence[str]) -> str:
        kept = list(words)
        while kept and kept[-1] == self._words.joined_by:
            kept.pop()
        return " ".join(kept).rstrip(",")

    def _share_words(self, words: Sequence[str]) -> int:
        """How many words say which of the things are meant; 0 where nothing does."""
        for phrase in (*self._words.shares.rest, *self._words.shares.every):
            if words[: len(phrase.split())] == phrase.split():
                return len(phrase.split()) + self._ties(words[len(phrase.split()) :])
        number = self._read_number(words)
        if number is None:
            return 0
        after = words[number[1] :]
        tied = self._ties(after)
        return number[1] + tied if tied or self._begins_options(after) else 0

    def _ties(self, words: Sequence[str]) -> int:
        """Words that only lead to the options: "of them", "is"."""
        at = 0
        for phrase in self._words.shares.ties:
            if list(words[at : at + len(phrase.split())]) == phrase.split():
                at += len(phrase.split())
        return at

    def _begins_options(self, words: Sequence[str]) -> bool:
        return bool(words) and (words[0] in self._opens or self._known.only_options(words[:1]))

    # --- what is said of them

    def _shares(
        self, segments: Sequence[str], parts: Callable[[str], Iterable[str]]
    ) -> tuple[list[_Share], list[str]]:
        """What is told apart, and the things that are named after it."""
        shares: list[_Share] = []
        more: list[str] = []
        for segment in segments:
            words = split_words(segment)
            length = self._share_words(words)
            spoken = segment.split()[length:]
            said, *others = list(parts(" ".join(spoken))) or [""]
            if not self._tells(split_words(said)):
                return [], []
            shares.append(self._share(words, said))
            more += others
        return shares, more

    def _tells(self, words: Sequence[str]) -> bool:
        return bool(words) and (words[0] in self._opens or self._known.only_options(words))

    def _share(self, words: Sequence[str], options: str) -> _Share:
        said = " ".join(words)
        if any(said.startswith(phrase) for phrase in self._words.shares.rest):
            return _Share(None, " ".join(split_words(options)))
        if any(said.startswith(phrase) for phrase in self._words.shares.every):
            return _Share(None, " ".join(split_words(options)), every=True)
        number = self._read_number(words)
        return _Share(number[0] if number else None, " ".join(split_words(options)))


def _told_apart(named: Sequence[Item], shares: Sequence[_Share]) -> tuple[Item, ...] | None:
    """Each thing with its options; None where the numbers do not fit."""
    if len(shares) == 1 and shares[0].every:
        return tuple(_with(item, shares[0].options, item.quantity) for item in named)
    item = named[-1]
    counted = sum(share.count or 0 for share in shares)
    left = (item.quantity or 1) - counted
    open_shares = sum(share.count is None for share in shares)
    if left < open_shares:
        return None
    told = [_with(item, share.options, share.count or left) for share in shares]
    plain = [item.model_copy(update={"quantity": left})] if left and not open_shares else []
    return (*named[:-1], *told, *plain)


def _with(item: Item, options: str, quantity: int | None) -> Item:
    return item.model_copy(update={"text": f"{item.text} {options}", "quantity": quantity})
