"""What comes out when products are compared: the figures, what differs, the verdicts and their arithmetic."""

from enum import StrEnum
from fractions import Fraction
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.shopping.content import Content, Measure
from assistant.shopping.money import Money
from assistant.shopping.reviews import Rating


class Unit(BaseModel):
    """What prices are told for: an ounce, 100 grams, a piece."""

    model_config = ConfigDict(frozen=True)

    name: str
    """Its key among the words of a language: "ounce", "100 grams"."""
    measure: Measure
    size: Fraction
    """In the measure's unit (g, ml, m, m2, piece)."""


class Subject(BaseModel):
    """One of the products that are compared, as it would be bought."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    variant_id: str
    label: str
    """What tells it from the others: "Sunny Oat barista oat milk"."""
    price: Money
    list_price: Money | None = None
    content: str = ""
    package: Content | None = None
    """None where the shop doesn't say how much it is."""
    rating: Rating | None = None
    availability: str
    """In the shop's words; see `Availability`."""
    sold_out: bool = False


class Agreement(StrEnum):
    """Whether products agree in something."""

    ALIKE = "alike"
    DIFFERENT = "different"
    NOT_TOLD = "not_told"
    """The shop tells it of some of them only, and these agree: nothing follows for the others."""


class Row(BaseModel):
    """One thing that the shop tells of some of the products."""

    model_config = ConfigDict(frozen=True)

    field: str
    """Where it is from, as in `Fact`: "variant.price", "content", "attributes.material", "options.color"."""
    value: str = ""
    """Where each value has a row of its own, as a product may have several: "vegan" of "attributes.diet".

    Those of "attributes.allergen" are things that are in it, may be, or are not: a `Presence` is in the
    cells, from all that the shop says of them."""
    cells: tuple[str | None, ...]
    """One a product, in their order, as the shop writes it. None: the shop doesn't say, which is no "no"."""
    agreement: Agreement


class VerdictKind(StrEnum):
    """What is judged."""

    CHEAPEST = "cheapest"
    """Who pays the least for one of them."""
    BEST_VALUE = "best_value"
    """Where one gets most for the money."""
    BEST_RATED = "best_rated"


class NoVerdict(StrEnum):
    """Why nothing can be judged."""

    CURRENCIES = "currencies"
    """The prices are in different ones."""
    CONTENT_UNKNOWN = "content_unknown"
    """The shop says of fewer than two of them how much is in the package."""
    MEASURES = "measures"
    """One is sold by weight and another by the piece."""
    UNIT = "unit"
    """They are not sold by the unit that was asked for."""
    UNRATED = "unrated"
    """Fewer than two of them have been rated."""
    SOLD_OUT = "sold_out"
    """All of them are."""


class Working(BaseModel):
    """The arithmetic for one of the products."""

    model_config = ConfigDict(frozen=True)

    position: int
    """Which of the compared products."""
    quantity: int = 1
    """How many packages must be bought for it; 2 for "two for $5"."""
    cost: Money
    """Of all of them."""
    amount: Fraction | None = None
    """What is in all of them, in the comparison's units; None where that does not matter."""
    rate: Fraction | None = None
    """Exact minor units for one unit: `cost` by `amount`."""
    said: Fraction | None = None
    """`rate`, rounded as `Comparison.places` says."""
    rating: Rating | None = None
    sure_of: float | None = None
    """The stars that it has at least, as far as so many ratings tell; see `assistant.shopping.standing`."""


class CautionKind(StrEnum):
    """What speaks against a verdict, or limits it."""

    SOLD_OUT = "sold_out"
    """Something that is sold out would have been better."""
    COSTS_MORE = "costs_more"
    """The better value costs more in all."""
    TOGETHER = "together"
    """Several bought together would be as good value or better."""
    ON_SALE = "on_sale"
    """It holds for the price of now, which is usually higher."""
    LATER = "later"
    """It cannot be had at once."""
    FEW_RATINGS = "few_ratings"
    LEFT_OUT = "left_out"
    """The shop doesn't say enough about this one."""


class Caution(BaseModel):
    """Something to know with a verdict."""

    model_config = ConfigDict(frozen=True)

    kind: CautionKind
    position: int
    """Which of the compared products it is about."""
    working: Working | None = None
    """The arithmetic, where it has one of its own."""
    text: str
    """A sentence."""


class Verdict(BaseModel):
    """Which is better in one respect, and why."""

    model_config = ConfigDict(frozen=True)

    kind: VerdictKind
    winners: tuple[int, ...] = ()
    """Positions of the best that can be bought, in their order; several are equally good."""
    because: tuple[Working, ...] = ()
    """The arithmetic of each product that it could be done for, best first, sold-out ones too."""
    refused: NoVerdict | None = None
    statement: str
    """The verdict with its arithmetic, or why there is none."""
    cautions: tuple[Caution, ...] = ()


class Comparison(BaseModel):
    """Two to four products side by side."""

    model_config = ConfigDict(frozen=True)

    subjects: tuple[Subject, ...] = Field(min_length=2, max_length=4)
    unit: Unit | None = None
    """What the unit prices are for; None where there is no common one."""
    places: int = 0
    """Decimals of a minor unit to which unit prices are rounded, half up: 1 for a tenth of a cent.

    Those that are the same when so rounded are called the same."""
    rows: tuple[Row, ...] = ()
    cheapest: Verdict
    best_value: Verdict
    best_rated: Verdict

    @model_validator(mode="after")
    def _about_its_subjects(self) -> Self:
        """Refuse verdicts on what is not compared, and such as neither name a winner nor say why not."""
        for verdict in self.verdicts:
            positions = {*verdict.winners, *(working.position for working in verdict.because)}
            if positions - set(range(len(self.subjects))) or not (verdict.winners or verdict.refused):
                raise ValueError("a verdict is about something else than what is compared")
        return self

    @property
    def verdicts(self) -> tuple[Verdict, Verdict, Verdict]:
        """All of them."""
        return self.cheapest, self.best_value, self.best_rated

    @property
    def different(self) -> tuple[Row, ...]:
        """In what they differ."""
        return tuple(row for row in self.rows if row.agreement is Agreement.DIFFERENT)

    @property
    def alike(self) -> tuple[Row, ...]:
        """In what they are alike."""
        return tuple(row for row in self.rows if row.agreement is Agreement.ALIKE)
