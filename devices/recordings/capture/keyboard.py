"""The lines that a person types while something else goes on."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from assistant.errors import UnusableInputError

END = "q"
"""What the end of the input counts as."""
_BLOCK = 4096


class Keyboard:
    """Lines as they are typed."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._rest = b""

    async def line(self) -> str:
        """The next line, without spaces around it."""
        return await self._lines.get()

    def pressed(self) -> str | None:
        """A line that was typed meanwhile; None where none was."""
        return None if self._lines.empty() else self._lines.get_nowait()

    def typed(self, block: bytes) -> None:
        """Take in what was typed; nothing is the end of the input."""
        *lines, self._rest = (self._rest + block).split(b"\n")
        for line in lines:
            self._lines.put_nowait(line.decode(errors="replace").strip())
        if not block:
            self._lines.put_nowait(END)


@contextmanager
def keyboard(keys: TextIO | None) -> Iterator[Keyboard]:
    """What is typed, as long as this lasts. Needs a running event loop.

    Args:
        keys: a terminal or a pipe.

    Raises:
        UnusableInputError: if it is neither.
    """
    loop, board = asyncio.get_running_loop(), Keyboard()

    def ready() -> None:
        # Read past Python's buffer, which would keep a second line to itself.
        try:
            block = os.read(number, _BLOCK)
        except OSError:  # the terminal was closed
            block = b""
        if not block:
            loop.remove_reader(number)
        board.typed(block)

    try:
        number = -1 if keys is None else keys.fileno()
        loop.add_reader(number, ready)
    except (OSError, ValueError) as error:
        raise UnusableInputError(
            "There is no keyboard to say when to record.", "Run it in a terminal."
        ) from error
    try:
        yield board
    finally:
        loop.remove_reader(number)
