"""`aisle doctor`: what is there, what is missing, and how to mend it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from devices.cli.options import Json
from devices.cli.screen import screen

if TYPE_CHECKING:
    from rich.table import Table

    from devices.cli.checks import Check

_STYLES = {"ok": "green", "warning": "yellow", "missing": "bold red"}


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look at everything that Aisle needs here: each engine is loaded, speaks or hears a word.

    Ends with 4 if something that `aisle demo` needs does not work; a missing sound card is only a warning.
    """
    from devices.cli import MISSING
    from devices.cli.checks import Level

    with screen(stderr=True).status("Loading every engine ...") as status:
        checks = []
        for check in _all(context.find_root().obj):
            checks.append(check)
            status.update(f"{check.group}: {check.name} ...")
    ready = all(check.level is not Level.MISSING for check in checks)
    if as_json:
        _print_json(checks, ready)
    else:
        _print_table(checks, ready)
    if not ready:
        raise typer.Exit(MISSING)


def _all(path: Path | None) -> Iterator["Check"]:
    from assistant.errors import SettingsError
    from assistant.settings import Settings, load
    from devices.cli import checks, engine_checks

    try:
        settings = load(path)
    except SettingsError:
        settings = Settings()  # the check of the settings tells what is wrong with them
    yield from checks.machine(path, settings)
    yield from engine_checks.engines(settings)
    yield from engine_checks.shops(settings)
    yield from checks.sound(settings.sound)


def _print_json(checks: list["Check"], ready: bool) -> None:
    import json

    typer.echo(
        json.dumps({"ready": ready, "checks": [check.model_dump(mode="json") for check in checks]}, indent=2)
    )


def _print_table(checks: list["Check"], ready: bool) -> None:
    console = screen()
    console.print(_table(checks))
    if ready:
        console.print("Everything that [bold]aisle demo[/] needs works here.", style="green")
    else:
        console.print(
            "[bold]aisle demo[/] cannot run here before what is missing has been mended.", style="red"
        )


def _table(checks: list["Check"]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table("Part", "", "What there is", "Time")
    table.columns[3].justify = "right"
    before = ""
    for check in checks:
        if before and check.group != before:
            table.add_section()
        before = check.group
        told = Text.assemble(check.found, ("\n" + check.fix if check.fix else "", "bold"))
        level = Text(check.level, style=_STYLES[check.level])
        table.add_row(Text(f"{check.group}: {check.name}"), level, told, f"{check.seconds:.2f} s")
    return table
