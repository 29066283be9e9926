"""The commands, and what `aisle --help` says of them all."""

import gc
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from devices.cli.options import SettingsFile, Version

_COMMANDS = (
    "demo",
    "listen",
    "chat",
    "say",
    "replay",
    "record",
    "schema",
    "bench",
    "bench recognition",
    "bench understanding",
    "bench dialogues",
    "bench store search",
    "bench store import",
    "bench store hammer",
    "bench store kill",
    "doctor",
)
_GROUPS = ("store", "trace", "models")
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
        cls=_Words,
        epilog=_EPILOG,
        no_args_is_help=True,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
        # A plain traceback is for bugs only, and shows no local variables: they may hold what was said.
        pretty_exceptions_enable=False,
    )
    app.callback()(aisle)
    for name in _COMMANDS:
        function = name.replace(" ", "_")
        app.command(name)(getattr(import_module(f"devices.cli.{function}"), function))
    # Its commands belong to the group `store`.
    import_module("devices.cli.product")
    for name in _GROUPS:
        app.add_typer(getattr(import_module(f"devices.cli.{name}"), name), name=name)
    return app


class _Words(TyperGroup):
    """Knows commands of several words: "bench recognition" is another one than "bench"."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Look for a command of several words first."""
        for length in (3, 2):
            words = " ".join(args[:length])
            if words in self.commands and len(args) >= length:
                return words, self.commands[words], args[length:]
        return super().resolve_command(ctx, args)


def aisle(context: typer.Context, settings: SettingsFile = None, version: Version = False) -> None:  # noqa: ARG001 - `--version` acts by its callback
    """A voice shopping assistant that stays in the room: from the wake word to the order."""
    context.obj = settings
    gc.enable()
