"""What an ounce or a piece of one product costs, told with its arithmetic."""

from collections.abc import Sequence
from fractions import Fraction

from assistant.shopping.comparing.side_by_side import priced_by, subject
from assistant.shopping.comparing.telling import Telling
from assistant.shopping.comparing.unit_costs import common_unit, places, unit_called
from assistant.shopping.products import Product
from assistant.shopping.values import Fact, facts


def unit_price_told(product: Product, asked: Sequence[str], language: str) -> tuple[Fact, ...]:
    """The unit price, then the fields that it is computed from; empty where it is not known.

    Args:
        product: the product, its variant the one that is meant.
        asked: the units that may have been asked for, likeliest first; empty for the usual one.
        language: "en".
    """
    package = product.package
    if package is None:
        return ()
    fitting = (unit_called(name, package.measure) for name in asked)
    usual = None if asked else common_unit([package], product.price.currency)
    unit = next(filter(None, fitting), usual)
    if unit is None:
        return ()
    one = subject(product, product.name)
    working = priced_by(0, one, (1, product.price), unit)
    decimals = places([working.rate or Fraction(0)])
    told = Telling([one], unit, decimals, language).value(working)
    return (
        Fact(field="variant.unit_price", value=told),
        *facts(product, "price"),
        *facts(product, "content"),
    )
