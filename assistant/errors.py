"""Errors that a person meets: what happened, why, and what to do next."""

import errno

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class AisleError(Exception):
    """An error with a sentence for a person and, where there is one, the way out.

    Args:
        what: What happened and why, as one sentence.
        fix: What to do next, as one sentence; empty where nothing can be done.
    """

    exit_code = 1

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what} {self.fix}".strip()


class UnusableInputError(AisleError):
    """A recording, file or text that cannot be used."""

    exit_code = 2


class SettingsError(AisleError):
    """A setting that is unknown, of the wrong kind, or unreadable."""

    exit_code = 2


class MissingPartError(AisleError):
    """An engine, model, library or sound device that this machine does not have."""

    exit_code = 4


class StorageError(AisleError):
    """A database or disk that cannot be read or written."""

    exit_code = 5


def unwritten(name: str, error: OSError) -> StorageError:
    """The error that tells a person that a file cannot be written.

    Args:
        name: the file, as it begins a sentence.
        error: why.
    """
    fix = "Free some space, or name another place." if error.errno in _FULL else "Check the path."
    return StorageError(f"{name} cannot be written: {error.strerror}.", fix)
