"""Who reads the phrases: Aisle's parser, and hassil's own recogniser with the same templates."""

from typing import Protocol

from intents.meaning import Intent, NotUnderstood
from intents.parser import Parser
from intents.templates import hassil_intents


class Contestant(Protocol):
    """Finds out what is meant."""

    name: str

    def intent(self, text: str, expecting: frozenset[Intent]) -> Intent | None:
        """What is meant; None where that is not understood."""


class Aisle:
    """The assistant's parser.

    Args:
        parser: with the names of a shop.
        name: what it is called in the report.
    """

    def __init__(self, parser: Parser, name: str = "Aisle") -> None:
        self.name = name
        self._parser = parser
        parser.warm_up()

    def intent(self, text: str, expecting: frozenset[Intent]) -> Intent | None:
        """What is meant; None where that is not understood."""
        meaning = self._parser.parse(text, expecting)
        return None if isinstance(meaning, NotUnderstood) else meaning.intent


class Hassil:
    """Hassil's recogniser: any words fill a slot."""

    name = "hassil"

    def __init__(self) -> None:
        self._intents = hassil_intents()

    def intent(self, text: str, expecting: frozenset[Intent]) -> Intent | None:
        """What is meant; None where no template fits."""
        from hassil import recognize_best

        asked: list[str | None] = [*sorted(expecting)] or [None]
        for one in asked:
            context = {} if one is None else {"expecting": one}
            found = recognize_best(text, self._intents, intent_context=context, language="en")
            if found is not None:
                return Intent(found.intent.name)
        return None
