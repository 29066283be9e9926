"""`aisle household pin set`: ask for a PIN before every order."""

import typer

from devices.cli.options import settings
from devices.cli.screen import screen


def household_pin_set(context: typer.Context) -> None:
    """Ask for a PIN of four to eight digits before every order; it is typed here, and not shown."""
    chosen = settings(context)
    from contextlib import closing

    from assistant.shopping.household import HOUSEHOLD_FILE, Household

    pin = typer.prompt("PIN", hide_input=True, confirmation_prompt=True)
    with closing(Household(chosen.data_dir / HOUSEHOLD_FILE)) as home:
        home.guard.set_pin(pin)
    screen().print("The PIN is asked for before every order.")
