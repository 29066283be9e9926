"""Feed files as they lie on the disk: packed or not, in whatever encoding, with lines of any length."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import UnusableInputError

LONGEST_LINE = 8_000_000
"""Characters."""
_BUFFER = 1 << 16
_GZIP = b"\x1f\x8b"
# The longer mark first: that of UTF-32 begins with that of UTF-16.
_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
UTF_8 = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed file that is open.

    Args:
        path: where it is.
        stream: its bytes, unpacked. It is closed by whoever has read it to the end.
        file: the same as they are on the disk.
        size: bytes on the disk.
    """

    path: Path
    stream: "io.BufferedReader[Any]"
    file: "io.BufferedReader[Any]"
    size: int

    def done(self) -> int:
        """How many of its bytes have been read from the disk."""
        return self.size if self.file.closed else self.file.tell()

    def beginning(self, length: int) -> bytes:
        """Its first bytes; they are still to be read."""
        return self.stream.peek(length)[:length]

    def encoding(self) -> str:
        """Its encoding by its byte order mark; UTF-8 where it has none."""
        begin = self.beginning(4)
        return next((name for mark, name in _MARKS.items() if begin.startswith(mark)), UTF_8)


@contextmanager
def opened(path: Path) -> Iterator[Feed]:
    """Open a feed file, packed by gzip or not.

    Raises:
        UnusableInputError: if it cannot be read, or is broken: so does reading from it.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(len(_GZIP)) == _GZIP
            file.seek(0)
            stream = io.BufferedReader(gzip.GzipFile(fileobj=file), _BUFFER) if packed else file
            yield Feed(path, stream, file, path.stat().st_size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnusableInputError(
            f"{path} is packed, and broken: {error}.", "Fetch it again; the shop is as it was."
        ) from error
    except OSError as error:
        raise UnusableInputError(f"{path} cannot be read: {error.strerror}.", "Check its path.") from error


@dataclass(slots=True)
class Lines:
    """The lines of a text, from which some can be taken back.

    Args:
        text: where they come from.
    """

    text: io.TextIOBase
    number: int = 0
    """Of the line that was given last, from 1."""
    taken: list[str] = field(default_factory=list)
    """Those given since this was last cleared."""
    cut: int = 0
    """The number of the last line that was too long; it was given without its end."""
    _again: list[str] = field(default_factory=list)

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self.text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE and line[-1] != "\n":
            self._pass_over()
        self.taken.append(line)
        return line

    def take_back(self) -> None:
        """Give all of `taken` but its first line once more."""
        back = self.taken[1:]
        self._again.extend(reversed(back))
        self.number -= len(back)
        self.taken.clear()

    def _pass_over(self) -> None:
        self.cut = self.number
        while (rest := self.text.readline(LONGEST_LINE)) and rest[-1] != "\n":
            pass
