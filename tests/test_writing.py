"""Files that are written whole, or not at all."""

import io
import os
import stat
import threading
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from assistant.errors import StorageError
from commands import FULL, needs_full_disk
from devices.recordings.writing import replacing, write_text


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_text_gets_its_line_end_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_text(tmp_path / "out.json", "{}")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.json", "{}\n")]


def test_a_dash_is_the_standard_output() -> None:
    with redirect_stdout(io.StringIO()) as out:
        write_text(Path("-"), "{}")
    assert out.getvalue() == "{}\n"


def test_what_was_there_stays_until_all_is_written(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("old")
    with replacing(file) as part:
        part.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"


@pytest.mark.parametrize("before", [None, "old"])
def test_what_was_there_stays_if_writing_fails(tmp_path: Path, before: str | None) -> None:
    file = tmp_path / "page.html"
    if before is not None:
        file.write_text(before)

    def fill() -> None:
        with replacing(file) as part:
            part.write_text("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fill()
    assert [path.read_text() for path in tmp_path.iterdir()] == ([] if before is None else [before])


def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual_one(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o640)
    for name in ("old", "new"):
        write_text(tmp_path / name, "text")
    with replacing(tmp_path / "private", private=True) as part:
        part.write_text("text")
    assert (mode(tmp_path / "old"), mode(tmp_path / "private")) == (0o640, 0o600)
    assert mode(tmp_path / "new") == mode(tmp_path / "usual")


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "file")
    for text in ("one", "two"):
        write_text(tmp_path / "link", text)
        assert (tmp_path / "there" / "file").read_text() == f"{text}\n"
    assert (tmp_path / "link").is_symlink()


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    write_text(tmp_path / ("x" * 255), "text")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    write_text(tmp_path / "pipe", "text")
    reader.join(10)
    assert read == ["text\n"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_an_open_file_of_a_process_is_written_as_it_is(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w+") as out:
        write_text(Path(f"/dev/fd/{out.fileno()}"), "text")
        assert out.read() == "text\n"


@needs_full_disk
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(FULL)
    for file in (FULL, tmp_path / "link"):
        with pytest.raises(StorageError, match="Free some space"):
            write_text(file, "text")
    assert FULL.is_char_device()


@pytest.mark.parametrize("name", ["", "none/file"])
def test_what_cannot_be_a_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        write_text(tmp_path / name, "text")
    assert list(tmp_path.iterdir()) == []
