"""The command line: `aisle`.

A module that is named in `app` holds one command: a function of the command's own name. `aisle --help` must
answer at once, so the top of such a module imports nothing but typer, `devices.cli.options` and
`devices.cli.screen`; all else is imported in the function.
"""

import errno
import gc
import io
import os
import sys
from collections.abc import Sequence

from assistant.errors import AisleError, StorageError

DONE, NOT_AS_EXPECTED, UNUSABLE, WORSE, MISSING, STORAGE, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
"""The exit codes; `aisle --help` says what each means."""
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `aisle`, and tell what went wrong in sentences.

    Args:
        arguments: what follows the command's name; without them the process's own.

    Raises:
        SystemExit: always; see `aisle --help` for the codes.
    """
    try:
        _run(arguments)
    except AisleError as error:
        sys.exit(_told(error))
    except KeyboardInterrupt:
        sys.exit(_interrupted())
    except OSError as error:
        if error.errno not in {*_DISK, errno.EPIPE}:
            raise
        sys.exit(_unwritten(error))


def _run(arguments: Sequence[str] | None) -> None:
    from devices.cli.app import build

    # What was said may hold letters that a terminal or pipe cannot show: they become "?", and nothing fails.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # Until a command begins, there is no garbage, and looking for it takes a tenth of the time of `--help`.
    gc.disable()
    try:
        build()(arguments, prog_name="aisle")
    except SystemExit as end:
        sys.stdout.flush()
        if end.code == INTERRUPTED:
            _interrupted()
        raise
    finally:
        gc.enable()


def _interrupted() -> int:
    # A terminal shows ^C, or a prompt, in the line before.
    sys.stderr.write("\nInterrupted.\n" if sys.stderr.isatty() else "Interrupted.\n")
    return INTERRUPTED


def _unwritten(error: OSError) -> int:
    try:
        sys.stdout.flush()
    except OSError:  # Nothing more can be written there, and Python is not to try again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:  # whoever read it has seen enough
        return NOT_AS_EXPECTED
    return _told(StorageError(f"Writing failed: {os.strerror(error.errno or 0)}.", "Free some space."))


def _told(error: AisleError) -> int:
    from rich.text import Text

    from devices.cli.screen import screen

    console = screen(stderr=True)
    message = Text.assemble(("Error: ", "bold red"), error.what, "\n" if error.fix else "", error.fix)
    console.print(message, soft_wrap=not console.is_terminal)
    return error.exit_code
