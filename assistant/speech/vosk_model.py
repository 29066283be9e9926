"""Where a Vosk model is, and whether it is one.

The library trusts its files: a damaged one may raise an error, but as well crash the process or keep it
busy for ever. So a model is first tried in a process of its own, once for as long as its files stay as they
are.
"""

import os
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import platformdirs

from assistant.audio import SAMPLE_RATE
from assistant.errors import MissingPartError

_INSTALLED = "vosk-model-small-en-us*"
_PATIENCE = 120.0
"""Seconds; loading a large model takes a slow machine half a minute."""
_UNPACK = "Unpack a Vosk model and set recognition.options.model to its folder."


def find(chosen: Path | None) -> Path:
    """The folder of the model to use.

    Args:
        chosen: the one that the settings name; else an English one that is installed is looked for.

    Raises:
        MissingPartError: if there is none.
    """
    if chosen is not None:
        folder = chosen.expanduser().resolve()
        if not folder.is_dir():
            raise MissingPartError(f"There is no folder {folder} with a Vosk model.", _UNPACK)
        return folder
    shelf = Path(platformdirs.user_data_dir("aisle")) / "models"
    installed = sorted(each for each in shelf.glob(_INSTALLED) if each.is_dir())
    if not installed:
        raise MissingPartError(f"There is no Vosk model in {shelf}.", _UNPACK)
    return installed[-1].resolve()


def prove(folder: Path) -> None:
    """Make sure that a model loads and hears, without risking this process.

    Raises:
        MissingPartError: if it does not.
    """
    mark = _mark(folder)
    if mark.exists():
        return
    if not _is_model(folder) or not _works(folder):
        raise damaged(folder)
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError:
        # Nowhere to note it: the next start tries the model again.
        return


def takes_grammar(folder: Path) -> bool:
    """Whether what may be said can be narrowed down; large models have it built in for good."""
    return any((folder / name).is_file() for name in ("graph/HCLr.fst", "HCLr.fst"))


def damaged(folder: Path) -> MissingPartError:
    """The error for a model that does not work."""
    return MissingPartError(f"The Vosk model in {folder} is damaged or not a Vosk model.", _UNPACK)


def _is_model(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("am/final.mdl", "final.mdl"))


def _works(folder: Path) -> bool:
    # Without the current folder on its path, where a file may be called like a module.
    command = [sys.executable, "-P", "-m", __name__, os.fspath(folder)]
    nothing = subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a folder as its argument
            command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _mark(folder: Path) -> Path:
    """The file that notes that these very files work with this very library."""
    digest = sha256(f"{version('vosk')} {folder}".encode())
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        facts = file.stat()
        digest.update(f"\n{file.relative_to(folder)} {facts.st_size} {facts.st_mtime_ns}".encode())
    return Path(platformdirs.user_cache_dir("aisle")) / "vosk" / digest.hexdigest()


def _try_out(folder: str) -> None:
    """Load a model and hear a second of silence: in a process of its own."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from vosk import KaldiRecognizer, Model

    recognizer = KaldiRecognizer(Model(folder), SAMPLE_RATE)
    recognizer.AcceptWaveform(bytes(2 * SAMPLE_RATE))
    recognizer.FinalResult()


if __name__ == "__main__":
    _try_out(sys.argv[1])
