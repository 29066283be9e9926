"""How long it takes to start, each time in a fresh process."""

import subprocess
import sys
import time
from collections.abc import Callable

from assistant.errors import MissingPartError
from assistant.settings import Settings
from devices.bench import ready
from devices.bench.figures import Figure, at_most, figure

HELP_SOON_ENOUGH = 300.0
"""Milliseconds."""
READY_SOON_ENOUGH = 5.0
"""Seconds."""
_AISLE = "from devices.cli import main; main()"


def startup(settings: Settings, runs: int, told: Callable[[], None]) -> list[Figure]:
    """Measure `aisle --help`, and from nothing to an assistant that listens.

    Args:
        settings: engines and shop.
        runs: how often.
        told: called after each.

    Raises:
        MissingPartError: if the assistant does not start.
    """
    helps, readies = [], []
    for _ in range(runs):
        helps.append(_help() * 1000)
        told()
        readies.append(_ready(settings))
        told()
    return [
        figure("aisle --help", "ms", helps, at_most(HELP_SOON_ENOUGH)),
        figure("start to ready", "s", readies, at_most(READY_SOON_ENOUGH)),
    ]


def _help() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _AISLE, "--help"], check=True, capture_output=True)  # noqa: S603 - ourselves
    return time.perf_counter() - began


def _ready(settings: Settings) -> float:
    """Seconds until a fresh process says that it listens."""
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", ready.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(settings.model_dump_json().encode())
        process.stdin.close()
        said = process.stdout.readline()
        took = time.perf_counter() - began
    if said.strip() != ready.READY:
        raise MissingPartError("The assistant did not start.", "See what is missing: aisle doctor")
    return took
