"""Whether the words of an expectation are ones that there are: an intent, a state, lights, earcons."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.dialogue.states import State
from assistant.signals import Earcon, Pattern
from devices.recordings.scenarios.complaints import unknown
from devices.recordings.scenarios.document import Place
from intents.meaning import Intent

_WORDS: Mapping[str, tuple[str, Iterable[str]]] = {
    "intent": ("intent", Intent),
    "state": ("state", State),
    "lights": ("light pattern", Pattern),
    "earcons": ("earcon", Earcon),
}
"""By the field that holds such a word, or a list of them: what it is called, and all that there are."""


def unknown_words(expect: Any) -> Iterator[tuple[Place, str]]:
    """Where in an expectation a word stands that means nothing, and what is wrong with it.

    Args:
        expect: plain data, whether or not it is a valid expectation.
    """
    if not isinstance(expect, Mapping):
        return
    for field, (what, known) in _WORDS.items():
        for place, word in _words(field, expect.get(field)):
            if word not in set(known):
                yield place, unknown(what, word, known)


def _words(field: str, value: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield (field,), value
    elif isinstance(value, list):
        yield from (((field, at), word) for at, word in enumerate(value) if isinstance(word, str))
