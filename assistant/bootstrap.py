"""The one place that chooses every concrete part, each overridable by argument."""

from importlib.metadata import entry_points
from typing import Any

from assistant.errors import SettingsError


def available(group: str) -> tuple[str, ...]:
    """The names of the installed engines or stores of a kind.

    Args:
        group: "wakewords", "voice_activity", "recognizers", "synthesizers" or "stores".
    """
    return tuple(sorted({point.name for point in entry_points(group=f"aisle.{group}")}))


def part(group: str, name: str) -> Any:
    """The factory of an engine or store, by the name of its entry point.

    Raises:
        SettingsError: if there is none of that name, naming those that there are.
    """
    found = [point for point in entry_points(group=f"aisle.{group}") if point.name == name]
    if not found:
        known = ", ".join(available(group)) or "none"
        raise SettingsError(f"There is no {group} part called {name!r}.", f"Installed: {known}.")
    return found[0].load()
