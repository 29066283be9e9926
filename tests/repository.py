"""The repository's files."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def tracked() -> list[Path]:
    """The files that belong to the repository, new ones included; skips where there is no telling."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git = subprocess.run(
        # Whoever runs the tests need not be the one who cloned.
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if git.returncode:
        pytest.skip("not a git repository")
    return [Path(name) for name in git.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
