"""Small talk that no template fits, by its meaning; with the model where it is installed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from assistant.stores.search.embedding import Embedding, available
from intents.meaning import Intent, NotUnderstood, Understood
from intents.nearness import BY_MEANING, NearestMeaning
from intents.parser import Parser

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

needs_model = pytest.mark.skipif(not available(), reason="the extra `meaning` is not installed")


class SameWords:
    """Texts are alike if they have the same words, of a few that it knows."""

    WORDS = ("goodbye", "yes", "empty", "cart", "weather")

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        found = np.array([[word in text.split() for word in self.WORDS] for text in texts], dtype=np.float32)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        made: NDArray[np.float32] = found / np.maximum(lengths, 1e-9)
        return made


def test_nothing_that_costs_or_deletes_is_guessed() -> None:
    assert not BY_MEANING & {
        Intent.YES,
        Intent.CHECK_OUT,
        Intent.CLEAR_CART,
        Intent.ADD_TO_CART,
        Intent.REORDER,
    }


def test_what_is_nearest_to_a_goodbye_is_one() -> None:
    meaning = NearestMeaning(SameWords()).read("goodbye dear little helper", frozenset())
    assert meaning is not None
    assert meaning.intent is Intent.GOODBYE


@pytest.mark.parametrize("text", ["empty the old cart out", "the weather helper"])
def test_what_is_nearest_to_anything_else_is_not_understood(text: str) -> None:
    assert NearestMeaning(SameWords()).read(text, frozenset({Intent.YES, Intent.NO})) is None


def test_nothing_is_near_enough_to_be_a_yes() -> None:
    meaning = NearestMeaning(SameWords()).read(
        "yes my dear little helper", frozenset({Intent.YES, Intent.NO})
    )
    assert meaning is None or meaning.intent is not Intent.YES


def test_a_short_answer_may_be_a_name() -> None:
    assert NearestMeaning(SameWords()).read("goodbye stain remover", frozenset({Intent.CHOOSE})) is None


@needs_model
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("please tell me again what you just said to me", Intent.REPEAT),
        ("i am so very thankful that you helped me with this", Intent.THANK),
    ],
)
def test_small_talk_is_understood_by_its_meaning(text: str, intent: Intent) -> None:
    meaning = Parser("en", ("oat milk",), embedding=Embedding()).parse(text)
    assert isinstance(meaning, Understood)
    assert meaning.intent is intent


@needs_model
@pytest.mark.parametrize("text", ["what is the tallest building in dubai", "my uncle repaired the old fence"])
def test_unknown_talk_stays_refused(text: str) -> None:
    assert isinstance(Parser("en", ("oat milk",), embedding=Embedding()).parse(text), NotUnderstood)
