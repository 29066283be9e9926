"""Offers of schema.org: what something costs, and whether it can be had."""

from collections.abc import Iterator
from typing import Any

from assistant.stores.feeds.nodes import Node, Nodes, kinds, local
from assistant.stores.feeds.refusals import RefusedError, shown

_AGGREGATE = "AggregateOffer"
_BEFORE = ("ListPrice", "StrikethroughPrice", "SRP", "MSRP", "RegularPrice")
"""Kinds of prices that are not those of now."""
_NO_WINDOW = "MerchantReturnNotPermitted"


def offer(nodes: Nodes, value: Any) -> dict[str, str]:
    """What the first offer that has a price says, as the fields of a raw row; nothing where there is none.

    Raises:
        RefusedError: if there is only a span of prices.
    """
    for each in _single(nodes, value):
        found = _fields(nodes, each)
        if found["price"]:
            return found
    return {}


def _single(nodes: Nodes, value: Any) -> Iterator[Node]:
    """The offers, taken out of what bundles them."""
    for each in nodes.nodes(value):
        if _AGGREGATE not in kinds(each):
            yield each
        elif "offers" in each:
            yield from nodes.nodes(each["offers"])
        else:
            yield _bundled(nodes, each)


def _bundled(nodes: Nodes, offers: Node) -> Node:
    low, high = nodes.first(offers, "lowPrice", "price"), nodes.first(offers, "highPrice")
    if low and high and low != high:
        raise RefusedError(f"it has no price, but a span of prices from {shown(low)} to {shown(high)}")
    return {**offers, "price": low}


def _fields(nodes: Nodes, offered: Node) -> dict[str, str]:
    prices = nodes.nodes(offered.get("priceSpecification"))
    now = next((each for each in prices if not _is_before(nodes, each)), {})
    before = next((each for each in prices if _is_before(nodes, each)), {})
    currency = nodes.first(offered, "priceCurrency") or nodes.first(now, "priceCurrency")
    price = nodes.first(offered, "price") or nodes.first(now, "price")
    usual = nodes.first(before, "price")
    reduced = bool(price and usual and usual != price)
    return {
        "price": _priced(usual if reduced else price, currency),
        "sale_price": _priced(price, currency) if reduced else "",
        "sale_price_effective_date": _span(nodes, offered, now) if reduced else "",
        "availability": nodes.first(offered, "availability"),
        "quantity": nodes.first(offered, "inventoryLevel"),
        "unit_pricing_measure": _measure(nodes, now),
        "return_deadline_in_days": _returns(nodes, offered),
        "link": nodes.first(offered, "url"),
    }


def _is_before(nodes: Nodes, price: Node) -> bool:
    return local(nodes.first(price, "priceType")) in _BEFORE


def _priced(amount: str, currency: str) -> str:
    return f"{amount} {currency}".strip() if amount else ""


def _span(nodes: Nodes, offered: Node, price: Node) -> str:
    """Since when and until when a reduced price holds; empty where not both are said."""
    begin = nodes.first(price, "validFrom") or nodes.first(offered, "validFrom")
    end = nodes.first(price, "validThrough") or nodes.first(offered, "priceValidUntil", "validThrough")
    return f"{begin}/{end}" if begin or end else ""


def _measure(nodes: Nodes, price: Node) -> str:
    reference = nodes.node(price.get("referenceQuantity"))
    unit = nodes.first(reference, "unitText", "unitCode")
    return f"{nodes.first(reference, 'value')} {unit}" if unit else ""


def _returns(nodes: Nodes, offered: Node) -> str:
    policy = nodes.node(offered.get("hasMerchantReturnPolicy"))
    if local(nodes.first(policy, "returnPolicyCategory")) == _NO_WINDOW:
        return "0"
    return nodes.first(policy, "merchantReturnDays")
