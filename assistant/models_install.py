"""Putting models on the shelf and taking them off: wholly or not at all."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from assistant.errors import MissingPartError, UnusableInputError, unwritten
from assistant.models import Installed, Model, find_installed, is_name, known, listed, shelf
from assistant.models_archive import unpack
from assistant.models_download import Progress, check, fetch

_UNFINISHED = ".unfinished-"
_DOWNLOADS = ".downloads"
_LOCK = ".lock"


class Done(NamedTuple):
    """What came of an installation."""

    model: Installed
    was_there: bool
    """It was installed before."""


def nothing(*_: object) -> None:
    """For those who do not want to know how far it is."""


def wanted(name: str, address: str | None = None) -> Model:
    """The listed model of a name.

    Args:
        name: its name or its folder's.
        address: where to fetch it instead; its size and SHA-256 stay.

    Raises:
        UnusableInputError: if there is none, or the address is none.
    """
    model = known(name)
    if model is None:
        names = ", ".join(each.name for each in listed())
        raise UnusableInputError(
            f"There is no model called {name!r} in the list.",
            f"There are: {names}. Another one is installed with --from FILE.zip --trust.",
        )
    if address is None:
        return model
    if not address.startswith(("https://", "http://")):
        raise UnusableInputError(f"{address} is no web address.", "Begin it with https://.")
    return model.model_copy(update={"address": address})


def install(
    model: Model,
    archive: Path | None = None,
    *,
    progress: Progress = nothing,
    waiting: Callable[[], None] = nothing,
) -> Done:
    """Install a listed model, unless it is there.

    Args:
        model: which.
        archive: its archive, where it is on this machine; else it is fetched.
        progress: is told how many bytes of the archive have come.
        waiting: is called if another installation has to end first.

    Raises:
        MissingPartError: if it cannot be fetched, or does not work with the library.
        UnusableInputError: if the archive is not that of the model, or damaged.
        StorageError: if it cannot be written.
    """
    with locked(waiting):
        found = find_installed(model.name)
        if found is not None:
            return Done(found, was_there=True)
        if archive is not None:
            check(archive, model)
            _put(archive, model.folder)
        else:
            part = shelf() / _DOWNLOADS / f"{model.folder}.zip.part"
            part.parent.mkdir(exist_ok=True)
            fetch(model, part, progress)
            _put(part, model.folder)
            part.unlink()
        return Done(Installed(model.name, shelf() / model.folder), was_there=False)


def install_unlisted(name: str, archive: Path, *, waiting: Callable[[], None] = nothing) -> Done:
    """Install a model of which nothing is known, from a file that the person trusts.

    Args:
        name: what it is to be called.
        archive: a zip file.
        waiting: is called if another installation has to end first.

    Raises:
        UnusableInputError: if the name cannot be one or is a listed model's, or the archive is not one of a
            model.
        MissingPartError: if it does not work with the library.
        StorageError: if it cannot be written.
    """
    if not is_name(name) or known(name):
        raise UnusableInputError(
            f"A model of one's own cannot be called {name!r}.",
            "Use letters, digits, dots and hyphens, and no name of the list.",
        )
    with locked(waiting):
        found = find_installed(name)
        if found is not None:
            return Done(found, was_there=True)
        _put(archive, name)
        return Done(Installed(name, shelf() / name), was_there=False)


def remove(name: str, *, waiting: Callable[[], None] = nothing) -> Installed:
    """Take a model off the shelf.

    Args:
        name: its name or its folder's.
        waiting: is called if an installation has to end first.

    Raises:
        MissingPartError: if it is not installed.
        StorageError: if it cannot be removed.
    """
    needed(name)  # nothing is made just to say that it is not there
    with locked(waiting):
        found = needed(name)
        try:
            if found.folder.is_symlink():
                found.folder.unlink()
            else:
                # Gone at once, even if removing its files is interrupted.
                away = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=shelf()))
                found.folder.rename(away / found.folder.name)
                shutil.rmtree(away)
        except OSError as error:
            raise unwritten(str(found.folder), error) from error
        return found


def needed(name: str) -> Installed:
    """The model of a name on the shelf.

    Raises:
        MissingPartError: if it is not there.
    """
    found = find_installed(name)
    if found is None:
        raise MissingPartError(f"The model {name} is not installed.", "Run: aisle models list")
    return found


def _put(archive: Path, name: str) -> None:
    """Unpack an archive beside its place, try the model out, and only then put it there."""
    from assistant.speech import vosk_model

    place = shelf() / name
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=shelf()))
    try:
        folder = unpack(_readable(archive), unfinished)
        if not vosk_model.is_model(folder):
            raise UnusableInputError(
                f"{archive.name} holds no Vosk model.", "Look for a Vosk model's zip file."
            )
        vosk_model.needed_library()
        if not vosk_model.works(folder):
            raise UnusableInputError(
                f"The model in {archive.name} does not work.", "Fetch the model's zip file again."
            )
        if place.is_symlink() or place.is_file():
            place.unlink()
        folder.rename(place)
        vosk_model.note_proved(place)
    except OSError as error:
        raise unwritten(str(place), error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _readable(archive: Path) -> Path:
    try:
        archive.open("rb").close()
    except OSError as error:
        raise UnusableInputError(f"{archive} cannot be read: {error.strerror}.", "Check its path.") from error
    return archive


@contextmanager
def locked(waiting: Callable[[], None]) -> Iterator[None]:
    """One installation at a time; what one that was killed has left is cleared away."""
    try:
        shelf().mkdir(parents=True, exist_ok=True)
        lock = os.open(shelf() / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise unwritten(str(shelf()), error) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in shelf().glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(lock)
