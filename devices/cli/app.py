"""The commands, and what `aisle --help` says of them all."""

import gc
from importlib import import_module

import typer

from devices.cli.options import SettingsFile, Version

_COMMANDS = ("demo", "listen", "chat", "say", "replay", "record", "schema", "bench", "doctor")
_GROUPS = ("store", "trace")
_EPILOG = (
    "[bold]Exit codes:[/] [bold]0[/] done; [bold]1[/] the result is not the expected one; [bold]2[/] an"
    " input, a setting or the command line cannot be used; [bold]3[/] worse than the baseline; [bold]4[/] an"
    " engine, model, library or sound device is missing on this machine; [bold]5[/] a store, a database or"
    " the disk failed; [bold]130[/] interrupted (Ctrl-C)."
)


def build() -> typer.Typer:
    """The command line with all its commands."""
    app = typer.Typer(
        name="aisle",
        epilog=_EPILOG,
        no_args_is_help=True,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
        # A plain traceback is for bugs only, and shows no local variables: they may hold what was said.
        pretty_exceptions_enable=False,
    )
    app.callback()(aisle)
    for name in _COMMANDS:
        app.command(name)(getattr(import_module(f"devices.cli.{name}"), name))
    for name in _GROUPS:
        app.add_typer(getattr(import_module(f"devices.cli.{name}"), name), name=name)
    return app


def aisle(context: typer.Context, settings: SettingsFile = None, version: Version = False) -> None:  # noqa: ARG001 - `--version` acts by its callback
    """A voice shopping assistant that stays in the room: from the wake word to the order."""
    context.obj = settings
    gc.enable()
