"""What buyers think of a product."""

from pydantic import Field

from assistant.shopping.data import ShopData


class Rating(ShopData):
    """What buyers gave it on average."""

    average: float = Field(ge=0, le=5)
    """Stars of five."""
    count: int = Field(default=0, ge=0)


class ReviewSummary(ShopData):
    """What buyers write about it, in short."""

    text: str
    """A sentence or two that can be read out."""
    praised: tuple[str, ...] = ()
    """"foams well"."""
    criticised: tuple[str, ...] = ()
    """"carton leaks"."""
