"""What a shop sells and on what terms, read from a YAML file that people edit.

An option is written once and named by the products that have it; one with amounts has a value for every
amount of every kind: "soy milk", "a bit of soy milk", "lots of soy milk".
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import SettingsError
from assistant.settings import checked
from assistant.shopping.products import OptionGroup, OptionValue

BUNDLED = Path(__file__).parent / "catalogues"
"""The folder of the catalogues that come with Aisle."""
_DAY = 24 * 60

Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Terms(_Table):
    """How the goods get home, and for how much."""

    kind: Literal["delivery", "pickup"] = "delivery"
    name: Text = "standard delivery"
    """As it is said."""
    promise: Text = "tomorrow"
    """When, as it is said at the time of the order."""
    minutes: int = Field(default=_DAY, ge=0)
    """The same in minutes. Whole days are promised as a day, less as a time of day."""
    fee: int = Field(default=0, ge=0)
    """Minor units."""
    free_from: int | None = Field(default=None, ge=0)
    """The subtotal, in minor units, from which there is no fee; None where there always is."""


class Shop(_Table):
    """A shop, apart from what it sells."""

    name: Text = "the shop"
    """As it is said."""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    tax: float = Field(default=0, ge=0, lt=100)
    """Percent, on top of the prices."""
    fulfilment: Terms = Terms()


class Option(_Table):
    """Something to choose."""

    amounts: tuple[str, ...] = Field(default=("",), min_length=1)
    """How much of it, as it is said: "a bit of"; empty where no amount is said."""
    values: dict[Text, Annotated[int, Field(ge=0)]] = Field(min_length=1)
    """The kinds, each with what it adds to the price in minor units."""

    def group(self, name: str) -> OptionGroup:
        """Every amount of every kind."""
        values = [
            OptionValue(value=f"{amount} {kind}".strip(), surcharge=surcharge)
            for kind, surcharge in self.values.items()
            for amount in self.amounts
        ]
        return OptionGroup(name=name, values=tuple(values))


class Article(_Table):
    """A product as the file has it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: Text
    name: Text
    aliases: tuple[Text, ...] = ()
    brand: str = ""
    category: str = ""
    content: str = ""
    description: str = ""
    price: int = Field(ge=0)
    """Minor units; with options the least it can cost."""
    stock: int | None = Field(default=None, ge=0)
    """How many there are; left out where the shop does not count."""
    options: tuple[str, ...] = ()
    """Names of options of the file."""


class Catalogue(_Table):
    """A catalogue file."""

    shop: Shop
    options: dict[str, Option] = {}
    products: tuple[Article, ...] = ()

    def groups(self, article: Article) -> tuple[OptionGroup, ...]:
        """What can be chosen about a product."""
        return tuple(self.options[name].group(name) for name in article.options)


def bundled(name: str) -> Path:
    """The file of a catalogue that comes with Aisle.

    Args:
        name: "market" or "coffee".
    """
    return BUNDLED / f"{name}.yaml"


def content(path: Path) -> bytes:
    """The file as it is.

    Raises:
        SettingsError: if it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"The catalogue {path} cannot be read: {error.strerror}.", "Check its path."
        ) from error


def parse(written: bytes, path: Path) -> Catalogue:
    """Read a catalogue.

    Args:
        written: the file's content.
        path: where it is from, for messages.

    Raises:
        SettingsError: naming the file, and the product where it is one that does not fit.
    """
    tables = _tables(written, path)
    articles = tables.pop("products", None) or []
    catalogue = checked(Catalogue, tables, str(path))
    if not isinstance(articles, list):
        raise SettingsError(f"{path}: products is not a list.", "Begin each product with a dash.")
    products = tuple(
        checked(Article, article, f"{path}, {_called(article, number)}")
        for number, article in enumerate(articles, start=1)
    )
    _consistent(products, catalogue, path)
    return catalogue.model_copy(update={"products": products})


def _tables(written: bytes, path: Path) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is faster, and not in every build
    try:
        tables = yaml.load(written, Loader=loader)  # noqa: S506 - either loader is a safe one
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"The catalogue {path} is not valid YAML: {error}.", "Mend that line.") from error
    if not isinstance(tables, dict):
        raise SettingsError(f"{path} is no catalogue: it has no shop.", "Begin with shop: and products:.")
    return tables


def _called(article: object, number: int) -> str:
    named = article.get("id") if isinstance(article, dict) else None
    return f"product {named or f'number {number}'}"


def _consistent(products: tuple[Article, ...], catalogue: Catalogue, path: Path) -> None:
    seen: set[str] = set()
    for article in products:
        unknown = [name for name in article.options if name not in catalogue.options]
        if unknown:
            raise SettingsError(
                f"{path}, product {article.id}: there is no option called {unknown[0]!r}.",
                "Name it among the file's options.",
            )
        if article.id in seen:
            raise SettingsError(
                f"{path}: there are two products {article.id}.", "Give each an id of its own."
            )
        seen.add(article.id)
