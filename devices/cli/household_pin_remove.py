"""`aisle household pin remove`: order without a PIN again."""

import typer

from devices.cli.options import settings
from devices.cli.screen import screen


def household_pin_remove(context: typer.Context) -> None:
    """Ask for no PIN any more."""
    chosen = settings(context)
    from contextlib import closing

    from assistant.shopping.household import HOUSEHOLD_FILE, Household

    with closing(Household(chosen.data_dir / HOUSEHOLD_FILE)) as home:
        removed = home.guard.remove_pin()
    screen().print("The PIN is removed." if removed else "There was no PIN.")
