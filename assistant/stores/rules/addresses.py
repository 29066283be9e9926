"""What a shop keeps of where its parcels go: for the driver alone, apart from the order."""

from assistant.shopping.carts import Buyer
from assistant.shopping.fulfilment import Destination

KEPT_WITHOUT_ORDER = 7 * 24 * 3600.0
"""Seconds after which the address of a checkout that became no order is forgotten."""


def at_first(buyer: Buyer | None) -> Destination | None:
    """Where a buyer's parcels go, by who they are; None where that is not known."""
    return buyer.destination if buyer else None


def changed(before: Destination | None, given: Destination | None) -> Destination | None:
    """Where parcels go after another destination was given; one without a street only changes the area."""
    if given is None or before is None or given.address.strip():
        return given if given and given.address.strip() else before
    area = {"country": given.country, "region": given.region, "postal_code": given.postal_code}
    return before.model_copy(update=area)
