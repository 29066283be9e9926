"""Unpacking a model's archive, which may be broken or meant to do harm."""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from assistant.errors import StorageError, UnusableInputError, unwritten

_MOST_FILES = 1_000
_LARGEST = 8 * 1024**3
"""Bytes of the largest models, unpacked."""
_TIGHTEST = 50
"""An archive that grows by more is a bomb; models grow by two."""
_SPARE = 50 * 1024**2
"""Bytes that are to stay free."""
_ENCRYPTED = 0x1


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack an archive.

    Args:
        archive: a zip file.
        folder: an empty folder for it.

    Returns:
        The model's own folder: the only one in the archive, or all of it.

    Raises:
        UnusableInputError: if it is no zip file, damaged, or holds what no model holds.
        StorageError: if there is no room for it.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            entries = packed.infolist()
            _refuse_harm(archive, entries)
            _find_room(folder, sum(entry.file_size for entry in entries))
            for entry in entries:
                _unpack(packed, entry, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _unusable(archive, "is no zip file, or a damaged one") from error
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _refuse_harm(archive: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    size = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_FILES or size > min(_LARGEST, _TIGHTEST * archive.stat().st_size):
        raise _unusable(archive, "would unpack to far more than a model")
    for entry in entries:
        if _leaves_folder(entry.orig_filename):
            raise _unusable(archive, "holds a file that would land outside of its folder")
        if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise _unusable(archive, "holds a link or a device")
        if entry.flag_bits & _ENCRYPTED:
            raise _unusable(archive, "is encrypted")
    names = [PurePosixPath(entry.filename) for entry in entries if not entry.is_dir()]
    if len(set(names)) < len(names):
        raise _unusable(archive, "holds a file twice")


def _leaves_folder(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or not path.parts or bool(set(name) & set("\\:\0"))


def _find_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        raise StorageError(
            f"The model needs {(size + _SPARE) // 1024**2} MB, and {free // 1024**2} MB are free.",
            "Free some space.",
        )


def _unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    place = folder.joinpath(*PurePosixPath(entry.filename).parts)
    try:
        if entry.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        with packed.open(entry) as data, place.open("xb") as file:
            shutil.copyfileobj(data, file, 1024 * 1024)
    except (FileExistsError, NotADirectoryError) as error:
        raise zipfile.BadZipFile("a file where a folder is") from error
    except OSError as error:
        raise unwritten(str(place), error) from error


def _unusable(archive: Path, why: str) -> UnusableInputError:
    return UnusableInputError(f"{archive.name} {why}.", "Fetch the model's zip file again.")
