"""What `aisle doctor` finds out about this machine."""

import platform
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.errors import AisleError, MissingPartError, StorageError
from assistant.settings import Settings, Sound, default_path, load
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from devices.speaker.port_audio import find, library

_DISTRIBUTION = "aisle-voice"
_ROOM = 100 * 1024**2
"""Bytes that should be free on the disk."""


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    """It does not work, and `aisle demo` does without it."""
    MISSING = "missing"
    """It does not work, and `aisle demo` needs it."""


class Check(BaseModel):
    """Something that was looked at."""

    model_config = ConfigDict(frozen=True)

    group: str
    name: str
    level: Level
    found: str
    """What there is, or what is wrong."""
    fix: str = ""
    seconds: float
    """How long it took, loading included."""


def tried(group: str, name: str, attempt: Callable[[], str], *, needed: bool = True) -> Check:
    """Do something and tell how it went.

    Args:
        group: what it belongs to.
        name: what it is called.
        attempt: says what there is, or raises.
        needed: whether `aisle demo` needs it.
    """
    began = time.perf_counter()
    level, fix = Level.OK, ""
    try:
        found = attempt()
    except AisleError as error:
        found, fix = error.what, error.fix
        level = Level.MISSING if needed else Level.WARNING
    except Exception as error:  # noqa: BLE001 - whatever a foreign engine raises is what the doctor is to tell
        found, fix = f"{type(error).__name__}: {error}", "Install it again, or report this as a bug."
        level = Level.MISSING if needed else Level.WARNING
    took = round(time.perf_counter() - began, 3)
    return Check(group=group, name=name, level=level, found=found, fix=fix, seconds=took)


def machine(path: Path | None, settings: Settings) -> Iterator[Check]:
    """Check what all commands stand on.

    Args:
        path: the settings file that was named.
        settings: those in force.
    """
    yield tried("system", "Python", lambda: f"{platform.python_version()} on {platform.machine()}")
    yield tried("system", "libraries", _libraries)
    yield tried("system", "settings", lambda: _settings(path))
    yield tried("system", "data folder", lambda: _folder(settings.data_dir))
    yield tried("system", "household", lambda: _household(settings.data_dir))


def sound(settings: Sound) -> Iterator[Check]:
    """Check the sound devices, which only `aisle listen`, and `aisle say` without a file, need."""
    yield tried("sound", "PortAudio", _port_audio, needed=False)
    yield tried("sound", "microphone", lambda: find(settings.input, "input").name, needed=False)
    yield tried("sound", "loudspeaker", lambda: find(settings.output, "output").name, needed=False)
    yield tried("sound", "espeak-ng", _espeak, needed=False)


def _libraries() -> str:
    wanted = [line for line in requires(_DISTRIBUTION) or () if "extra ==" not in line]
    names = [match.group() for line in wanted if (match := re.match(r"[\w.-]+", line))]
    absent = [name for name in names if not _installed(name)]
    if absent:
        raise MissingPartError(f"Not installed: {', '.join(absent)}.", f"Run: pip install {_DISTRIBUTION}")
    return f"aisle {version(_DISTRIBUTION)}, {len(names)} libraries"


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _settings(path: Path | None) -> str:
    load(path)
    file = path or default_path()
    return str(file) if file.exists() else f"the defaults; there is no {file}"


def _folder(folder: Path) -> str:
    place = next(near for near in (folder, *folder.absolute().parents) if near.exists())
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"0")
    except OSError as error:
        raise StorageError(
            f"{place} cannot be written: {error.strerror}.", "Set data_dir to a folder of your own."
        ) from error
    free = shutil.disk_usage(place).free
    if free < _ROOM:
        raise StorageError(f"{place} has only {free // 1024**2} MB free.", "Free some space.")
    made = "" if place == folder else ", made when it is needed"
    return f"{folder}{made}, {free // 1024**3} GB free"


def _household(folder: Path) -> str:
    file = folder / HOUSEHOLD_FILE
    if not file.exists():
        return "none yet"
    home = Household(file)
    try:
        return f"{len(home.read_list())} things on the list"
    finally:
        home.close()


def _port_audio() -> str:
    return str(library().get_portaudio_version()[1])


def _espeak() -> str:
    import espeakng_loader

    library = Path(espeakng_loader.get_library_path())
    if not library.exists():
        raise MissingPartError(
            "The bundled espeak-ng is gone.", "Run: pip install --force-reinstall espeakng-loader"
        )
    return "bundled"
