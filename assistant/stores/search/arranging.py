"""What is found, in the order that was asked for: the cheapest first."""

from collections.abc import Mapping
from types import MappingProxyType

from assistant.shopping.searching import Sort
from assistant.stores.embedded.products import PRICE_NOW

_AMOUNT = "coalesce(variants.amount, products.amount)"
ORDERS: Mapping[Sort, str] = MappingProxyType(
    {
        Sort.CHEAPEST: f"{PRICE_NOW}",
        Sort.DEAREST: f"{PRICE_NOW} DESC",
        Sort.UNIT_PRICE: f"({PRICE_NOW}) * 1.0 / nullif({_AMOUNT}, 0) ASC NULLS LAST",
        Sort.RATING: "products.rating DESC NULLS LAST, products.ratings DESC",
        Sort.BIGGEST: f"{_AMOUNT} DESC NULLS LAST",
    }
)
"""SQL over `products` and their plain one of `variants`."""
