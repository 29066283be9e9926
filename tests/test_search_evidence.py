"""How sure a hit is: what is too little like a wish, or covers too little of it, is no hit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.stores.catalogue import bundled, content, parse
from assistant.stores.search.evidence import believable, closeness, head
from devices.bench.store.contestants import StoreSearch


@pytest.mark.parametrize(
    ("said", "name", "thing"),
    [
        ("spa getty", "spaghetti", "getty"),
        ("steal wool", "steel wool", "wool"),
        ("great jelly", "grape jelly", "jelly"),
        ("super clue", "super glue", "clue"),
        ("key wee", "kiwi", "wee"),
        ("orange juice no pulp", "orange juice", "pulp"),
    ],
)
def test_what_sounds_so_may_be_meant(said: str, name: str, thing: str) -> None:
    assert believable(said.split(), name.split(), thing)


@pytest.mark.parametrize(
    ("said", "name", "thing"),
    [
        ("helicopter", "chili powder", "helicopter"),
        ("tractor", "cracker", "tractor"),
        ("phone case", "phone cable", "case"),
        ("digital camera", "digital scale", "camera"),
        ("tent", "donut", "tent"),
        ("brake pad", "pad", "pad"),
    ],
)
def test_what_is_only_somewhat_alike_is_not_meant(said: str, name: str, thing: str) -> None:
    assert not believable(said.split(), name.split(), thing)


def test_closeness_is_from_nothing_to_the_same() -> None:
    assert closeness("flour", "flour") == 1
    assert closeness("flower", "flour") > closeness("flower", "sink")
    assert closeness("sink", "") == 0


@pytest.mark.parametrize(
    ("said", "thing"),
    [("oat milk", "milk"), ("burger bun 8 pack", "bun"), ("milk 2", "milk"), ("8", "8")],
)
def test_how_much_of_it_does_not_name_a_thing(said: str, thing: str) -> None:
    words = said.split()
    assert words[head(words, [True] * len(words))] == thing


def test_what_is_told_aside_does_not_name_a_thing() -> None:
    assert head(["latte", "soy", "milk"], [True, False, False]) == 0
    assert head(["vegan"], [False]) == 0


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreSearch]:
    path = bundled("market")
    store = StoreSearch(tmp_path_factory.mktemp("market"))
    store.fill(parse(content(path), path).listings())
    yield store
    store.close()


def unsold(name: str) -> list[str]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("name", "aim"), [("unsold_wishes.txt", 0.75), ("unsold_wishes_held_out.txt", 0.6)])
def test_mostly_nothing_is_found_for_what_no_market_sells(market: StoreSearch, name: str, aim: float) -> None:
    wishes = unsold(name)
    assert len(wishes) == 60
    silent = [wish for wish in wishes if not market.search(wish)]
    assert len(silent) >= aim * len(wishes)
