"""The package as people get it: built, installed where nothing is, and run; and the README's two commands."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from repository import ROOT, tracked

PACKAGES = ("assistant", "intents", "devices")
DEMO, TEST = "sh devices/setup.sh demo", "sh devices/setup.sh test"


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    expected = {str(file) for file in tracked() if file.parts[0] in PACKAGES}
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert expected - packed == set()
    # Nothing else came along but the description.
    assert {name for name in packed - expected if ".dist-info/" not in name} == set()


def test_the_wheel_holds_the_data_that_the_packages_need(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).namelist()
    for pattern in (
        r"assistant/dialogue/replies/en/\w+\.yaml",
        r"assistant/models\.yaml",
        r"assistant/stores/.+\.sql",
        r"assistant/stores/.+\.ya?ml",
        r"intents/sentences/en/.+\.yaml",
        r"devices/recordings/samples/.+\.flac",
        r"devices/recordings/report/page\.(html|css|js)",
        r"(assistant|intents|devices)/py\.typed",
        r".+\.dist-info/licenses/LICENSE",
    ):
        assert any(re.fullmatch(pattern, name) for name in packed), pattern


def test_the_source_distribution_holds_the_tests_too(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "tests/test_packaging.py", "devices/setup.sh"} <= names


@pytest.mark.slow
def test_the_wheel_alone_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    """The libraries that it names are installed anew in the test of the first command."""
    installed = tmp_path / "installed"
    target = ("--no-deps", "--no-compile", "--target", installed)
    pip = run(sys.executable, "-m", "pip", "install", "--quiet", *target, wheel, cwd=tmp_path)
    assert pip.returncode == 0, pip.stderr
    # Run from a folder in which our sources cannot be found, by someone who never ran it before.
    code = "import devices; print(devices.__file__); from devices.cli import main; main(['demo'])"
    demo = run(sys.executable, "-c", code, cwd=tmp_path, HOME=str(tmp_path), PYTHONPATH=str(installed))
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert demo.stdout.startswith(str(installed))
    assert "order: " in demo.stdout


@pytest.mark.slow
def test_the_first_command_works_twice_in_a_fresh_clone(tmp_path: Path) -> None:
    clone = tmp_path / "a clone"
    for name in tracked():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, clone / name)
    first = run(*DEMO.split(), cwd=clone, CI="true")
    assert first.returncode == 0, first.stdout + first.stderr
    # Quicker than the whole trip, and from the same command.
    scenario = "devices/recordings/samples/a-typed-trip.yaml"
    second = run(*DEMO.split(), "--scenario", scenario, cwd=clone, CI="true")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "setup: installing" in first.stderr
    assert "setup:" not in second.stderr


def test_the_readme_begins_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"sh devices/setup\.sh[^\n`]*", readme)[:2] == [DEMO, TEST]


def test_the_checks_of_a_change_run_exactly_the_second_command() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert commands[-1] == f"exec {TEST}"
    assert sum("setup.sh" in line for line in commands) == 1
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_another_word_after_the_script_is_refused_with_the_two_that_there_are() -> None:
    for words in ((), ("demos",)):
        done = run("sh", "devices/setup.sh", *words, cwd=ROOT)
        assert done.returncode == 2
        assert "demo|test" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell script")
def test_without_a_suitable_python_the_script_says_what_to_install(tmp_path: Path) -> None:
    clone, tools = tmp_path / "clone", tmp_path / "tools"
    (clone / "devices").mkdir(parents=True)
    tools.mkdir()
    shutil.copy(ROOT / "devices" / "setup.sh", clone / "devices")
    shutil.copy(ROOT / "pyproject.toml", clone)
    # No Python, no apt-get: only what the script itself runs on.
    for tool in ("sh", "env", "dirname", "id", "cat", "cksum", "grep", "rm"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    done = run("sh", "devices/setup.sh", "demo", cwd=clone, PATH=str(tools))
    assert done.returncode == 4
    assert "python3-venv" in done.stderr
    assert not (clone / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell script")
def test_the_second_command_installs_what_some_tests_use_and_names_what_it_cannot(tmp_path: Path) -> None:
    clone, tools, log = tmp_path / "clone", tmp_path / "tools", tmp_path / "log"
    (clone / "devices").mkdir(parents=True)
    tools.mkdir()
    shutil.copy(ROOT / "devices" / "setup.sh", clone / "devices")
    shutil.copy(ROOT / "pyproject.toml", clone)
    for tool in ("sh", "env", "dirname", "cat", "cksum", "grep", "rm"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    # Root of a system that has none of the packages, where there is no Chromium to be had.
    for tool, does in (
        ("id", "echo 0"),
        ("dpkg-query", "exit 1"),
        ("apt-get", f'echo "$@" >>"{log}"; case "$*" in *chromium*) exit 100 ;; esac'),
    ):
        (tools / tool).write_text(f"#!/bin/sh\n{does}\n")
        (tools / tool).chmod(0o755)
    done = run("sh", "devices/setup.sh", "test", cwd=clone, PATH=str(tools))
    asked = log.read_text().splitlines()
    assert sum(line.endswith(" update") for line in asked) == 1
    assert any("install" in line and "pulseaudio" in line for line in asked)
    assert any("install" in line and line.endswith(" chromium") for line in asked)
    assert "the tests of the report's page will be skipped: not installed are chromium" in done.stderr
    assert "sound card will be skipped" not in done.stderr
