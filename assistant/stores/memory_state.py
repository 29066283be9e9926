"""What the store in memory knows."""

from collections import Counter
from copy import copy
from dataclasses import dataclass, field, fields

from assistant.shopping.aftersales import OrderEvent
from assistant.shopping.checkout import Checkout
from assistant.shopping.fulfilment import Destination
from assistant.shopping.listings import CategoryListing, Listing
from assistant.shopping.money import Money
from assistant.stores.rules.placing import Draft
from assistant.stores.rules.quotes import Choices, Hold
from assistant.stores.rules.records import Record
from assistant.stores.terms import Shop


@dataclass(frozen=True, slots=True)
class Desk:
    """A checkout."""

    cart_id: str
    choices: Choices
    quote: Checkout


@dataclass(frozen=True, slots=True)
class Paying:
    """A payment."""

    id: str
    checkout_id: str
    order_id: str
    key: str
    amount: Money
    begun_at: float
    draft: Draft
    state: str = "begun"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """Something that the payment service is still to be told."""

    id: str
    order_id: str
    kind: str
    amount: int = 0
    adjustment_id: str = ""


@dataclass(slots=True)
class State:
    """All that the store knows; what the containers hold never changes, so that a copy of them is a copy."""

    shop: Shop
    listings: dict[str, Listing]
    stock: dict[str, int | None]
    """What nobody holds, by variant."""
    departments: tuple[CategoryListing, ...] = ()
    """Those that have other names."""
    opened_at: float = 0.0
    addresses: dict[str, Destination] = field(default_factory=dict)
    """Where the parcels of a checkout go."""
    carts: dict[str, dict[str, int]] = field(default_factory=dict)
    checkouts: dict[str, Desk] = field(default_factory=dict)
    holds: dict[str, tuple[tuple[Hold, ...], float]] = field(default_factory=dict)
    """What is held for a checkout, and until when."""
    uses: Counter[tuple[str, str]] = field(default_factory=Counter)
    payments: dict[str, Paying] = field(default_factory=dict)
    orders: dict[str, Record] = field(default_factory=dict)
    tellings: list[Telling] = field(default_factory=list)
    events: list[OrderEvent] = field(default_factory=list)
    answers: dict[str, tuple[tuple[object, ...], object]] = field(default_factory=dict)
    """What was asked with a key, and what was answered."""

    def copied(self) -> "State":
        """The same, to be changed without changing this one."""
        return State(**{each.name: copy(getattr(self, each.name)) for each in fields(self)})
