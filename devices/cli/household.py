"""`aisle household`: what guards the household's purchases."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from devices.cli.options import settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from assistant.shopping.household import Household

household = typer.Typer(no_args_is_help=True, help="Set up who may buy.")
pin = typer.Typer(no_args_is_help=True, help="A PIN that is asked for before an order is placed.")
household.add_typer(pin, name="pin")


@pin.command("set")
def set_(context: typer.Context) -> None:
    """Ask for a PIN of four to eight digits before every order; it is typed here, and not shown."""
    home = _opened(settings(context).data_dir)
    try:
        home.guard.set_pin(typer.prompt("PIN", hide_input=True, confirmation_prompt=True))
    finally:
        home.close()
    screen().print("The PIN is asked for before every order.")


@pin.command()
def remove(context: typer.Context) -> None:
    """Ask for no PIN any more."""
    home = _opened(settings(context).data_dir)
    try:
        removed = home.guard.remove_pin()
    finally:
        home.close()
    screen().print("The PIN is removed." if removed else "There was no PIN.")


def _opened(folder: Path) -> "Household":
    from assistant.shopping.household import HOUSEHOLD_FILE, Household

    return Household(folder / HOUSEHOLD_FILE)
