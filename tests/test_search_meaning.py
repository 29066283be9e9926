"""Needs found by meaning: only where the model is installed."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import MissingPartError
from assistant.shopping.listings import Listing
from assistant.shopping.searching import Filters
from assistant.stores.search.embedding import DIMENSIONS, Embedding, available
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fts5 import Fts5
from assistant.stores.search.meaning_finder import MeaningFinder
from search_shop import SearchShop, listing

needs_model = pytest.mark.skipif(not available(), reason="the extra `meaning` is not installed")

SHOP: tuple[Listing, ...] = (
    listing("puppy kibble", category_path=("pets",), description="Dry food for young dogs."),
    listing("window spray", category_path=("home",), description="Cleans glass without streaks."),
    listing("red wine", category_path=("drinks",), description="From the south of France.", stock=0),
    listing("beach umbrella", category_path=("garden",), description="Shade for sunny days."),
)


class Letters(Embedding):
    """Counts letters instead of understanding: the same every time, and without a model."""

    def __init__(self) -> None:
        pass

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                row[ord(letter) % DIMENSIONS] += 1
        made: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return made


def test_vectors_follow_what_is_on_the_shelves() -> None:
    shop = SearchShop(SHOP, MeaningFinder(Fts5(), Letters()))
    count = "SELECT count(*) AS n FROM search_meanings"
    assert shop.session.row(count)["n"] == len(SHOP)
    shop.put(listing("puppy kibble", ratings=500), mark=2)
    assert shop.session.row(count)["n"] == len(SHOP)
    shop.delist_all_but(2)
    assert shop.session.row(count)["n"] == 1


def test_what_came_in_before_there_was_a_model_is_caught_up_with() -> None:
    shop = SearchShop(SHOP, WordFinder(Fts5()))
    finder = MeaningFinder(Fts5(), Letters())
    assert finder.complete(shop.session) == len(SHOP)
    assert finder.complete(shop.session) == 0


def test_an_empty_shop_has_no_meaning() -> None:
    assert SearchShop((), MeaningFinder(Fts5(), Letters())).found("something for my dog") == []


@needs_model
def test_a_need_is_found_though_no_word_is_the_same() -> None:
    shop = SearchShop(SHOP, MeaningFinder(Fts5(), Embedding()))
    assert shop.found("something to feed my hungry hound")[0] == "puppy-kibble"
    assert shop.found("something to protect me from the sunshine")[0] == "beach-umbrella"
    page = shop.search("something to feed my hungry hound")
    assert page.reasons[0][-1].field == "meaning"


@needs_model
def test_meaning_keeps_to_the_filters() -> None:
    shop = SearchShop(SHOP, MeaningFinder(Fts5(), Embedding()))
    need = "something to feed my hungry hound"
    assert shop.found(need, filters=Filters(attributes={"color": ("red",)})) == []
    assert shop.found(need, filters=Filters(category="pets")) == ["puppy-kibble"]


@needs_model
def test_vectors_have_length_one_and_no_words_have_none() -> None:
    vectors = Embedding().vectors(["dog food", "", "🐕 " * 1000])
    assert vectors.shape == (3, DIMENSIONS)
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-3)
    assert np.linalg.norm(vectors[1]) == 0


def test_without_the_model_it_is_told_how_to_get_it() -> None:
    assert not available("no_such_package")
    with pytest.raises(MissingPartError, match="meaning"):
        Embedding("no_such_package")
