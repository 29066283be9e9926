"""Products as the resolver sees them."""

import pytest

from assistant.offers import entry
from assistant.shopping.attributes import as_said
from assistant.shopping.money import Money
from assistant.shopping.products import Product, Variant


def product(**attributes: tuple[str, ...]) -> Product:
    return Product(
        id="p",
        title="Soap",
        name="Soap",
        content="12 oz",
        variant=Variant(id="v", price=Money(amount=399, currency="USD")),
        attributes=tuple(
            as_said(name.replace("_", " "), value) for name, some in attributes.items() for value in some
        ),
    )


def test_what_a_product_is_and_holds_and_is_free_from_is_kept_apart() -> None:
    seen = entry(
        product(
            diet=("vegan",),
            allergen=("Soy",),
            may_contain=("milk",),
            free_from=("Egg",),
            ingredients=("oil, salt",),
        )
    )
    assert (seen.content, seen.attributes, seen.free_from) == ("12 oz", ("vegan",), ("egg",))
    assert seen.contains == ("soy", "milk", "oil", "salt")


@pytest.mark.parametrize(
    ("scent", "contains"),
    [("Lavender", ("fragrance", "lavender")), ("Unscented", ()), ("fragrance free", ())],
)
def test_what_smells_has_a_fragrance(scent: str, contains: tuple[str, ...]) -> None:
    seen = entry(product(scent=(scent,)))
    assert (seen.contains, seen.attributes) == (contains, (scent,))
