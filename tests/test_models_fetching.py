"""Models: fetched, checked and unpacked; and what may go wrong with each."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from assistant import models_install
from assistant.errors import MissingPartError, StorageError, UnusableInputError
from assistant.models_archive import unpack
from assistant.models_download import fetch
from model_site import CONTENT, GOOD, Site, described, left, written, zipped

pytest_plugins = ("model_site_fixtures",)
pytestmark = pytest.mark.usefixtures("home")


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


BROKEN = GOOD[:2_000] + b"\0" + GOOD[2_001:]


@pytest.mark.parametrize("content", [b"", b"no zip", GOOD[:-30], GOOD[: len(GOOD) // 2], BROKEN])
def test_what_is_no_zip_file_or_a_damaged_one_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="no zip file, or a damaged one"):
        unpacked(tmp_path, content)
