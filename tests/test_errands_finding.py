"""What must be so, and what is like or unlike something else, decided from the catalogue alone."""

import pytest

from assistant.dialogue.finding_actions import Beside
from assistant.errands.fitting import claims, fits, is_without, stands
from assistant.shopping.attributes import Attribute
from assistant.shopping.money import Money
from assistant.shopping.products import Product, Variant
from assistant.shopping.reviews import Rating
from intents.meaning import Conditions


def product(name: str, price: int = 300, **more: object) -> Product:
    return Product.model_validate(
        {
            "id": name,
            "title": name,
            "name": name,
            "category": "snacks",
            "variant": Variant(id=name, price=Money(amount=price)),
            **more,
        }
    )


def having(**attributes: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(name=name.replace("_", " "), value=value) for name, value in attributes.items())


@pytest.mark.parametrize(
    ("attributes", "without"),
    [
        ({}, False),
        ({"allergen": "peanut"}, False),
        ({"allergen": "wheat"}, True),
        ({"allergen": "wheat", "may_contain": "tree nut"}, False),
        ({"free_from": "nut"}, True),
        ({"diet": "nut free"}, True),
    ],
)
def test_without_nuts_is_only_what_says_what_is_in_it(attributes: dict[str, str], without: bool) -> None:
    assert is_without(product("cookies", attributes=having(**attributes)), "nuts") is without


def test_what_is_no_allergen_must_not_be_among_the_ingredients() -> None:
    assert is_without(product("sauce", attributes=having(ingredients="tomatoes, salt")), "onions")
    assert not is_without(product("sauce", attributes=having(ingredients="tomatoes, onions")), "onions")
    assert not is_without(product("sauce"), "onions")


def test_a_price_is_kept_on_both_sides() -> None:
    limits = Conditions(least=200, most=300)
    assert [fits(product("tea", price), limits) for price in (199, 200, 300, 301)] == [
        False,
        True,
        True,
        False,
    ]
    yen = product("tea").model_copy(
        update={"variant": Variant(id="tea", price=Money(amount=3, currency="JPY"))}
    )
    assert fits(yen, limits)


def test_what_is_not_said_to_be_so_is_not() -> None:
    vegan = Conditions(attributes=("vegan",))
    assert fits(product("tofu", attributes=having(diet="vegan")), vegan)
    assert fits(product("vegan burger"), vegan)
    assert not fits(product("burger"), vegan)


def test_a_wish_claims_what_shops_declare() -> None:
    assert claims("gluten free pasta") == ("gluten free",)
    assert claims("organic oat milk") == ("organic",)
    assert claims("oat milk") == ()


def test_what_is_cheaper_is_of_the_same_kind() -> None:
    chips = product("salted chips")
    assert stands(product("plain chips", 200), [chips], Beside.CHEAPER)
    assert not stands(product("plain chips", 300), [chips], Beside.CHEAPER)
    assert not stands(product("salted nuts", 200), [chips], Beside.CHEAPER)
    assert not stands(product("plain chips", 200, category="pets"), [chips], Beside.CHEAPER)
    assert stands(product("plain chips", 400), [chips], Beside.DEARER)


def test_another_brand_and_better_ratings_are_told_from_the_same_again() -> None:
    own = product("salted chips", brand="Golden", rating=Rating(average=4.0, count=200))
    assert not stands(product("plain chips", brand="Golden"), [own], Beside.OTHER_BRAND)
    assert stands(product("plain chips", brand="Crisp"), [own], Beside.OTHER_BRAND)
    many, few = Rating(average=4.6, count=200), Rating(average=5.0, count=1)
    assert stands(product("plain chips", rating=many), [own], Beside.BETTER_RATED)
    assert not stands(product("plain chips", rating=few), [own], Beside.BETTER_RATED)
