"""`aisle models`: models for recognisers, installed and removed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import Json
from devices.cli.screen import screen

if TYPE_CHECKING:
    from assistant.models import Installed, Model
    from assistant.models_install import Done

    _Row = tuple[str, Model | None, Installed | None]
    """A name, what the list says of it, and where it is installed."""

_MB = 1_000_000


def _names(incomplete: str) -> list[str]:
    from assistant.models import installed, listed

    names = {model.name for model in listed()} | {found.name for found in installed()}
    return sorted(name for name in names if name.startswith(incomplete))


Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help='The model\'s name, for example "vosk-small-en-us".',
        autocompletion=_names,
        show_default=False,
    ),
]

models = typer.Typer(no_args_is_help=True, help="Install and remove models for recognisers.")


@models.command("list")
def show(as_json: Json = False) -> None:
    """Show the models that there are, and which are installed."""
    from assistant.models import installed, known, listed

    there = {each.name: each for each in installed()}
    rows: list[_Row] = [(model.name, model, there.get(model.name)) for model in listed()]
    rows += [(name, None, found) for name, found in there.items() if known(name) is None]
    if as_json:
        _print_json(rows)
    else:
        _print_table(rows)


@models.command()
def install(
    name: Name,
    archive: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="The model's zip file, for a machine without network.",
            show_default=False,
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            "--url",
            metavar="ADDRESS",
            help="Fetch it from this address, a mirror for example; its SHA-256 is checked all the same.",
            show_default=False,
        ),
    ] = None,
    trust: Annotated[
        bool,
        typer.Option(
            "--trust", help="Install a zip file that is not in the list, by a name of your own: unchecked."
        ),
    ] = False,
) -> None:
    """Fetch a model, check it, try it out, and install it.

    An interrupted download goes on where it stopped when the same command is run again.
    """
    from assistant import models_install
    from assistant.errors import UnusableInputError

    console = screen(stderr=True)

    def waiting() -> None:
        console.print("Another installation is running; waiting for it to end ...", style="dim")

    if trust:
        if archive is None:
            raise UnusableInputError("What is to be trusted is not named.", "Add --from FILE.zip.")
        done = models_install.install_unlisted(name, archive, waiting=waiting)
    else:
        model = models_install.wanted(name, address)
        with _bar(model.size, model.name) as progress:
            done = models_install.install(model, archive, progress=progress, waiting=waiting)
    _tell(done)


@models.command()
def path(name: Name) -> None:
    """Print the folder of an installed model."""
    from assistant.models_install import needed

    typer.echo(needed(name).folder)


@models.command()
def remove(name: Name) -> None:
    """Remove an installed model."""
    from assistant import models_install

    removed = models_install.remove(name)
    screen().print(f"Removed {removed.name}.", markup=False)


def _tell(done: "Done") -> None:
    console, found = screen(), done.model
    if done.was_there:
        console.print(f"{found.name} is installed already, in {found.folder}", markup=False, soft_wrap=True)
    else:
        console.print(f"Installed {found.name} in {found.folder}", markup=False, soft_wrap=True)


@contextmanager
def _bar(size: int, name: str) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal; nothing in a pipe."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = screen(stderr=True)
    columns = (TextColumn(name, markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=size, start=False)

        def show(come: int) -> None:
            bar.start_task(task)
            bar.update(task, completed=come)

        yield show


def _print_json(rows: "list[_Row]") -> None:
    import json

    def row(name: str, model: "Model | None", found: "Installed | None") -> dict[str, object]:
        told = model.model_dump(mode="json") if model else {}
        return told | {
            "name": name,
            "installed": found is not None,
            "path": str(found.folder) if found else None,
        }

    typer.echo(json.dumps([row(*each) for each in rows], indent=2))


def _print_table(rows: "list[_Row]") -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("Model", "What it is", "Licence", "Archive", "Installed")
    table.columns[3].justify = "right"
    for name, model, found in rows:
        about = model.about if model else "a model of your own"
        size = f"{model.size / _MB:.0f} MB" if model else ""
        licence = model.license if model else "unknown"
        table.add_row(escape(name), escape(about), escape(licence), size, "yes" if found else "")
    screen().print(table)
