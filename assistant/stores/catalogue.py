"""What a shop sells and on what terms, read from YAML files that people edit.

A small catalogue is one file. A large one names its shelves, files that each hold the products of a category:
`shelves: [market/dairy/*.yaml]`.

An option is written once and named by the products that have it; one with amounts has a value for every
amount of every kind: "soy milk", "a bit of soy milk", "lots of soy milk".
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from assistant.errors import SettingsError
from assistant.settings import checked
from assistant.shopping.listings import CategoryListing, Listing
from assistant.shopping.products import OptionGroup, OptionValue
from assistant.stores import articles
from assistant.stores.articles import Article
from assistant.stores.terms import Shop, Table, Text

BUNDLED = Path(__file__).parent / "catalogues"
"""The folder of the catalogues that come with Aisle."""
_HAS_SHELVES = re.compile(rb"^shelves:", re.MULTILINE)
_SHELF = re.compile(rb"^--- # shelf: (.+)\n", re.MULTILINE)
"""What stands before each shelf, where a catalogue and its shelves are one text."""


class Option(Table):
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


class Category(Table):
    """A category that is called by other names, too."""

    category: Text
    """Its place from the root on: "dairy/cheese"."""
    aliases: tuple[Text, ...] = ()


class Catalogue(Table):
    """A catalogue, with what is on its shelves."""

    shop: Shop
    options: Mapping[str, Option] = {}
    categories: tuple[Category, ...] = ()
    shelves: tuple[Text, ...] = ()
    """Files with products, from the folder of the catalogue on; stars stand for any letters."""
    products: tuple[Article, ...] = ()

    def groups(self, article: Article) -> tuple[OptionGroup, ...]:
        """How a product can be made to order."""
        return tuple(self.options[name].group(name) for name in article.options)

    def listings(self) -> Iterator[Listing]:
        """The products as they go into the shop."""
        for article in self.products:
            yield article.listing(self.groups(article))

    def departments(self) -> Iterator[CategoryListing]:
        """The categories that have other names."""
        for each in self.categories:
            yield CategoryListing(path=articles.path(each.category), aliases=each.aliases)


def bundled(name: str) -> Path:
    """The file of a catalogue that comes with Aisle.

    Args:
        name: "market" or "coffee".
    """
    return BUNDLED / f"{name}.yaml"


def content(path: Path) -> bytes:
    """The catalogue as it is written, with its shelves behind it.

    Raises:
        SettingsError: if one of the files cannot be read.
    """
    written = _read(path)
    if not _HAS_SHELVES.search(written):
        return written
    parts = [written]
    for shelf in _shelves(_tables(written, str(path)).get("shelves"), path):
        parts += [b"--- # shelf: " + os.fsencode(shelf.relative_to(path.parent)), _read(shelf)]
    return b"".join(part if part.endswith(b"\n") else part + b"\n" for part in parts)


@lru_cache(maxsize=2)
def parse(written: bytes, path: Path) -> Catalogue:
    """Read a catalogue. That of a shop that is opened again and again, as for every recording, is kept.

    Args:
        written: what `content` gives.
        path: where it is from, for messages.

    Raises:
        SettingsError: naming the file, and the product where it is one that does not fit.
    """
    first, *rest = _SHELF.split(written)
    tables = _tables(first, str(path))
    products = _products(tables, str(path))
    catalogue = checked(Catalogue, tables, str(path))
    categories = list(catalogue.categories)
    for name, shelf in zip(rest[::2], rest[1::2], strict=True):
        where = str(path.parent / os.fsdecode(name))
        found, category = _shelf(shelf, where)
        products += found
        categories.append(category)
    _consistent(products, catalogue, path)
    return catalogue.model_copy(update={"products": tuple(products), "categories": tuple(categories)})


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"The catalogue {path} cannot be read: {error.strerror}.", "Check its path."
        ) from error


def _shelves(patterns: object, path: Path) -> list[Path]:
    """The files that a catalogue names, each once, in its order."""
    found: dict[Path, None] = {}
    for pattern in patterns if isinstance(patterns, list) else [patterns]:
        files = _below(path.parent, pattern) if isinstance(pattern, str) else []
        if not files:
            raise SettingsError(
                f"{path}: there is no shelf {pattern}.", "Name files below the folder of the catalogue."
            )
        found.update(dict.fromkeys(files))
    return list(found)


def _below(folder: Path, pattern: str) -> list[Path]:
    """The files that a pattern stands for; none where it leads out of the folder."""
    if not pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        return []
    try:
        return sorted(folder.glob(pattern))
    except ValueError:  # a pattern such as "a**"
        return []


def _tables(written: bytes, where: str, begin: str = "shop") -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is faster, and not in every build
    try:
        tables = yaml.load(written, Loader=loader)  # noqa: S506 - either loader is a safe one
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:  # ValueError: a day that there is not
        raise SettingsError(
            f"The catalogue {where} is not valid YAML: {error}.", "Mend that line."
        ) from error
    if not isinstance(tables, dict):
        raise SettingsError(
            f"{where} is no catalogue: it has no {begin}.", f"Begin with {begin}: and products:."
        )
    return tables


def _shelf(written: bytes, where: str) -> tuple[list[Article], Category]:
    """The products on a shelf, and its category."""
    tables = _tables(written, where, "category")
    products = {"products": tables.pop("products", None)}
    category = checked(Category, tables, where)
    return _products(products, where, category.category), category


def _products(tables: dict[str, Any], where: str, category: str = "") -> list[Article]:
    """Take the products out of a file's tables."""
    found = tables.pop("products", None) or []
    if not isinstance(found, list):
        raise SettingsError(f"{where}: products is not a list.", "Begin each product with a dash.")
    for each in found:
        if category and isinstance(each, dict):
            each.setdefault("category", category)
    return [
        checked(Article, each, f"{where}, {_called(each, number)}") for number, each in enumerate(found, 1)
    ]


def _called(article: object, number: int) -> str:
    named = article.get("id") if isinstance(article, dict) else None
    return f"product {named or f'number {number}'}"


def _consistent(products: Sequence[Article], catalogue: Catalogue, path: Path) -> None:
    known = {article.id for article in products}
    seen: set[str] = set()
    for article in products:
        where = f"{path}, product {article.id}"
        for name in article.options:
            if name not in catalogue.options:
                raise SettingsError(
                    f"{where}: there is no option called {name!r}.", "Name it among the file's options."
                )
        for other in (*article.substitutes, *article.bought_with):
            if other not in known:
                raise SettingsError(f"{where}: there is no product {other}.", "Mend the id, or leave it out.")
        for name in article.ids:
            if name in seen:
                raise SettingsError(f"{path}: there are two products {name}.", "Give each an id of its own.")
            seen.add(name)
