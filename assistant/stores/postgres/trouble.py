"""What can go wrong at a PostgreSQL server, in sentences."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import StorageError
from assistant.stores.embedded.engine import OutrunError

_GONE = ("{place} cannot be reached.", "Check that the server runs and that this machine may connect to it.")
_REFUSED = (
    "{place} refuses the connection: {reason}.",
    "Check its address, user and password in the settings.",
)
_REASON = re.compile(r"FATAL: +(.*)")
"""In what libpq says where there is no connection."""
_UNUSABLE = ("{place} cannot be used ({state}).", "")
_BUSY = ("{place} is busy.", "Try again in a moment.")
_SENTENCES = {
    "42501": ("{place} does not allow this.", "Give the user the right to make and change tables."),
    "25006": ("{place} can only be read.", "Name the server that is written to in the settings."),
    "53100": ("{place} has no room left.", "Free some space on its disk and try again."),
    "55P03": _BUSY,
    "57": _GONE,
    "08": _GONE,
}
"""By the beginning of the SQLSTATE."""


@contextmanager
def in_sentences(place: str) -> Iterator[None]:
    """Tell of psycopg's errors as a `StorageError`.

    What PostgreSQL says of a statement is left out, as it may quote what was to be stored.

    Args:
        place: the database as a person is told of it.
    """
    import psycopg

    try:
        yield
    except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure) as error:
        what, fix = _BUSY
        raise OutrunError(what.format(place=place), fix) from error
    except psycopg.OperationalError as error:
        reason = _REASON.search(str(error))
        lost = _REFUSED if reason else _GONE
        what, fix = _of_state(error.sqlstate) if error.sqlstate else lost
        raise StorageError(
            what.format(place=place, state=error.sqlstate, reason=reason and reason[1]), fix
        ) from error
    except psycopg.Error as error:
        state = error.sqlstate or type(error).__name__
        what, fix = _of_state(state)
        raise StorageError(what.format(place=place, state=state), fix) from error


def _of_state(state: str) -> tuple[str, str]:
    return _SENTENCES.get(state) or _SENTENCES.get(state[:2]) or _UNUSABLE
