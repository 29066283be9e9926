"""What can be told of a file without opening it: that it is there, and one that can be read to its end."""

import os
import stat
from pathlib import Path

from assistant.errors import UnusableInputError

_AGAIN = "Copy or record it again."
_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def checked(path: Path) -> os.stat_result:
    """What the system knows of a file with something in it.

    Raises:
        UnusableInputError: if there is none, or it is a folder, empty, closed to this user, or a pipe, a
            socket or a device, at which a reader may wait for ever.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise UnusableInputError(f"There is no file {path}.", "Check the name.") from error
    except (OSError, ValueError, RuntimeError) as error:  # odd names, and links in a circle, have their own
        raise unreadable(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise UnusableInputError(f"{path} is a folder, not a file.", "Name a file in it.")
    for is_kind, kind in _KINDS:
        if is_kind(found.st_mode):
            raise UnusableInputError(f"{path} is {kind}, not a file.", "Save what it gives as a file.")
    if not os.access(path, os.R_OK):
        raise UnusableInputError(f"{path} cannot be read: Permission denied.", "Check who may read it.")
    if found.st_size == 0:
        raise UnusableInputError(f"{path} is empty.", _AGAIN)
    return found


def unreadable(path: Path, error: Exception) -> UnusableInputError:
    """What to tell a person of a file that the system does not open or read."""
    reason = error.strerror if isinstance(error, OSError) else "its name is not possible"
    return UnusableInputError(f"{path} cannot be read: {reason}.", "Check the name and who may read it.")
