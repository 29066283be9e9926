"""The recordings and scenarios that Aisle brings along."""

from importlib.resources import files
from pathlib import Path

TRIP = "trip.yaml"
"""The scenario of the demo."""


def bundled() -> Path:
    """Their folder."""
    return Path(str(files(__package__) / "samples"))
