"""What a shop searches with, and that it is ready when the first wish comes."""

from pathlib import Path

import pytest

from assistant.shopping.searching import SearchQuery
from assistant.stores.search.embedding import available
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fts5 import Fts5
from assistant.stores.search.meaning_finder import MeaningFinder
from assistant.stores.search.opening import best_finder
from assistant.stores.sqlite import SqliteStore, StoreOptions, open_coffee

KIOSK = """
shop: {name: the kiosk}
products:
  - {id: tea, title: Tea, name: tea, price: 250, category: drinks}
"""


def test_the_search_is_by_meaning_where_there_is_a_model() -> None:
    assert type(best_finder(Fts5())) is (MeaningFinder if available() else WordFinder)


async def test_an_opened_shop_searches_as_well_as_it_can(tmp_path: Path) -> None:
    store = open_coffee({}, tmp_path)
    assert type(store.finder) is (MeaningFinder if available() else WordFinder)
    assert (await store.search(SearchQuery(text="latte"))).items
    await store.close()


async def test_a_shop_may_be_closed_while_it_gets_ready(tmp_path: Path) -> None:
    store = open_coffee({}, tmp_path)
    await store.close()
    await store.close()


@pytest.mark.skipif(not available(), reason="the extra `meaning` is not installed")
async def test_vectors_are_made_up_for_when_a_shop_is_opened_with_a_model(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.yaml"
    file.write_text(KIOSK, encoding="utf-8")
    options = StoreOptions(catalogue=file)
    await SqliteStore(tmp_path / "kiosk.db", options=options).close()
    store = SqliteStore(tmp_path / "kiosk.db", options=options, finder=best_finder(Fts5()))
    with store.looking() as session:
        assert store.finder.lacks(session)
    store.get_ready()
    with store.looking() as session:
        assert not store.finder.lacks(session)
    await store.close()
