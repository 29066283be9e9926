"""Fetching a model's archive: goes on where it was cut off, and keeps nothing that is not the right file."""

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from assistant.errors import MissingPartError, UnusableInputError, unwritten
from assistant.models import Model

_PIECE = 64 * 1024
_PATIENCE = 30.0
"""Seconds that a server may be silent."""
_TRIES = 5
"""How often one goes on after a cut, if something came since the last one."""
_PARTIAL = 206
_OUT_OF_RANGE = 416
_OFFLINE = "Fetch it on another machine from {address}, and run: aisle models install {name} --from FILE.zip"

Progress = Callable[[int], None]
"""Is told how many bytes of the archive there are."""


class _CutOff(Exception):  # noqa: N818 - it ends a try, not the download
    """The connection ended too early."""


def fetch(model: Model, part: Path, progress: Progress) -> None:
    """Fetch an archive to a file, beginning with what is there already, and check it.

    An interrupted download leaves its file, to go on with the next time; a wrong one is removed.

    Args:
        model: whose archive.
        part: the file.
        progress: is told how far it is.

    Raises:
        MissingPartError: if the server cannot be reached, or does not have it.
        UnusableInputError: if what came is not the archive.
        StorageError: if it cannot be written.
    """
    begun = _size(part)
    _complete(model, part, progress)
    if begun and not _is_right(part, model):
        # What was there may be of another file: once more, from the beginning.
        part.unlink()
        _complete(model, part, progress)
    try:
        check(part, model)
    except UnusableInputError:
        part.unlink()
        raise


def check(archive: Path, model: Model) -> None:
    """Make sure that a file is a model's archive.

    Raises:
        UnusableInputError: if it is not, or cannot be read.
    """
    try:
        right = _is_right(archive, model)
    except OSError as error:
        raise UnusableInputError(f"{archive} cannot be read: {error.strerror}.", "Check its path.") from error
    if not right:
        raise UnusableInputError(
            f"{archive.name} is not {model.name}: its size or SHA-256 is another.",
            f"Fetch it again from {model.address}.",
        )


def _is_right(file: Path, model: Model) -> bool:
    if _size(file) != model.size:
        return False
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == model.sha256


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _complete(model: Model, part: Path, progress: Progress) -> None:
    """Fetch until the file has its size."""
    tries = _TRIES
    while (before := _size(part)) != model.size:
        if before > model.size:
            part.unlink()
            continue
        try:
            _go_on(model, part, before, progress)
        except _CutOff as cut:
            tries -= 1
            if not tries or _size(part) <= before:
                raise _unreachable(model, f"the connection was cut off at {_size(part)} bytes") from cut


def _go_on(model: Model, part: Path, begun: int, progress: Progress) -> None:
    headers = {"User-Agent": "aisle", "Accept-Encoding": "identity"}
    if begun:
        headers["Range"] = f"bytes={begun}-"
    try:
        request = urllib.request.Request(model.address, headers=headers)  # noqa: S310 - http and https only, by Model
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - the same
            _receive(model, part, answer, progress)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == _OUT_OF_RANGE and begun:
            part.unlink()  # there is no such place in their file: from the beginning, then
            return
        raise _unreachable(model, f"the server answers {error.code}") from error
    except urllib.error.URLError as error:
        raise _unreachable(model, str(error.reason)) from error
    except ValueError as error:  # of the library that takes addresses apart
        raise _unreachable(model, f"{model.address} is no address") from error
    except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
        raise _CutOff from error


def _receive(model: Model, part: Path, answer: http.client.HTTPResponse, progress: Progress) -> None:
    begun = _first_byte(answer)
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and begun + int(length) != model.size:
        raise UnusableInputError(
            f"The file at {model.address} is not {model.name}: it has another size.",
            "Look for a newer version of Aisle, whose list may be right again.",
        )
    try:
        file = part.open("r+b" if begun else "wb", buffering=0)
    except OSError as error:
        raise unwritten(str(part), error) from error
    with file:
        if begun:
            file.seek(begun)
            file.truncate()
        _copy(answer, file, model, progress)
    if _size(part) < model.size:
        raise _CutOff


def _first_byte(answer: http.client.HTTPResponse) -> int:
    """Where in the archive the answer begins; servers that know no ranges begin at the beginning."""
    if answer.status != _PARTIAL:
        return 0
    told = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0].strip()
    return int(told) if told.isdecimal() else 0


def _copy(answer: http.client.HTTPResponse, file: IO[bytes], model: Model, progress: Progress) -> None:
    progress(file.tell())
    while file.tell() < model.size and (piece := answer.read(_PIECE)):
        try:
            _write(file, piece[: model.size - file.tell()])
        except OSError as error:
            raise unwritten(str(file.name), error) from error
        progress(file.tell())


def _write(file: IO[bytes], data: bytes) -> None:
    while data:  # at the end of a disk, less may be written than was given
        data = data[file.write(data) :]


def _unreachable(model: Model, why: str) -> MissingPartError:
    return MissingPartError(
        f"{model.name} cannot be fetched: {why}.",
        "Try again later; what has come is kept. " + _OFFLINE.format(address=model.address, name=model.name),
    )
