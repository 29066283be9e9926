"""A web server that has a model, and how it may behave."""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random

from assistant.models import Model

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


GOOD = zipped(("m/am/final.mdl", CONTENT), ("m/README", b"r"))
