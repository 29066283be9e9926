"""What an entry must be like, and what the household buys."""

import pytest

from intents.meaning import Conditions
from intents.resolver import Ambiguous, Entry, Found, NothingFound, resolve
from intents.suitability import Suitability, suitability

SCENTED = Entry(id="scented", name="Laundry detergent", price=1999, contains=("fragrance", "lavender"))
PLAIN = Entry(id="plain", name="Laundry detergent", price=1899, attributes=("unscented",))
DEAR = Entry(id="dear", name="Laundry detergent", price=3000, attributes=("fragrance free",))
SILENT = Entry(id="silent", name="Laundry detergent", price=1200)
WISH = Conditions(most=2500, attributes=("fragrance-free",))


def test_of_scented_dear_and_silent_ones_the_one_that_fits_is_found() -> None:
    found = resolve("laundry detergent", [SCENTED, SILENT, DEAR, PLAIN], conditions=WISH)
    assert isinstance(found, Found)
    assert (found.match.entry_id, found.match.unknown) == ("plain", ())


def test_one_that_does_not_say_is_found_only_where_no_other_is_and_is_marked() -> None:
    found = resolve("laundry detergent", [SCENTED, DEAR, SILENT], conditions=WISH)
    assert isinstance(found, Found)
    assert (found.match.entry_id, found.match.unknown) == ("silent", ("fragrance-free",))


def test_where_all_contradict_there_is_nothing_and_it_is_told_why() -> None:
    found = resolve("laundry detergent", [SCENTED, DEAR], conditions=WISH)
    assert found == NothingFound(why="conditions", contradicted=("fragrance-free", "price"))
    assert resolve("window cleaner", [SCENTED], conditions=WISH) == NothingFound(why="name")


BAR = Entry(
    id="bar",
    name="Granola bar",
    brand="Nature Valley",
    price=399,
    content="12 oz",
    options={"color": ("red", "green"), "size": ("large",)},
    attributes=("organic", "gluten free", "not vegetarian"),
    contains=("almond", "peanut", "milk"),
    free_from=("egg",),
)


@pytest.mark.parametrize(
    "asked",
    [
        Conditions(least=300, most=399),
        Conditions(brand="nature valley"),
        Conditions(size="12-ounce"),
        Conditions(size="large"),
        Conditions(colour="green"),
        Conditions(attributes=("organic", "gluten-free", "egg free")),
        Conditions(without=("eggs", "gluten")),
    ],
)
def test_what_the_shop_says_fits(asked: Conditions) -> None:
    assert suitability(BAR, asked) == Suitability()


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (Conditions(most=398), "price"),
        (Conditions(least=400), "price"),
        (Conditions(brand="Kashi"), "Kashi"),
        (Conditions(size="16 ounce"), "16 ounce"),
        (Conditions(colour="blue"), "blue"),
        (Conditions(attributes=("vegan",)), "vegan"),
        (Conditions(attributes=("vegetarian",)), "vegetarian"),
        (Conditions(attributes=("nut free",)), "nut free"),
        (Conditions(without=("nuts",)), "without nuts"),
        (Conditions(without=("dairy",)), "without dairy"),
    ],
)
def test_what_the_shop_says_contradicts(asked: Conditions, what: str) -> None:
    assert suitability(BAR, asked) == Suitability(contradicted=(what,))


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (Conditions(most=100), "price"),
        (Conditions(brand="Kashi"), "Kashi"),
        (Conditions(size="16 ounce"), "16 ounce"),
        (Conditions(colour="blue"), "blue"),
        (Conditions(attributes=("organic",)), "organic"),
        (Conditions(without=("nuts",)), "without nuts"),
    ],
)
def test_what_the_shop_does_not_say_is_no_yes_and_no_no(asked: Conditions, what: str) -> None:
    assert suitability(Entry(id="bar", name="Granola bar"), asked) == Suitability(unknown=(what,))


def test_to_be_without_nuts_is_to_be_without_each_kind() -> None:
    some = Entry(id="some", name="Bar", free_from=("peanut",))
    both = Entry(id="both", name="Bar", free_from=("peanut", "tree nut"))
    asked = Conditions(without=("nuts",))
    assert suitability(some, asked).unknown == ("without nuts",)
    assert suitability(both, asked) == Suitability()
    assert (
        suitability(Entry(id="v", name="Stew", attributes=("vegan",)), Conditions(without=("milk",)))
        == Suitability()
    )


MILKS = [
    Entry(id="whole", name="Whole milk", aliases=("milk",), price=300),
    Entry(id="oat", name="Oat milk", aliases=("milk",), price=400),
]


def test_what_the_household_buys_decides_between_equals_and_that_is_told() -> None:
    assert isinstance(resolve("milk", MILKS), Ambiguous)
    found = resolve("milk", MILKS, usual=("oat", "bread"))
    assert isinstance(found, Found)
    assert (found.match.entry_id, found.match.why) == ("oat", "usual")


def test_habit_does_not_overrule_what_was_said() -> None:
    found = resolve("whole milk", MILKS, usual=("oat",))
    assert isinstance(found, Found)
    assert (found.match.entry_id, found.match.why) == ("whole", "name")


def test_of_two_usual_ones_is_asked() -> None:
    assert isinstance(resolve("milk", MILKS, usual=("oat", "whole")), Ambiguous)


def test_habit_does_not_overrule_a_condition() -> None:
    found = resolve("milk", MILKS, conditions=Conditions(most=350), usual=("oat",))
    assert isinstance(found, Found)
    assert found.match.entry_id == "whole"


def test_a_size_that_was_said_is_that_of_the_entry() -> None:
    sizes = [
        Entry(id="small", name="Ground coffee", content="12 oz"),
        Entry(id="big", name="Ground coffee", content="32 oz"),
    ]
    for said in ("12 ounce ground coffee", "ground coffee twelve ounces", "12-ounce ground coffee"):
        found = resolve(said, sizes)
        assert isinstance(found, Found)
        assert found.match.entry_id == "small"


def test_a_name_that_only_sounds_like_what_was_heard_is_found_by_its_sound() -> None:
    shelf = [Entry(id="s", name="Spaghetti"), Entry(id="k", name="Kielbasa"), Entry(id="q", name="Quinoa")]
    found = resolve("spa getty", shelf)
    assert isinstance(found, Found)
    assert (found.match.entry_id, found.match.why in {"sound", "spelling"}) == ("s", True)


def test_words_in_another_order_fit_less() -> None:
    shelf = [
        Entry(id="bar", name="Hershey milk chocolate bar"),
        Entry(id="drink", name="Nesquik chocolate milk drink"),
    ]
    found = resolve("chocolate milk", shelf)
    best = (
        found.matches[0]
        if isinstance(found, Ambiguous)
        else found.match
        if isinstance(found, Found)
        else None
    )
    assert best is not None
    assert best.entry_id == "drink"
