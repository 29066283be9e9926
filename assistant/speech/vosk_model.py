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
from typing import Any

import platformdirs

from assistant import models
from assistant.audio import SAMPLE_RATE
from assistant.errors import MissingPartError

_PATIENCE = 120.0
"""Seconds; loading a large model takes a slow machine half a minute."""
_GET = "Run: aisle models install vosk-small-en-us, or set recognition.options.model to a model's folder."


def find(chosen: str | None) -> Path:
    """The folder of the model to use.

    Args:
        chosen: the name of an installed one, or a folder; else an installed English one is looked for.

    Raises:
        MissingPartError: if there is none.
    """
    if chosen is None:
        english = models.english()
        if english is None:
            raise MissingPartError(f"There is no English Vosk model in {models.shelf()}.", _GET)
        return english.folder.resolve()
    installed = models.find_installed(chosen)
    folder = installed.folder.resolve() if installed else Path(chosen).expanduser().resolve()
    if not folder.is_dir():
        raise MissingPartError(f"There is no Vosk model {chosen}, neither installed nor as a folder.", _GET)
    return folder


def prove(folder: Path) -> None:
    """Make sure that a model loads and hears, without risking this process.

    Raises:
        MissingPartError: if it does not.
    """
    if is_proved(folder):
        return
    if not is_model(folder) or not works(folder):
        raise damaged(folder)
    note_proved(folder)


def is_proved(folder: Path) -> bool:
    """Whether the files that are in a folder now have proved to work."""
    return _mark(folder).exists()


def note_proved(folder: Path) -> None:
    """Remember that the files that are in a folder now have proved to work."""
    mark = _mark(folder)
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
    return MissingPartError(f"The Vosk model in {folder} is damaged or not a Vosk model.", _GET)


def needed_library() -> Any:
    """The module `vosk`.

    Raises:
        MissingPartError: if it is missing.
    """
    try:
        import vosk
    except (ImportError, OSError) as error:
        raise MissingPartError(
            "The package vosk is not installed or does not fit this machine.", "pip install vosk"
        ) from error
    vosk.SetLogLevel(-1)
    return vosk


def is_model(folder: Path) -> bool:
    """Whether there is what every Vosk model has."""
    return any((folder / name).is_file() for name in ("am/final.mdl", "final.mdl"))


def works(folder: Path) -> bool:
    """Whether a model loads and hears, tried out in a process of its own."""
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
