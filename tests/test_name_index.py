"""Candidates among very many names."""

import pytest

from devices.bench.made_names import made_names
from intents.name_index import NameIndex

NAMES = [
    "Spaghetti",
    "Whole milk",
    "Oat milk",
    "Chocolate milk",
    "Organic bananas",
    "Lemon dish soap",
    "Catsup",
]


def likeliest(text: str) -> str:
    found = NameIndex(NAMES).candidates(text)
    return NAMES[found[0]] if found else ""


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("oat milk", "Oat milk"),
        ("milk whole", "Whole milk"),
        ("banana", "Organic bananas"),
        ("spa getty", "Spaghetti"),
        ("spagetti", "Spaghetti"),
        ("choclate milg", "Chocolate milk"),
        ("lemon tish zope", "Lemon dish soap"),
    ],
)
def test_what_was_said_or_nearly_heard_comes_first(heard: str, meant: str) -> None:
    assert likeliest(heard) == meant


def test_what_is_like_nothing_finds_nothing() -> None:
    index = NameIndex(NAMES)
    assert index.candidates("qwxqz") == index.candidates("") == index.candidates("the") == []
    assert NameIndex([]).candidates("milk") == []
    assert (len(index), len(NameIndex([]))) == (7, 0)


def test_no_more_are_given_than_asked_for() -> None:
    assert len(NameIndex(NAMES).candidates("milk", most=2)) == 2


def test_every_name_is_among_its_own_candidates() -> None:
    names = [made.name for made in made_names(2000)]
    index = NameIndex(names)
    assert all(place in index.candidates(name) for place, name in enumerate(names[:200]))
