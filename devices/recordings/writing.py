"""Writing a report where the person wants it."""

import sys
from pathlib import Path

from assistant.trace import unwritten


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
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritten(str(file), error) from error
