"""From a sentence to its meaning."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property

from intents.address import Address, without_address
from intents.items import ItemReader
from intents.known import KnownNames
from intents.lexicon import lexicon
from intents.matching import Fit, Matcher
from intents.meaning import Intent, NotUnderstood, Understood
from intents.normal import normalized, split_words
from intents.reading import GUESSED, SURE, MeaningReader
from intents.template_index import TemplateIndex
from intents.templates import Template, load
from intents.tolerance import TolerantReader

LONGEST = 1000
"""Letters of the longest sentence that is read."""
_AFTER_LEAD = 0.9
"""How sure what follows a "yes" or "no" is, compared with what stands alone."""
_CLIPPED = 0.7
"""Confidence of a sentence of which the beginning is missing."""
_MOST_MISSING = 2
"""Words."""
_ANY_WORD = "hm"
_LOOSE_NO = 0.7
"""Confidence of a no with something after it that was not understood."""


class Parser:
    """Finds the meaning of sentences.

    Args:
        language: whose templates are used.
        names: what the shop's products are called; may hold the values of their options too.
        wake_words: what the assistant is called by: "alexa".
        options: the values of the products' options, where they are told apart: "large", "soy milk".
    """

    def __init__(
        self,
        language: str = "en",
        names: Iterable[str] = (),
        wake_words: Iterable[str] = (),
        options: Iterable[str] = (),
    ) -> None:
        self.language = language
        self.wake_words = tuple(wake_words)
        self._words = lexicon(language)
        known = KnownNames(names, options, language)
        items = ItemReader(known, language)
        self._meanings = MeaningReader(known, items, language)
        self._tolerant = TolerantReader(known, items, self._meanings, language)

    def warm_up(self) -> None:
        """Do the work that only the first sentence would wait for."""
        self._tolerant.warm_up()
        self._clipped(_ANY_WORD)
        self.parse(_ANY_WORD)

    def parse(self, text: str, expecting: frozenset[Intent] = frozenset()) -> Understood | NotUnderstood:
        """The meaning of a sentence, or why it has none here.

        Args:
            text: what was heard or typed.
            expecting: what the assistant has just asked for; it decides between readings that are equally
                good, and opens those that make sense only as an answer.
        """
        refused = _unreadable(text)
        if refused:
            return NotUnderstood(text="", reason=refused)
        said = without_address(normalized(text, self.language), self.wake_words, self.language)
        if not said.text:
            return NotUnderstood(text="", reason="only the wake word" if said.woken else "empty")
        meaning = self._meaning(said, expecting, may_agree=self._may_agree(text, said))
        return meaning or NotUnderstood(text=said.text, reason="no template")

    def _meaning(self, said: Address, expecting: frozenset[Intent], *, may_agree: bool) -> Understood | None:
        texts = dict.fromkeys((said.text, said.full))
        readings = (self._strict(text, expecting, may_agree=may_agree) for text in texts)
        strict = _surest(_agreement_first(readings) if Intent.YES in expecting else readings)
        if strict is not None and strict.confidence > GUESSED:
            return strict
        return (
            self._led(said.text, expecting)
            or next(filter(None, map(self._clipped, texts)), None)
            or self._tolerant.read(said.text, expecting)
            or strict
        )

    def _clipped(self, text: str) -> Understood | None:
        """A wish for known things of which the first word or two are missing: "like a latte"."""
        if text.partition(" ")[0].rstrip(",") in self._words.never_clipped_to:
            return None
        for missing in range(1, _MOST_MISSING + 1):
            likely = self._wishes.likely(split_words(text), missing)
            fits = sorted(Matcher(text, missing, self.language).fits(likely), key=lambda fit: -fit.literal)
            for meaning in (self._meanings.meaning(fit, text) for fit in fits):
                if meaning is not None and meaning.items and meaning.confidence == SURE:
                    return meaning.model_copy(update={"confidence": _CLIPPED})
        return None

    def _strict(self, text: str, expecting: frozenset[Intent], *, may_agree: bool) -> Understood | None:
        """What the templates say: the one that has most written out and makes sense."""
        fits = [
            fit
            for fit in Matcher(text, language=self.language).fits(self._templates.likely(split_words(text)))
            if _open(fit.template, expecting) and (may_agree or fit.template.intent is not Intent.YES)
        ]
        fits.sort(key=lambda fit: _rank(fit, expecting), reverse=True)
        return _surest(self._meanings.meaning(fit, text) for fit in fits)

    def _led(self, text: str, expecting: frozenset[Intent]) -> Understood | None:
        """What follows a yes or no: "no, the cheaper one". Never a yes itself."""
        lead, _, rest = text.partition(" ")
        lead, said = lead.rstrip(","), rest.split()
        if lead not in (*self._words.agreeing, *self._words.declining) or not said:
            return None
        meaning = self._strict(rest, expecting, may_agree=False)
        if meaning is not None and meaning.confidence > GUESSED:
            return meaning.model_copy(update={"confidence": round(meaning.confidence * _AFTER_LEAD, 2)})
        unclear = bool(set(self._words.agreeing).intersection(said))
        clear = lead in self._words.declining and not unclear and Intent.NO in expecting
        return Understood(intent=Intent.NO, text=text, confidence=_LOOSE_NO) if clear else None

    def _may_agree(self, text: str, said: Address) -> bool:
        """Whether a sentence may be a yes at all: no question, no doubt, no word only like the wake word."""
        words = frozenset(split_words(said.full))
        # "Okay, thank you" may as well be a goodbye.
        leaving = bool(words & self._words.thanking) and words.isdisjoint(self._words.agreeing)
        doubtful = leaving or bool(self._words.doubts & words)
        return said.exact and not doubtful and "?" not in unicodedata.normalize("NFKC", text)

    @cached_property
    def _wishes(self) -> TemplateIndex:
        return TemplateIndex([each for each in load(self.language) if each.may_be_clipped])

    @cached_property
    def _templates(self) -> TemplateIndex:
        return TemplateIndex(load(self.language))


def _unreadable(text: str) -> str:
    """Why a text is not even looked at; empty where it is."""
    if len(text) > LONGEST:
        return "too long"
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r" for letter in text):
        return "control characters"
    return ""


def _open(template: Template, expecting: frozenset[Intent]) -> bool:
    return template.expecting is None or template.expecting in expecting


def _rank(fit: Fit, expecting: frozenset[Intent]) -> tuple[int, int, bool]:
    return fit.literal, -len(fit.slots), fit.template.intent in expecting


def _agreement_first(meanings: Iterator[Understood | None]) -> Iterator[Understood | None]:
    """Put a yes first: "okay, thank you" is one where one was asked for, though "okay" may be a filler."""
    yield from sorted(meanings, key=lambda each: each is None or each.intent is not Intent.YES)


def _surest(meanings: Iterator[Understood | None]) -> Understood | None:
    """The first that is more than a guess, else the first guess."""
    guess: Understood | None = None
    for meaning in meanings:
        if meaning is not None and meaning.confidence > GUESSED:
            return meaning
        guess = guess or meaning
    return guess
