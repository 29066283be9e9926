"""Linter, formatter and type checker have nothing to say."""

import subprocess
import sys

import pytest

from repository import ROOT


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "--quiet"), ("ruff", "format", "--check", "--quiet"), ("mypy",)],
    ids=["linter", "formatter", "types"],
)
def test_there_is_nothing_to_complain_about(command: tuple[str, ...]) -> None:
    run = [sys.executable, "-m", *command]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
