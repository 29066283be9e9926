"""`aisle store`: a look into the shop."""

from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import Json, StoreName, settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from rich.table import Table

    from assistant.settings import Settings
    from assistant.shopping.products import Page, Product

_LONGEST = 2000
"""Characters of a query, as stores take them."""

store = typer.Typer(no_args_is_help=True, help="Look into the shop.")


@store.command()
def search(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help="What to look for, in plain words.", show_default=False),
    ],
    shop: StoreName = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="The most products to show.")] = 10,
    as_json: Json = False,
) -> None:
    """Find products, best first."""
    import asyncio

    from assistant.errors import UnusableInputError

    query = " ".join(words)
    if not query.strip():
        raise UnusableInputError("There is nothing to look for.", "Name a product, for example: oat milk.")
    if len(query) > _LONGEST:
        raise UnusableInputError(f"The query is longer than {_LONGEST} characters.", "Shorten it.")
    page = asyncio.run(_found(settings(context, store=shop), query, limit))
    if as_json:
        typer.echo(page.model_dump_json(indent=2))
        return
    console = screen()
    if page.items:
        console.print(_table(page))
    console.print(f"{len(page.items)} of {page.total} found", style="dim")


async def _found(chosen: "Settings", query: str, limit: int) -> "Page[Product]":
    from assistant.bootstrap import open_store
    from assistant.shopping.products import SearchQuery

    shop = open_store(chosen)
    try:
        return await shop.search(SearchQuery(text=query, limit=limit))
    finally:
        await shop.close()


def _table(page: "Page[Product]") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table("Product", "Brand", "Options", "Price", "Id")
    table.columns[3].justify = "right"
    for product in page.items:
        options = ", ".join(group.name for group in product.options)
        cells = (product.title, product.brand, options, str(product.price), product.id)
        table.add_row(*map(escape, cells))
    return table
