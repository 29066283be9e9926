"""`aisle store compare` and `aisle store ask`."""

import json
from pathlib import Path

import pytest

from commands import aisle
from devices.cli import UNUSABLE

OAT, BARISTA = "harvest-lane-oat-milk", "sunny-oat-barista-oat-milk"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A household whose shops are opened once and only looked into."""
    return tmp_path_factory.mktemp("home")


def test_two_products_are_put_side_by_side(home: Path) -> None:
    ended = aisle(home, "store", "compare", OAT, "Sunny Oat barista oat milk")

    assert ended.code == 0
    assert "half gallon" in ended.out
    assert "Cheapest: Harvest Lane oat milk." in ended.out
    assert (
        "64 fluid ounces for $4.29 is 6.7 cents a fluid ounce; 32 fluid ounces for $4.99 is 15.6 cents."
        in ended.out
    )
    assert "Best rated: Sunny Oat barista oat milk." in ended.out


def test_a_comparison_can_be_json_and_for_a_unit(home: Path) -> None:
    ended = aisle(home, "store", "compare", OAT, BARISTA, "--unit", "quart", "--json")

    found = json.loads(ended.out)
    assert found["unit"]["name"] == "quart"
    assert found["best_value"]["winners"] == [0]
    assert "$2.15 a quart" in found["best_value"]["statement"]


def test_options_follow_the_name(home: Path) -> None:
    coffee = ("store", "compare", "--store", "coffee")
    ended = aisle(home, *coffee, "latte?size=large&milk=oat milk", "latte?size=small")

    assert ended.code == 0
    assert "latte, small for $4.45; latte, oat milk, large for $6.35" in ended.out.replace(
        "large, oat milk", "oat milk, large"
    )
    refused = aisle(home, *coffee, "latte?size=enormous", "latte")
    assert "enormous" in refused.err


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("oat milk", OAT), ("oat milk", OAT, BARISTA)),
        (("xyzzy", OAT), ("xyzzy",)),
        ((OAT,), ("2 to 4",)),
        ((OAT, " "), ("no product",)),
        ((OAT, BARISTA, "--unit", "stone"), ("stone", "ounce")),
    ],
)
def test_what_is_not_clear_is_refused_with_what_there_is(
    home: Path, names: tuple[str, ...], told: tuple[str, ...]
) -> None:
    ended = aisle(home, "store", "compare", *names)
    assert ended.code == UNUSABLE
    assert all(each in ended.err for each in told)


def test_a_question_is_answered_with_its_field(home: Path) -> None:
    ended = aisle(home, "store", "ask", "cast iron skillet", "is it dishwasher safe?")

    assert ended.code == 0
    assert "cast iron skillet: No, the shop says it is not dishwasher safe." in ended.out
    assert "From attributes.dishwasher safe: no" in ended.out


def test_what_the_shop_does_not_say_is_told_with_what_it_does(home: Path) -> None:
    ended = aisle(home, "store", "ask", "whole-milk", "does", "it", "have", "nuts")

    assert ended.code == 0
    assert "The shop doesn't say that of nuts; check the label." in ended.out
    assert "The shop tells attributes.allergen: milk" in ended.out


def test_an_answer_can_be_json(home: Path) -> None:
    found = json.loads(aisle(home, "store", "ask", OAT, "who makes it", "--json").out)
    assert found["facts"] == [{"field": "brand", "value": "Harvest Lane"}]


def test_help_of_the_store_names_both(home: Path) -> None:
    shown = aisle(home, "store", "--help").out
    assert "compare" in shown
    assert "ask" in shown
