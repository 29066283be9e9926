"""`aisle store compare` and `aisle store ask`: products side by side, and questions about one of them."""

from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import Json, StoreName, settings
from devices.cli.screen import screen
from devices.cli.store import store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from assistant.ports import Store
    from assistant.settings import Settings
    from assistant.shopping.answering.answers import Answer, NotStated
    from assistant.shopping.comparing.comparison import Comparison, Row
    from assistant.shopping.products import Product

_LONGEST = 2000
"""Characters of a name, as stores take them."""
_SEARCHED = 20
_WIDEST = 60
"""Characters of a cell that are shown."""
_HELP = "An id or a name; options may follow it: 'latte?size=large&milk=oat milk'."


@store.command()
def compare(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="ID-OR-NAME…", help=f"Two to four products. {_HELP}", show_default=False),
    ],
    shop: StoreName = None,
    unit: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Tell unit prices for this: ounce, pound, liter, …", show_default="what fits"
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Put products side by side: what differs, and which is cheaper, better value, better rated, and why."""
    import asyncio

    from assistant.shopping.comparing.side_by_side import compare as compared

    chosen = settings(context, store=shop)
    comparison = compared(asyncio.run(_products(chosen, names)), unit=unit, language=chosen.language)
    if as_json:
        typer.echo(comparison.model_dump_json(indent=2))
        return
    console = screen()
    console.print(_table(comparison, chosen.language))
    for verdict in comparison.verdicts:
        console.print(verdict.statement, markup=False, soft_wrap=True)
        for caution in verdict.cautions:
            console.print(f"  {caution.text}", markup=False, soft_wrap=True, style="dim")


@store.command()
def ask(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID-OR-NAME", help=_HELP, show_default=False)],
    question: Annotated[
        list[str], typer.Argument(metavar="QUESTION", help="In plain words.", show_default=False)
    ],
    shop: StoreName = None,
    as_json: Json = False,
) -> None:
    """Answer a question about a product from what the shop says of it, and from nothing else."""
    import asyncio

    from assistant.shopping.answering.answers import answer

    chosen = settings(context, store=shop)
    (product,) = asyncio.run(_products(chosen, [name]))
    found = answer(product, " ".join(question), chosen.language)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
        return
    _show(product, found)


def _show(product: "Product", found: "Answer | NotStated") -> None:
    from assistant.shopping.answering.answers import Answer

    console = screen()
    console.print(f"{product.name}: {found.statement}", markup=False, soft_wrap=True)
    told, begun = (found.facts, "From") if isinstance(found, Answer) else (found.tells, "The shop tells")
    for fact in told:
        console.print(f"  {begun} {fact.field}: {fact.value}", markup=False, soft_wrap=True, style="dim")


def _table(comparison: "Comparison", language: str) -> "Table":
    from rich.markup import escape
    from rich.table import Table

    from assistant.shopping.comparing.comparison import Agreement

    table = Table("", *(escape(subject.label) for subject in comparison.subjects))
    for row in comparison.rows:
        style = "bold" if row.agreement is Agreement.DIFFERENT else None
        table.add_row(escape(_heading(row, language)), *map(_cell, row.cells), style=style)
    return table


def _heading(row: "Row", language: str) -> str:
    from assistant.shopping.answering.questions import words
    from assistant.shopping.answering.sentences import field_name

    return row.value or field_name(row.field, words(language))


def _cell(told: str | None) -> str:
    from rich.markup import escape

    if told is None:
        return "[dim]the shop doesn't say[/]"
    return escape(told if len(told) <= _WIDEST else f"{told[:_WIDEST]}…")


# --- which product is meant


async def _products(chosen: "Settings", names: "Sequence[str]") -> "list[Product]":
    from assistant.bootstrap import open_store

    shop = open_store(chosen)
    try:
        return [await _product(shop, name) for name in names]
    finally:
        await shop.close()


async def _product(shop: "Store", wanted: str) -> "Product":
    """The product of an id, or the one that a name means, with its options."""
    from urllib.parse import parse_qsl

    from assistant.errors import UnusableInputError
    from assistant.shopping.stores import StoreError, StoreErrorKind

    name, _, query = wanted.partition("?")
    if not name.strip() or len(name) > _LONGEST:
        raise UnusableInputError("That names no product.", "Give an id or a name.")
    options = dict(parse_qsl(query))
    try:
        found = await shop.product(name)
    except StoreError as error:
        if error.kind is not StoreErrorKind.NOT_FOUND:
            raise
        return await _named(shop, name, options)
    return await shop.product(found.id, options) if options else found


async def _named(shop: "Store", name: str, options: dict[str, str]) -> "Product":
    """The product that a name means.

    Raises:
        UnusableInputError: if it means none or may mean several; it says which.
    """
    from assistant.errors import UnusableInputError
    from assistant.offers import entry
    from assistant.shopping.searching import SearchQuery
    from intents.resolver import Found, resolve

    page = await shop.search(SearchQuery(text=name, limit=_SEARCHED))
    same = [
        product
        for product in page.items
        if name.casefold() in {product.name.casefold(), product.title.casefold()}
    ]
    if len(same) == 1:
        return await shop.product(same[0].id, options)
    found = resolve(name, [entry(product) for product in page.items])
    if isinstance(found, Found) and not found.match.left_over:
        return await shop.product(found.match.entry_id, {**found.match.options, **options})
    if not page.items:
        raise UnusableInputError(
            f"The shop has nothing called {name[:80]!r}.", "Give another name, or an id."
        )
    raise UnusableInputError(
        f"{name[:80]!r} may be several things.", f"Name one of these: {_choices(page.items)}."
    )


def _choices(products: "Sequence[Product]", most: int = 6) -> str:
    named = [f"{product.name} ({product.id})" for product in products[:most]]
    return "; ".join(named) + ("; …" if len(products) > most else "")
