"""`aisle store`: a look into the shop, and its goods from and into product feeds."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import Json, StoreName, settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from assistant.settings import Settings
    from assistant.shopping.products import Page, Product
    from assistant.stores.embedded.store import EmbeddedStore
    from assistant.stores.feeds.formats import Format

_LONGEST = 2000
"""Characters of a query, as stores take them."""

store = typer.Typer(no_args_is_help=True, help="Look into the shop, fill its shelves and write them down.")


def _formats(incomplete: str) -> list[str]:
    from assistant.stores.feeds.formats import Format

    return [name for name in Format if name.startswith(incomplete)]


FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="tsv or xml (Google's product data), jsonl (Agentic Commerce Protocol), json-ld (schema.org),"
        " or csv.",
        autocompletion=_formats,
        show_default="found out",
    ),
]
FeedFiles = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…", help="Product feeds, packed by gzip or not.", show_default=False, dir_okay=False
    ),
]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="A YAML file that says what the columns of a table mean.",
        show_default=False,
        dir_okay=False,
    ),
]
Replace = Annotated[bool, typer.Option("--replace", help="Take off the shelves what the feeds do not have.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would become of the feeds.")]
BadFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write all rows that are left out, and why, as JSON lines.",
        show_default=False,
        dir_okay=False,
    ),
]


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
    from assistant.shopping.searching import SearchQuery

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


@store.command("import")
def take_in(  # noqa: PLR0913 - each is an option of the command line
    context: typer.Context,
    files: FeedFiles,
    *,
    shop: StoreName = None,
    written: FormatName = None,
    mapping: MappingFile = None,
    replace: Replace = False,
    dry_run: DryRun = False,
    bad: BadFile = None,
    as_json: Json = False,
) -> None:
    """Fill the shelves from product feeds: what is new is added, what has changed is changed.

    Rows that cannot be used are told and left out. An import that is interrupted changes nothing.
    """
    from datetime import UTC, datetime

    from assistant.stores.feeds.importing import bring_in
    from assistant.stores.feeds.mapping import load
    from assistant.stores.feeds.reading import Feeds
    from devices.cli.feeds import outcome, watching

    feeds = Feeds(files=files, written=_format(written), mapping=None if mapping is None else load(mapping))
    with _embedded(settings(context, store=shop)) as shelves, watching(files, bad) as watcher:
        done = bring_in(shelves, feeds, datetime.now(UTC), watcher, replaces=replace, dry_run=dry_run)
    outcome(done, dry_run=dry_run, as_json=as_json)


@store.command("export")
def write_out(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Where to; packed where its name ends in .gz.",
            show_default=False,
            dir_okay=False,
        ),
    ],
    shop: StoreName = None,
    written: FormatName = None,
) -> None:
    """Write all products as a feed; `aisle store import` makes the same products of it."""
    from datetime import UTC, datetime

    from assistant.stores.feeds.exporting import format_of, write

    chosen = _format(written) or format_of(file)
    with _embedded(settings(context, store=shop)) as shelves:
        count = write(shelves, file, chosen, datetime.now(UTC).timestamp())
    screen().print(f"Wrote {count:,} products to {file}", markup=False, soft_wrap=True)


@store.command()
def check(context: typer.Context, shop: StoreName = None, as_json: Json = False) -> None:
    """Look whether all is in order in the shop: stock, orders, payments, search. Changes nothing.

    What is wrong is told, and the exit code is 1.
    """
    from assistant.stores.embedded.checking import faults
    from devices.cli.store_check import looking_at, told

    with (
        _embedded(settings(context, store=shop)) as shelves,
        screen(stderr=True).status("") as status,
        shelves.looking() as session,
    ):
        found = list(faults(session, shelves.finder, lambda part: status.update(looking_at(part))))
    told(found, as_json=as_json)
    if found:
        raise typer.Exit(1)


def _format(name: str | None) -> "Format | None":
    from assistant.errors import SettingsError
    from assistant.stores.feeds.formats import Format

    if name is None:
        return None
    if name not in set(Format):
        raise SettingsError(f"There is no format called {name!r}.", f"There are: {', '.join(Format)}.")
    return Format(name)


@contextmanager
def _embedded(chosen: "Settings") -> "Iterator[EmbeddedStore]":
    """A shop whose shelves are here."""
    import asyncio

    from assistant.bootstrap import open_store
    from assistant.errors import SettingsError
    from assistant.stores.embedded.store import EmbeddedStore

    shop = open_store(chosen)
    try:
        if not isinstance(shop, EmbeddedStore):
            raise SettingsError(
                f"The shelves of {chosen.store.name} are elsewhere.",
                "Choose a shop that is kept here: --store.",
            )
        yield shop
    finally:
        asyncio.run(shop.close())
