"""How a wish is taken apart, without a shop."""

from decimal import Decimal

import pytest

from assistant.shopping.searching import Sort
from assistant.stores.search.needs import served
from assistant.stores.search.sounds import likeness, sound
from assistant.stores.search.synonyms import synonyms
from assistant.stores.search.terms import telling, terms
from assistant.stores.search.understanding import Wish, understood


def looked_for(wish: Wish) -> list[str]:
    return [" ".join(part.terms) for part in wish.parts if not part.attribute and not part.container]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two 32oz Cartons", "2 32 oz carton"),
        ("Land O'Lakes butter", "land olake butter"),
        ("Crème brûlée", "creme brulee"),
        ("2% milk", "2 percent milk"),
        ("ice-cream", "ice cream"),
        ("ounces OUNCE oz", "oz oz oz"),
        ("vitamin B12", "vitamin b 12"),
        ("抹茶アイス", "抹茶 茶ア アイ イス"),
        ("김치 라면", "김치 라면"),
        ("🥛", ""),
        ("milk\x00*\"'(", "milk"),
    ],
)
def test_a_text_is_cut_into_terms(text: str, found: str) -> None:
    assert " ".join(terms(text)) == found


def test_small_words_are_left_out_unless_there_are_no_others() -> None:
    assert telling("a bag of the oats") == ("bag", "oat")
    assert telling("the") == ("the",)


def test_a_very_long_word_is_cut() -> None:
    assert len(terms("a" * 10_000)[0]) <= 40


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("can I get some oat milk please", ["oat", "milk"]),
        ("a box of mac and cheese", ["mac", "cheese"]),
        ("trash can", ["trash", "can"]),
        ("thirty two ounce oat milk", ["32", "oz", "oat", "milk"]),
        ("two percent milk", ["2", "percent", "milk"]),
        ("please", ["please"]),
        ("", []),
        ("?!", []),
    ],
)
def test_what_is_looked_for_is_what_tells(text: str, words: list[str]) -> None:
    assert looked_for(understood(text)) == words


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("pasta under four dollars", None, "4"),
        ("pasta under $4.50", None, "4.50"),
        ("pasta for less than a dollar fifty", None, "1.50"),
        ("pasta below 99 cents", None, "0.99"),
        ("pasta up to ten bucks", None, "10"),
        ("pasta between three and five dollars", "3", "5"),
        ("pasta over six dollars", "6", None),
        ("pasta under three fifty", None, "3.50"),
        ("pasta under 12 ounces", None, None),
        ("under the sea pasta", None, None),
    ],
)
def test_prices_are_understood(text: str, least: str | None, most: str | None) -> None:
    costing = understood(text).costing
    assert (costing and costing.least) == (None if least is None else Decimal(least))
    assert (costing and costing.most) == (None if most is None else Decimal(most))
    if costing:
        assert looked_for(understood(text)) == ["pasta"]


def test_what_it_must_be_like_is_told_from_what_it_is() -> None:
    wish = understood("gluten-free organic pasta without eggs")

    assert looked_for(wish) == ["pasta"]
    assert [part.attribute for part in wish.parts if part.attribute] == [
        ("diet", "gluten free"),
        ("diet", "organic"),
        ("allergen", "egg"),
    ]
    assert [part.said for part in wish.parts if part.denied] == ["without eggs"]


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("the cheapest oat milk", Sort.CHEAPEST),
        ("best rated toaster", Sort.RATING),
        ("rice with the best value", Sort.UNIT_PRICE),
        ("the biggest box of cereal", Sort.BIGGEST),
        ("oat milk", None),
    ],
)
def test_an_order_is_understood(text: str, sort: Sort | None) -> None:
    assert understood(text).sort is sort


def test_offers_and_stock_are_understood() -> None:
    assert understood("cereal on sale").on_offer
    assert understood("cereal in stock").in_stock
    assert looked_for(understood("cereal on sale")) == ["cereal"]


def test_a_need_is_told_from_a_name() -> None:
    assert understood("something to keep coffee hot").need
    assert not understood("hot coffee").need


def test_what_follows_with_only_tells_more() -> None:
    parts = understood("large latte with soy milk").parts
    assert [part.said for part in parts if part.aside] == ["soy", "milk"]


@pytest.mark.parametrize(
    "text", ["word " * 10_000, "9" * 10_000, "under " * 500, "without without", "a " * 999]
)
def test_no_length_is_too_long(text: str) -> None:
    assert len(understood(text).parts) <= 40


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("flower", "flour"),
        ("serial", "cereal"),
        ("keenwa", "quinoa"),
        ("spageti", "spaghetti"),
        ("bred", "bread"),
        ("oatlee", "oatly"),
        ("fone", "phone"),
    ],
)
def test_what_sounds_alike_has_one_key_and_is_alike(said: str, meant: str) -> None:
    assert sound(said) == sound(meant)
    assert likeness(said, meant) >= 0.6


@pytest.mark.parametrize("word", ["", "12", "抹茶", "b12"])
def test_what_is_no_english_word_has_no_sound(word: str) -> None:
    assert not sound(word)


def test_synonyms_stand_for_each_other_and_some_one_way_only() -> None:
    others = synonyms().others
    assert ("pop",) in others["soda",]
    assert ("soda",) in others["pop",]
    assert ("cola",) in others["coke",]
    assert ("coke",) not in others.get(("cola",), ())


@pytest.mark.parametrize(
    ("need", "thing"),
    [
        ("something to clean greasy pans", "dish soap"),
        ("my remote control died", "battery"),
        ("it makes me cry when I cut it", "onion"),
    ],
)
def test_what_things_are_for_is_known(need: str, thing: str) -> None:
    found = served([term for part in understood(need).parts for term in part.terms])
    assert thing in [" ".join(name) for name in found[0].names]


def test_what_nothing_is_for_is_served_by_nothing() -> None:
    assert served(["zumbra", "quoxly"]) == []
    assert served([]) == []
