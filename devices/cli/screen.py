"""Where commands print."""

import os

from rich.console import Console

_PIPE_WIDTH = 160


def screen(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; a pipe has no width, and gets one in which tables fit.

    Args:
        stderr: print to the error output.
    """
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPE_WIDTH
    return console
