"""What the formats have no place for, and feeds of ours say all the same: in one field, as JSON."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.shopping.attributes import Attribute
from assistant.shopping.content import Measure
from assistant.shopping.products import OptionGroup
from assistant.shopping.reviews import ReviewSummary
from assistant.stores.feeds.refusals import RefusedError

_LONGEST = 200_000
_MOST = 1000
_MOST_CONTENT = 10**12


class Package(BaseModel):
    """How much is in a package, where its text does not tell."""

    model_config = ConfigDict(frozen=True)

    amount: float | None = Field(default=None, gt=0, lt=_MOST_CONTENT)
    measure: Measure | None = None
    pieces: int = Field(default=1, ge=1, le=_MOST)


class Extension(BaseModel):
    """More about a product and one of its variants."""

    model_config = ConfigDict(frozen=True)

    package: Package | None = None
    """The product's."""
    content: str = Field(default="", max_length=_MOST)
    """The variant's own size as said, where it is another than the product's."""
    amount: float | None = Field(default=None, gt=0, lt=_MOST_CONTENT)
    """The same to compute with, where its text does not tell."""
    review: ReviewSummary | None = None
    options: tuple[OptionGroup, ...] = Field(default=(), max_length=_MOST)
    """All that can be chosen, where the variants do not tell."""
    attributes: tuple[Attribute, ...] = Field(default=(), max_length=_MOST)
    """All attributes, where their texts do not tell."""
    history: tuple[tuple[float, int], ...] = Field(default=(), max_length=_MOST)
    """Earlier prices of the variant: since when, in seconds since 1970, and how much in minor units."""


def read(text: str) -> Extension:
    """Read the field.

    Raises:
        RefusedError: if it does not fit.
    """
    if len(text) > _LONGEST:
        raise RefusedError(f"its field aisle has more than {_LONGEST:,} characters")
    try:
        return Extension.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise RefusedError(f"its field aisle does not fit: {where}: {first['msg']}") from error


def write(more: Extension) -> str:
    """The field as `read` takes it; empty where there is nothing more."""
    return "" if more == Extension() else more.model_dump_json(exclude_defaults=True)
