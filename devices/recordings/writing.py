"""Writing files such that others see them as they were or as they are, nothing between."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from assistant.errors import unwritten

_PRIVATE = 0o600
_USUAL = 0o666
"""Of which the system takes away what the user has set."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_OF_THE_SYSTEM = ("/dev/", "/proc/")


def write_text(file: Path, text: str) -> None:
    """Write a text and a line's end.

    Args:
        file: where to; "-" is the standard output.
        text: what.

    Raises:
        StorageError: if the file cannot be written.
    """
    if str(file) == "-":
        sys.stdout.write(text + "\n")
        return
    try:
        with replacing(file) as part:
            part.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritten(str(file), error) from error


@contextmanager
def replacing(file: Path, *, private: bool = False) -> Iterator[Path]:
    """A file beside another, to be written; at the end it takes the other's place, if nothing went wrong.

    The file's mode stays as it is, and a link stays a link. A device, a pipe, and a file in a folder that
    cannot be written are written as they are.

    Args:
        file: the one that is to be written.
        private: a new one is for this user alone.

    Raises:
        OSError: if it cannot be written; what was there is there still.
    """
    if _is_special(file):
        yield file
        return
    file = file.resolve()
    part = file.with_name(f".aisle-{uuid4().hex}.part")
    os.close(os.open(part, _NEW, _PRIVATE if private else _USUAL))
    try:
        yield part
        _flush(part)
        with suppress(FileNotFoundError):
            # What somebody else may read stays so.
            part.chmod(stat.S_IMODE(file.stat().st_mode))
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _is_special(file: Path) -> bool:
    """Nothing can take its place: a device, a pipe, an open file of some process."""
    if os.path.abspath(file).startswith(_OF_THE_SYSTEM):  # noqa: PTH100 - links lead elsewhere
        return True
    return file.exists() and not (file.is_file() and os.access(file.resolve().parent, os.W_OK))


def _flush(path: Path) -> None:
    """Wait until the disk has it, for the power may fail."""
    number = os.open(path, os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)
