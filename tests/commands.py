"""Runs `aisle`: in this process where that will do, else in one of its own; for a household in a folder."""

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.cli import main

PROGRAM = (sys.executable, "-c", "from devices.cli import main; main()")
FULL = Path("/dev/full")
needs_full_disk = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(folder: Path) -> dict[str, str]:
    """Variables that keep a command's files in the folder, and the width of what it prints."""
    return {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "COLUMNS": "120",
        "TERM": "xterm",
    }


def aisle(folder: Path, *arguments: str | Path, typed: str = "") -> Ended:
    """Run it here: quick, as everything is loaded already."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in environment(folder).items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as end:
            main(list(map(str, arguments)))
    assert isinstance(end.value.code, int)
    return Ended(end.value.code, out.getvalue(), err.getvalue())


def finished(folder: Path, *arguments: str, typed: bytes = b"", **variables: str) -> Ended:
    """Run it in a process of its own, to the end."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=typed,
        capture_output=True,
        env=os.environ | environment(folder) | variables,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def started(
    folder: Path,
    arguments: Sequence[str],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.PIPE,
    variables: dict[str, str] | None = None,
) -> subprocess.Popen[str]:
    """Begin to run it in a process of its own."""
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment(folder) | (variables or {}),
    )


def settings(folder: Path, text: str) -> Path:
    """A settings file."""
    path = folder / "mine.toml"
    path.write_text(text)
    return path
