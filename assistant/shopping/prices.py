"""What something has cost."""

from datetime import datetime

from assistant.shopping.data import ShopData
from assistant.shopping.money import Money


class PricePoint(ShopData):
    """A price and since when it held."""

    since: datetime
    price: Money


class PriceHistory(ShopData):
    """A variant's prices, oldest first; the last one holds now."""

    variant_id: str
    points: tuple[PricePoint, ...] = ()

    @property
    def lowest(self) -> PricePoint | None:
        """The lowest of them, the latest where there are several; None where nothing is known."""
        return min(reversed(self.points), key=lambda point: point.price.amount, default=None)
