"""Many things in one breath: known names decide where one ends, amounts are read, portions told apart."""

from decimal import Decimal

import pytest

from assistant.shopping.guards import packs
from intents.items import ItemReader
from intents.known import KnownNames
from intents.meaning import Item
from intents.normal import normalized

KNOWN = KnownNames(
    [
        *("milk", "oat milk", "eggs", "bread", "butter", "coffee", "apples", "bananas", "coke", "7 Up"),
        *("mac and cheese", "peanut butter", "jelly", "salt and pepper shakers", "half and half", "pasta"),
        *("ben and jerry's ice cream", "dish soap", "latte", "cappuccino", "mocha", "bagel", "espresso"),
        *("rice", "black beans", "two percent milk", "ground beef", "paper towels", "chips", "salsa"),
    ],
    ["large", "small", "medium", "oat milk", "soy milk", "sugar", "decaf", "whipped cream", "twelve ounce"],
)
READER = ItemReader(KNOWN)


def read(text: str) -> list[Item]:
    return list(READER.read_all(normalized(text)))


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("milk, eggs, a loaf of bread and mac and cheese", ["milk", "eggs", "bread", "mac and cheese"]),
        ("salt and pepper shakers", ["salt and pepper shakers"]),
        ("macaroni and cheese and butter", ["macaroni and cheese", "butter"]),
        ("peanut butter and jelly and bread", ["peanut butter and jelly", "bread"]),
        ("peanut butter and bread and jelly", ["peanut butter", "bread", "jelly"]),
        ("half and half and coffee", ["half and half", "coffee"]),
        ("coffee and half and half", ["coffee", "half and half"]),
        ("ben and jerry's ice cream and chips", ["ben and jerry's ice cream", "chips"]),
        ("chips and salsa", ["chips", "salsa"]),
        ("rice, black beans and salsa", ["rice", "black beans", "salsa"]),
        ("eggs and milk and butter and bread", ["eggs", "milk", "butter", "bread"]),
        ("some dish soap, some paper towels, and a coke", ["dish soap", "paper towels", "coke"]),
        ("two percent milk and a dozen eggs", ["two percent milk", "eggs"]),
        ("a seven up and a coke", ["seven up", "coke"]),
        ("three bananas, two apples, and a carton of oat milk", ["bananas", "apples", "oat milk"]),
        ("fish and chips and a coke", ["fish and chips", "coke"]),
        ("a box of pasta as well as butter", ["pasta", "butter"]),
        ("bread plus peanut butter", ["bread", "peanut butter"]),
        ("milk and also eggs", ["milk", "eggs"]),
        ("a bagel, and a large latte with oat milk", ["bagel", "large latte with oat milk"]),
        ("a latte with soy milk and sugar", ["latte with soy milk and sugar"]),
        ("a latte with oat milk and a bagel", ["latte with oat milk", "bagel"]),
        ("nails and screws", ["nails", "screws"]),
        ("batteries, duct tape, and light bulbs", ["batteries", "duct tape", "light bulbs"]),
        ("salt and vinegar chips and dish soap", ["salt and vinegar chips", "dish soap"]),
        ("cookies and cream ice cream", ["cookies and cream ice cream"]),
        ("head and shoulders, and paper towels", ["head and shoulders", "paper towels"]),
        ("a couple of bananas and a few apples", ["bananas", "apples"]),
        ("rice and beans and eggs", ["rice and beans", "eggs"]),
        (
            "a mocha without whipped cream and a decaf espresso",
            ["mocha without whipped cream", "decaf espresso"],
        ),
    ],
)
def test_known_names_and_not_the_word_and_decide_where_a_thing_ends(said: str, names: list[str]) -> None:
    assert [item.text for item in read(said)] == names


@pytest.mark.parametrize(
    ("said", "item"),
    [
        (
            "a pound and a half of ground beef",
            Item(text="ground beef", amount=Decimal("1.5"), measure="pound"),
        ),
        ("two and a half pounds of apples", Item(text="apples", amount=Decimal("2.5"), measure="pound")),
        ("half a pound of butter", Item(text="butter", amount=Decimal("0.5"), measure="pound")),
        ("1.5 liters of milk", Item(text="milk", amount=Decimal("1.5"), measure="liter")),
        (
            "two 16-ounce bags of coffee",
            Item(text="coffee", quantity=2, unit="bag", amount=Decimal(16), measure="ounce"),
        ),
        (
            "a two liter bottle of coke",
            Item(text="coke", quantity=1, unit="bottle", amount=Decimal(2), measure="liter"),
        ),
        ("a six-pack of coke", Item(text="coke", quantity=1, unit="six pack")),
        ("half a dozen eggs", Item(text="eggs", quantity=6, unit="dozen")),
        ("two pounds of apples", Item(text="apples", quantity=2, unit="pound")),
        # How big a drink is, is an option of it.
        ("a twelve ounce latte", Item(text="twelve ounce latte", quantity=1)),
    ],
)
def test_amounts_are_read_into_value_and_unit(said: str, item: Item) -> None:
    assert read(said) == [item]


@pytest.mark.parametrize(
    ("said", "content", "count"),
    [
        ("a pound and a half of ground beef", "1 lb", 2),
        ("two pounds of apples", "3 lb bag", 1),
        ("two pounds of apples", "1 lb", 2),
        ("two gallons of milk", "half gallon", 4),
        ("two pounds of apples", "500 g", 2),
        ("two pounds of apples", "each", 2),
        ("a six-pack of coke", "12 fl oz", 6),
        ("a six-pack of coke", "6 x 12 fl oz", 1),
        ("two 12-ounce boxes of pasta", "12 oz", 2),
        ("half a pound of butter", "", 1),
        ("half a dozen eggs", "a dozen", 1),
    ],
)
def test_an_amount_becomes_packages_of_what_the_shop_sells(said: str, content: str, count: int) -> None:
    [item] = read(said)
    assert packs(item, content) == count


@pytest.mark.parametrize(
    ("said", "portions"),
    [
        (
            "two large lattes, one with oat milk and no sugar, the other decaf",
            [("large lattes with oat milk and no sugar", 1), ("large lattes decaf", 1)],
        ),
        (
            "three cappuccinos, two of them small and one large",
            [("cappuccinos small", 2), ("cappuccinos large", 1)],
        ),
        (
            "a latte and a mocha, both with soy milk",
            [("latte with soy milk", 1), ("mocha with soy milk", 1)],
        ),
        (
            "two lattes, one with oat milk, the other decaf, and a bagel",
            [("lattes with oat milk", 1), ("lattes decaf", 1), ("bagel", 1)],
        ),
        (
            "four espressos, one decaf and the others with sugar",
            [("espressos decaf", 1), ("espressos with sugar", 3)],
        ),
        ("three lattes, one of them decaf", [("lattes decaf", 1), ("lattes", 2)]),
        ("two lattes, both large", [("lattes large", 2)]),
        (
            "a bagel and two mochas, one without whipped cream and the other small",
            [("bagel", 1), ("mochas without whipped cream", 1), ("mochas small", 1)],
        ),
        ("two lattes and one coke", [("lattes", 2), ("coke", 1)]),
    ],
)
def test_things_of_a_kind_are_told_apart(said: str, portions: list[tuple[str, int]]) -> None:
    assert [(item.text, item.quantity) for item in read(said)] == portions


def test_shares_of_more_than_was_asked_for_tell_nothing_apart() -> None:
    assert all(
        "of them" not in item.text or item.quantity != 0 for item in read("a latte, two of them small")
    )
