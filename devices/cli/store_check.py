"""What `aisle store check` shows."""

import json
from collections.abc import Sequence

import typer

from assistant.stores.embedded.checking import Fault, Part
from devices.cli.screen import screen

_SHOWN = 20
"""Faults of a part that are told one by one."""
_NAMES = {
    Part.TABLES: "the tables",
    Part.STOCK: "stock and what is held",
    Part.ORDERS: "the orders",
    Part.MONEY: "the payments",
    Part.REQUESTS: "the requests",
    Part.SEARCH: "the search",
}


def looking_at(part: Part) -> str:
    """What is shown while a part is looked at."""
    return f"Looking at {_NAMES[part]}"


def told(faults: Sequence[Fault], *, as_json: bool) -> None:
    """Print what does not hold in a shop.

    Args:
        faults: what does not.
        as_json: print JSON, and all of it.
    """
    if as_json:
        listed = [{"part": fault.part, "text": fault.text} for fault in faults]
        typer.echo(json.dumps({"faults": listed}, indent=2, ensure_ascii=False))
        return
    console = screen()
    for part in Part:
        here = [fault.text for fault in faults if fault.part is part]
        console.print(f"{_NAMES[part]}: ", "[red]wrong[/]" if here else "[green]in order[/]", sep="")
        for text in here[:_SHOWN]:
            console.print(f"  {text}", markup=False, soft_wrap=True)
        if len(here) > _SHOWN:
            console.print(f"  ... and {len(here) - _SHOWN:,} more; --json tells them all", style="dim")
