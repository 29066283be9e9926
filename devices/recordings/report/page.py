"""The report's page: one file that opens by a double click, without a network."""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from assistant.errors import unwritten
from devices.recordings.report.kept import FOLDER, SOUND, outline_of, sound_file
from devices.recordings.report.overview import overview
from devices.recordings.report.rows import EMBEDDED, detail, rows
from devices.recordings.results import Report, Result
from devices.recordings.writing import replacing

PAGE = "index.html"
LARGEST = 24_000_000
"""Bytes of sound in all that are put into the page itself."""
_SCRIPTS = ("dom.js", "plots.js", "table.js", "waveform.js", "detail.js", "page.js")
_LEVEL = 6


def write_page(folder: Path, report: Report, *, largest: int = LARGEST) -> Path:
    """Write DIR/index.html from a report and what `write_media` has left in DIR/media.

    The page holds everything but much sound: as long as the sound of all recordings is less than 24 MB, it is
    in the page, which then is one file that can be sent by itself. With more, the page plays the files beside
    it, and the folder has to stay together. Outlines and traces are always in the page.

    Args:
        folder: the report's; made where it is not there.
        report: what came of all recordings; recordings without media are shown as such.
        largest: bytes of sound from which on it stays beside the page.

    Returns:
        The page.

    Raises:
        StorageError: if it cannot be written.
    """
    path = folder / PAGE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
            _write(file, folder, report, largest)
    except OSError as error:
        raise unwritten(f"The report {path}", error) from error
    return path


def _write(file: IO[str], folder: Path, report: Report, largest: int) -> None:
    """Piece by piece: thousands of traces are never in memory at once."""
    style, script = _part("page.css"), "".join(map(_part, _SCRIPTS))
    before, after = _filled(style, script).split("{data}")
    file.write(before)
    _write_json(file, "overview", [_dumped(overview(report))])
    _write_json(file, "rows", _array(rows(report)))
    sounds = _sounds(folder, report)
    embeds = sum(sounds.values()) < largest
    for result in report.results:
        _write_result(file, folder, result, known=result.id in sounds, embeds=embeds)
    file.write(after)


def _write_result(file: IO[str], folder: Path, result: Result, *, known: bool, embeds: bool) -> None:
    where = EMBEDDED if embeds else f"{FOLDER}/{quote(result.id)}{SOUND}"
    told = detail(result, outline_of(folder, result.id), where if known else None)
    packed = gzip.compress(_dumped(told).encode("ascii"), _LEVEL, mtime=0)
    _write_data(file, f"d-{result.id}", packed)
    if known and embeds:
        _write_data(file, f"s-{result.id}", sound_file(folder, result.id).read_bytes())


def _sounds(folder: Path, report: Report) -> dict[str, int]:
    """The sizes of the recordings' sounds, in bytes."""
    paths = ((result.id, sound_file(folder, result.id)) for result in report.results)
    return {name: path.stat().st_size for name, path in paths if path.is_file()}


def _filled(style: str, script: str) -> str:
    """The page around the data. Nothing but its own script may run, and nothing may be fetched."""
    policy = (
        f"default-src 'none'; script-src '{_fingerprint(script)}'; style-src '{_fingerprint(style)}'; "
        "media-src blob: file: 'self'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = _part("page.html")
    for name, text in (("{policy}", policy), ("{style}", style), ("{script}", script)):
        before, after = page.split(name)
        page = before + text + after
    return page


def _fingerprint(text: str) -> str:
    """Of what stands between a tag and its end, the line ends that the page adds included."""
    digest = hashlib.sha256(f"\n{text}\n".encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _dumped(value: Any) -> str:
    """JSON in ASCII: names of files may hold what is no text."""
    return json.dumps(value, default=str, separators=(",", ":"))


def _array(values: Iterable[Any]) -> Iterator[str]:
    yield "["
    for at, value in enumerate(values):
        yield f"{',' if at else ''}\n{_dumped(value)}"
    yield "]"


def _write_json(file: IO[str], name: str, parts: Iterable[str]) -> None:
    """A script element of data. No text in it can end it: there is no "<"."""
    file.write(f'<script type="application/json" id="{name}">\n')
    file.writelines(part.replace("<", "\\u003c") for part in parts)
    file.write("\n</script>\n")


def _write_data(file: IO[str], name: str, data: bytes) -> None:
    file.write(
        f'<script type="text/plain" id="{escape(name)}">{base64.b64encode(data).decode("ascii")}</script>\n'
    )
