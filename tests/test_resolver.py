"""From the names people say to entries: catalogues, choices, and what tells entries apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.meaning import Choice, Pick
from intents.resolver import (
    Ambiguous,
    Entry,
    Found,
    Match,
    NothingFound,
    Resolution,
    choose,
    distinguish,
    resolve,
)

OATLY = Entry(
    id="oatly",
    name="Oatly barista oat milk",
    aliases=("oat milk",),
    brand="Oatly",
    category="dairy",
    price=499,
)
PLANET = Entry(
    id="planet",
    name="Planet Oat oat milk",
    aliases=("oat milk",),
    brand="Planet Oat",
    category="dairy",
    price=399,
)
WHOLE = Entry(id="whole", name="whole milk", aliases=("milk",), category="dairy", price=349)
REDUCED = Entry(id="reduced", name="2% milk", category="dairy", price=339)
EGGS = Entry(id="eggs", name="large eggs", aliases=("eggs",), price=299)
PENNE = Entry(
    id="penne", name="gluten-free penne", aliases=("gluten-free pasta",), category="pasta", price=399
)
SPAGHETTI = Entry(id="spaghetti", name="spaghetti", category="pasta", price=199)
TOWELS = Entry(id="towels", name="paper towels", price=699)
COKE = Entry(id="coke", name="Coke", price=199)
CANDY = Entry(id="candy", name="M&M's", price=150)
MARKET = (OATLY, PLANET, WHOLE, REDUCED, EGGS, PENNE, SPAGHETTI, TOWELS, COKE, CANDY)

OPTIONS = {
    "size": ("small", "large", "eight ounce", "twelve ounce"),
    "roast": ("light roast", "dark roast"),
    "shots": ("single shot", "double shot"),
    "milk": (
        "milk",
        "skim milk",
        "soy milk",
        "some milk",
        "a bit of milk",
        "a lot of milk",
        "a lot of skim milk",
    ),
    "sugar": (
        "sugar",
        "brown sugar",
        "a bit of sugar",
        "a bit of brown sugar",
        "a little bit of brown sugar",
    ),
}
DRINKS = tuple(
    Entry(id=name, name=name, category="drinks", options=OPTIONS, price=300)
    for name in (
        "coffee",
        "iced coffee",
        "house coffee",
        "drip coffee",
        "latte",
        "mocha",
        "iced mocha",
        "americano",
    )
)


def found(answer: Resolution) -> Match:
    assert isinstance(answer, Found), answer
    return answer.match


def ids(answer: Resolution) -> list[str]:
    assert isinstance(answer, Ambiguous), answer
    return [match.entry_id for match in answer.matches]


# --- names


@pytest.mark.parametrize(
    ("wish", "entry"),
    [
        ("whole milk", "whole"),
        ("Whole Milk", "whole"),
        ("two percent milk", "reduced"),
        ("2% milk", "reduced"),
        ("egg", "eggs"),
        ("eggs", "eggs"),
        ("paper towel", "towels"),
        ("papertowels", "towels"),
        ("towels paper", "towels"),
        ("oatly", "oatly"),
        ("barista oat milk", "oatly"),
        ("the oatly oat milk", "oatly"),
        ("planet oat", "planet"),
        ("spagetti", "spaghetti"),
        ("gluten free pasta", "penne"),
        ("m and m's", "candy"),
    ],
)
def test_a_name_is_found_in_its_spellings(wish: str, entry: str) -> None:
    assert found(resolve(wish, MARKET)).entry_id == entry


def test_the_very_name_of_one_entry_beats_those_that_only_hold_it() -> None:
    match = found(resolve("milk", MARKET))
    assert (match.entry_id, match.why, match.score) == ("whole", "alias", 1.0)


def test_the_same_alias_of_several_entries_is_ambiguous_the_cheaper_first() -> None:
    assert ids(resolve("oat milk", MARKET)) == ["planet", "oatly"]


def test_a_category_names_all_its_entries() -> None:
    assert set(ids(resolve("pasta", MARKET))) == {"penne", "spaghetti"}


def test_no_more_than_five_are_kept() -> None:
    jams = [
        Entry(id=str(number), name=f"jam {name}", price=100 - number)
        for number, name in enumerate("abcdefgh")
    ]
    assert ids(resolve("jam", jams)) == ["7", "6", "5", "4", "3"]


@pytest.mark.parametrize(
    "wish",
    ["organic milk", "almond milk", "soy milk", "cake", "egg plant", "rice", "paper", "", "the", "with and"],
)
def test_a_wish_that_nothing_fulfils_finds_nothing(wish: str) -> None:
    answer = resolve(wish, [entry for entry in MARKET if entry is not TOWELS])
    assert isinstance(answer, NothingFound)


def test_a_word_that_the_entry_does_not_explain_is_told() -> None:
    match = found(resolve("large dark roast double shot caramel latte", DRINKS))
    assert match.left_over == ("caramel",)
    assert match.score < 1


# --- options


@pytest.mark.parametrize(
    ("wish", "entry", "options"),
    [
        ("large iced coffee", "iced coffee", {"size": "large"}),
        ("coffee", "coffee", {}),
        ("house coffee", "house coffee", {}),
        ("drip coffee with milk", "drip coffee", {"milk": "milk"}),
        (
            "12-ounce light roast latte with soy milk and sugar",
            "latte",
            {"size": "twelve ounce", "roast": "light roast", "milk": "soy milk", "sugar": "sugar"},
        ),
        (
            "latte with sugar and soy milk, light roast, twelve ounce",
            "latte",
            {"size": "twelve ounce", "roast": "light roast", "milk": "soy milk", "sugar": "sugar"},
        ),
        ("12 oz lite roast drip coffee", "drip coffee", {"size": "twelve ounce", "roast": "light roast"}),
        ("double-shot mocha", "mocha", {"shots": "double shot"}),
        (
            "iced coffee with a bit of brown sugar and some milk",
            "iced coffee",
            {"sugar": "a bit of brown sugar", "milk": "some milk"},
        ),
        ("light rose ice coffee", "iced coffee", {"roast": "light roast"}),
        ("americana with a lot of skin milk", "americano", {"milk": "a lot of skim milk"}),
        ("light roast double short coffee", "coffee", {"roast": "light roast", "shots": "double shot"}),
        ("large ice moco", "iced mocha", {"size": "large"}),
    ],
)
def test_options_are_read_in_any_order_and_nearly_heard(
    wish: str, entry: str, options: dict[str, str]
) -> None:
    match = found(resolve(wish, DRINKS))
    assert match.entry_id == entry
    assert match.options == options


@pytest.mark.parametrize(
    ("wish", "options"),
    [
        ("americano no sugar", {}),
        ("latte without milk", {}),
        ("coffee with no milk", {}),
        ("latte without milk and sugar", {}),
        ("latte no milk or sugar", {}),
        ("latte no milk no sugar", {}),
        ("latte no shots", {}),
        ("iced coffee without sugar and with milk", {"milk": "milk"}),
        ("large latte no brown sugar with soy milk", {"size": "large", "milk": "soy milk"}),
    ],
)
def test_an_option_that_is_not_wanted_selects_nothing_and_is_not_left_over(
    wish: str, options: dict[str, str]
) -> None:
    match = found(resolve(wish, DRINKS))
    assert (match.options, match.left_over, match.score) == (options, (), 1.0)


def test_a_name_or_option_with_no_in_it_is_what_it_says() -> None:
    tea = Entry(id="tea", name="tea", options={"sugar": ("no sugar", "sugar")})
    assert found(resolve("tea no sugar", [tea])).options == {"sugar": "no sugar"}
    cola = Entry(id="cola", name="no sugar cola", options={"sugar": ("sugar",)})
    assert found(resolve("no sugar cola", [cola])).entry_id == "cola"


def test_an_option_is_taken_once() -> None:
    match = found(resolve("large small double shot dark roast latte with milk", DRINKS))
    assert match.options["size"] in {"large", "small"}
    assert len(match.left_over) == 1


@pytest.mark.parametrize("wish", ["matcha latte", "iced latte", "tea", "large", "with soy milk"])
def test_a_drink_that_there_is_not_is_not_replaced_by_another(wish: str) -> None:
    assert isinstance(resolve(wish, DRINKS), NothingFound)


# --- any text

WISHES = st.lists(
    st.sampled_from(
        (
            "milk",
            "oat",
            "oatly",
            "coffee",
            "iced",
            "large",
            "with",
            "and",
            "a",
            "of",
            "12",
            "ounce",
            "paper",
            "towels",
            "xyzzy",
            "the",
            "&",
        )
    ),
    max_size=8,
).map(" ".join)


@given(st.one_of(st.text(max_size=40), WISHES))
def test_any_wish_has_an_answer_with_scores_in_range(wish: str) -> None:
    answer = resolve(wish, (*MARKET, *DRINKS))
    matches = [answer.match] if isinstance(answer, Found) else getattr(answer, "matches", ())
    assert all(0 < match.score <= 1 for match in matches)
    assert len(matches) <= 5
    assert isinstance(resolve(wish, ()), NothingFound)


@given(st.sampled_from(MARKET))
def test_every_entry_is_found_by_its_own_name(entry: Entry) -> None:
    assert found(resolve(entry.name, MARKET)).entry_id == entry.id


# --- choices

OFFERED = (OATLY, PLANET, WHOLE)


@pytest.mark.parametrize(
    ("choice", "entry"),
    [
        (Choice(ordinal=1), "oatly"),
        (Choice(ordinal=2), "planet"),
        (Choice(pick=Pick.LAST), "whole"),
        (Choice(pick=Pick.CHEAPER), "whole"),
        (Choice(pick=Pick.DEARER), "oatly"),
        (Choice(name="oatly"), "oatly"),
        (Choice(name="otely"), "oatly"),
        (Choice(name="the barista one"), "oatly"),
        (Choice(name="planet oat"), "planet"),
        (Choice(name="whole milk"), "whole"),
    ],
)
def test_a_choice_finds_one_of_those_offered(choice: Choice, entry: str) -> None:
    assert found(choose(choice, OFFERED)).entry_id == entry


@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice(ordinal=0),
        Choice(ordinal=-1),
        Choice(ordinal=4),
        Choice(name="soy milk"),
        Choice(name="the"),
        Choice(name="what is the capital of france"),
    ],
)
def test_a_choice_that_fits_nothing_offered_finds_nothing(choice: Choice) -> None:
    assert isinstance(choose(choice, OFFERED), NothingFound)
    assert isinstance(choose(choice, ()), NothingFound)


def test_a_choice_that_fits_several_is_ambiguous() -> None:
    assert ids(choose(Choice(name="oat milk"), OFFERED)) == ["planet", "oatly"]
    same_price = OATLY.model_copy(update={"id": "other"})
    assert ids(choose(Choice(pick=Pick.DEARER), (OATLY, same_price))) == ["oatly", "other"]


def test_without_prices_there_is_no_cheaper_one() -> None:
    free = [Entry(id="a", name="a"), Entry(id="b", name="b")]
    assert isinstance(choose(Choice(pick=Pick.CHEAPER), free), NothingFound)


# --- telling apart


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        ([], []),
        ([WHOLE], ["whole milk"]),
        ([WHOLE, Entry(id="oat", name="oat milk")], ["whole", "oat milk"]),
        ([OATLY, PLANET], ["Oatly", "Planet Oat"]),
        ([OATLY, WHOLE], ["Oatly", "whole milk"]),
        ([OATLY, PLANET, WHOLE], ["Oatly", "Planet Oat", "whole milk"]),
        (
            [OATLY, Entry(id="plain", name="Oatly original oat milk", brand="Oatly")],
            ["barista", "original oat milk"],
        ),
        (
            [Entry(id="a", name="cheddar", brand="Granite"), Entry(id="b", name="mozzarella", brand="Bella")],
            ["cheddar", "mozzarella"],
        ),
        (
            [Entry(id="a", name="honey", brand="Granite"), Entry(id="b", name="honey", brand="Bella")],
            ["Granite", "Bella"],
        ),
        ([EGGS, Entry(id="brown", name="large brown eggs")], ["large eggs", "brown eggs"]),
        ([WHOLE, WHOLE.model_copy(update={"id": "again"})], ["whole milk", "whole milk"]),
    ],
)
def test_the_shortest_names_tell_entries_apart(entries: list[Entry], names: list[str]) -> None:
    assert distinguish(entries) == names


@given(st.lists(st.sampled_from(MARKET), min_size=2, max_size=4, unique_by=lambda entry: entry.id))
def test_a_name_that_tells_an_entry_apart_chooses_it(entries: list[Entry]) -> None:
    for entry, name in zip(entries, distinguish(entries), strict=True):
        assert found(choose(Choice(name=name), entries)).entry_id == entry.id
