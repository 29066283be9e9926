"""A product as a catalogue file has it, and as it goes into the shop."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from assistant.shopping.attributes import Attribute, AttributeName, as_said
from assistant.shopping.content import content as measured
from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.products import OptionGroup, OptionValue
from assistant.stores.terms import Minor, Table, Text

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]


class MultiBuy(Table):
    """Several for less."""

    quantity: int = Field(ge=2)
    price: Minor
    """Of all of them together."""


class Choice(Table):
    """One of the variants of a product that come in several colours, sizes or flavors."""

    id: Id
    options: Mapping[Text, Text] = Field(min_length=1)
    """What tells it from the others: {color: red}."""
    content: str = ""
    """Size as said, where it is not the product's."""
    price: Minor | None = None
    """None for the product's."""
    sale_price: Minor | None = None
    stock: int | None = Field(default=None, ge=0)
    gtin: str = ""


class Article(Table):
    """A product as the file has it."""

    id: Id
    title: Text
    """As it stands on the package and on a receipt."""
    name: Text
    """What people call it: short, and unlike the other names when spoken."""
    aliases: tuple[Text, ...] = ()
    """Other names that it is asked for by; general ones are shared by all that they fit."""
    brand: str = ""
    category: str = ""
    """Its place among the departments, from the root on: "dairy/cheese". On a shelf it is the shelf's."""
    content: str = ""
    """How much it is, as it is said: "half gallon"."""
    package: str = ""
    """The same to compute with, where what is said is not clear: "12 x 12 fl oz"."""
    description: str = ""
    """What it is and what it is good for, in plain words."""
    price: Minor
    """The regular one; with options the least it can cost."""
    sale_price: Minor | None = None
    """What it costs as long as it is on sale."""
    multi_buy: MultiBuy | None = None
    stock: int | None = Field(default=None, ge=0)
    """How many there are; left out where the shop does not count, and where each variant has its own."""
    variants: tuple[Choice, ...] = ()
    """The colours, sizes or flavors that it comes in, the usual one first."""
    options: tuple[str, ...] = ()
    """Names of options of the file: how it can be made to order."""
    history: Mapping[date, Minor] = {}
    """Earlier regular prices, each by the day from which on it held."""
    rating: float | None = Field(default=None, ge=0, le=5)
    """Stars of five."""
    ratings: int = Field(default=0, ge=0)
    """How many gave them."""
    review: str = Field(default="", max_length=500)
    """What buyers like and do not like, in a sentence or two."""
    diet: tuple[Text, ...] = ()
    allergens: tuple[Text, ...] = ()
    """What it contains that some people must not eat."""
    attributes: Mapping[Text, Text | tuple[Text, ...]] = {}
    """What else is true of it: {material: steel, free from: [fragrance, dye]}."""
    disclosures: tuple[Text, ...] = ()
    """Sentences that must be told before it is bought."""
    handling_days: int = Field(default=0, ge=0)
    return_days: int | None = Field(default=None, ge=0)
    """0 for never, left out for as long as the shop's terms say."""
    substitutes: tuple[Id, ...] = ()
    """Ids of what does instead of it, best first."""
    bought_with: tuple[Id, ...] = ()
    link: str = ""
    image: str = ""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.variants and self.stock is not None:
            raise ValueError("a product with variants has no stock of its own, they have")
        if any(set(each.options) != set(self.variants[0].options) for each in self.variants):
            raise ValueError("the variants differ in what tells them apart")
        if len({each.id for each in self.variants}) < len(self.variants):
            raise ValueError("two variants have the same id")
        for regular, sale in self._prices():
            if sale is not None and sale >= regular:
                raise ValueError("the sale price is not below the regular one")
        return self

    def _prices(self) -> Iterator[tuple[int, int | None]]:
        yield self.price, self.sale_price
        for each in self.variants:
            yield self.price if each.price is None else each.price, each.sale_price

    @property
    def ids(self) -> tuple[str, ...]:
        """Its own and those of its variants, each once."""
        return tuple(dict.fromkeys((self.id, *(each.id for each in self.variants))))

    def listing(self, made_to_order: Sequence[OptionGroup] = ()) -> Listing:
        """The product as it goes into the shop.

        Args:
            made_to_order: the options that the file names for it.
        """
        package = measured(self.package or self.content)
        return Listing(
            id=self.id,
            title=self.title,
            name=self.name,
            aliases=self.aliases,
            brand=self.brand,
            category_path=path(self.category),
            description=self.description,
            content=self.content,
            amount=float(package.amount) if package else None,
            measure=package.measure if package else None,
            pieces=package.pieces if package else 1,
            options=(*self._groups(), *made_to_order),
            variants=tuple(map(self._variant, self.variants)) or (self._plain(),),
            attributes=tuple(self._attributes()),
            rating=self.rating,
            ratings=self.ratings,
            review={"text": self.review} if self.review else None,
            disclosures=self.disclosures,
            substitutes=self.substitutes,
            bought_with=self.bought_with,
            handling_days=self.handling_days,
            return_days=self.return_days,
            link=self.link,
            image=self.image,
        )

    def _plain(self) -> VariantListing:
        return VariantListing(
            id=self.id,
            price=self.price,
            sale_price=self.sale_price,
            stock=self.stock,
            multi_quantity=self.multi_buy.quantity if self.multi_buy else None,
            multi_price=self.multi_buy.price if self.multi_buy else None,
            history=self._earlier_prices(),
        )

    def _variant(self, choice: Choice) -> VariantListing:
        package = measured(choice.content) if choice.content else None
        return VariantListing(
            id=choice.id,
            options=choice.options,
            content=choice.content,
            amount=float(package.amount) if package else None,
            price=self.price if choice.price is None else choice.price,
            sale_price=self.sale_price if choice.price is None else choice.sale_price,
            stock=choice.stock,
            gtin=choice.gtin,
            multi_quantity=self.multi_buy.quantity if self.multi_buy else None,
            multi_price=self.multi_buy.price if self.multi_buy else None,
            history=self._earlier_prices() if choice.price is None else (),
        )

    def _groups(self) -> Iterator[OptionGroup]:
        """What tells the variants apart, with its values in the file's order."""
        for name in self.variants[0].options if self.variants else ():
            values = dict.fromkeys(each.options[name] for each in self.variants)
            yield OptionGroup(
                name=name, values=tuple(OptionValue(value=value) for value in values), tells_variants=True
            )

    def _earlier_prices(self) -> tuple[tuple[float, int], ...]:
        return tuple((_midnight(day), price) for day, price in sorted(self.history.items()))

    def _attributes(self) -> Iterator[Attribute]:
        for value in self.diet:
            yield Attribute(name=AttributeName.DIET, value=value)
        for value in self.allergens:
            yield Attribute(name=AttributeName.ALLERGEN, value=value)
        for name, given in self.attributes.items():
            for value in (given,) if isinstance(given, str) else given:
                yield as_said(name, value)


def path(category: str) -> tuple[str, ...]:
    """The names of a category from the root on: "dairy/cheese" is ("dairy", "cheese")."""
    return tuple(name.strip() for name in category.split("/") if name.strip())


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
