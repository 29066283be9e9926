"""An order as a shop keeps it: every single piece with what it cost and where it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from assistant.shopping.aftersales import Adjustment, LineQuantity, OrderEvent, Return, ShipmentStatus
from assistant.shopping.checkout import TotalLine
from assistant.shopping.fulfilment import FulfilmentOption
from assistant.shopping.money import Money
from assistant.shopping.orders import OrderLine

DELIVERY = "delivery"
"""The line of the piece that stands for what bringing it costs."""


class PieceState(StrEnum):
    """Where a piece is."""

    OPEN = "open"
    CANCELED = "canceled"
    SHIPPED = "shipped"
    """Or ready to be picked up."""
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNING = "returning"
    RETURNED = "returned"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)


class Piece(_Data):
    """One of the pieces of a line."""

    line: str
    price: int
    """Minor units, with its part of discounts and taxes; those of a line add up to what the line cost."""
    parcel: str
    state: PieceState = PieceState.OPEN
    captured: bool = False
    """Whether its price was taken from the buyer."""
    back: str = ""
    """The return with which it goes back."""


class Parcel(_Data):
    """Pieces that travel together."""

    id: str
    status: ShipmentStatus = ShipmentStatus.PLANNED
    due_at: float
    """When it is to arrive, in seconds since 1970."""
    delivered_at: float | None = None
    tracking: str = ""


class Step(_Data):
    """Something that the carrier is going to do."""

    at: float
    """Seconds since 1970."""
    parcel: str = ""
    status: ShipmentStatus = ShipmentStatus.PLANNED
    """What the parcel becomes."""
    back: str = ""
    """The return that arrives at the shop; empty where it is about a parcel."""


class Record(_Data):
    """An order."""

    id: str
    number: str
    currency: str
    lines: tuple[OrderLine, ...]
    """As they were ordered; what became of them is in the pieces."""
    totals: tuple[TotalLine, ...]
    total: Money
    included_tax: Money | None = None
    fulfilment: FulfilmentOption
    placed_at: float
    due_at: float
    by_day: bool
    return_days: dict[str, int | None] = {}
    """Line to the days in which it can be given back; None for what the terms say."""
    pieces: tuple[Piece, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    steps: tuple[Step, ...] = ()
    """What is to come, soonest first."""
    adjustments: tuple[Adjustment, ...] = ()
    returns: tuple[Return, ...] = ()

    def money(self, amount: int) -> Money:
        """An amount, in minor units, of the order's currency."""
        return Money(amount=amount, currency=self.currency)

    @property
    def next_at(self) -> float | None:
        """When something is to happen next; None where nothing is to come."""
        return self.steps[0].at if self.steps else None

    @property
    def goods(self) -> tuple[Piece, ...]:
        """The pieces that are things."""
        return tuple(piece for piece in self.pieces if piece.line != DELIVERY)

    def line(self, line_id: str) -> OrderLine | None:
        """A line; None where there is none such."""
        return next((line for line in self.lines if line.id == line_id), None)


@dataclass(slots=True)
class Effects:
    """What a change of an order asks of the shelves and of the payment service, and what it tells."""

    capture: int = 0
    """Minor units to be taken."""
    void: bool = False
    """Nothing more will be taken."""
    refunds: list[tuple[str, int]] = field(default_factory=list)
    """Adjustments and minor units to be given back."""
    restock: Counter[str] = field(default_factory=Counter)
    """Variants on the shelf, and how many more there are; fewer where negative."""
    events: list[OrderEvent] = field(default_factory=list)


def contents(pieces: Iterable[Piece]) -> tuple[LineQuantity, ...]:
    """Pieces as so many of each line."""
    counts = Counter(piece.line for piece in pieces if piece.line != DELIVERY)
    return tuple(LineQuantity(line_id=line, quantity=count) for line, count in counts.items())
